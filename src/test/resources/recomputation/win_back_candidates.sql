-- Who has churned, what the year before was worth, and the chance that comparable customers had.
with company as (
  select count(*) filter (where cost_units is null) = 0 and sum(net_units) > 0 as is_margin,
    case when count(*) filter (where cost_units is null) = 0 and sum(net_units) > 0
      then (sum(net_units) - sum(cost_units)) / sum(net_units) else 1 end as share
  from customer_totals
  where segment_name = 'all' and orders > 0
),
lost as (
  select customer_id, first_order_date, last_order_date, cast(as_of_date - last_order_date as integer) as away,
    last_order_date - first_order_date as tenure
  from customer_totals, settings
  where segment_name = 'all' and orders > 0 and as_of_date - last_order_date >= churn_window_days
),
revenue as (
  select l.customer_id, sum(net_units) as units
  from lost l join purchase_days d on d.customer_id = l.customer_id and d.order_date > l.last_order_date - 365
  where segment_name = 'all'
  group by all
),
goodbyes as (
  select l.customer_id, max_by(
    case
      when reason is null then 'unknown'
      when list_contains(price_reasons, trim(translate(lower(reason), '_-', '  '))) then 'price'
      when list_contains(service_reasons, trim(translate(lower(reason), '_-', '  '))) then 'service'
      else 'other'
    end, left_at) as reason_class
  from lost l join departures using (customer_id), settings
  where cast(timezone(time_zone, left_at) as date) >= last_order_date
  group by all
),
banded as (
  select * replace (coalesce(reason_class, 'unknown') as reason_class),
    case when tenure = 0 then '0_days' when tenure <= 365 then '1_to_365_days' when tenure <= 1095 then '366_to_1095_days'
      else 'over_1095_days' end as tenure_band,
    case when away <= 180 then 'up_to_180_days' when away <= 365 then '181_to_365_days'
      when away <= 730 then '366_to_730_days' else 'over_730_days' end as time_away_band
  from lost join revenue using (customer_id) left join goodbyes using (customer_id), company
),
expected as (
  select b.*, chance_of_return, chance_basis, greatest(units, 0)::double / 10000 * share as value
  from banded b join published.win_back_history using (reason_class, tenure_band, time_away_band)
),
rounded as (
  select *, cast(round(value, 2) as decimal(20,2)) as value_before_leaving,
    cast(round(value * chance_of_return, 2) as decimal(20,2)) as expected_recovered_value
  from expected
)
select customer_id, last_order_date, away as days_since_last_order, reason_class, tenure_band, time_away_band,
  cast(round(units / 10000::decimal(38,4), 2) as decimal(20,2)) as revenue_before_leaving,
  case when is_margin then 'margin' else 'revenue' end as value_basis, value_before_leaving, chance_of_return, chance_basis,
  expected_recovered_value,
  case when expected_recovered_value > 0 then rank() over (order by expected_recovered_value desc nulls last) end as recovery_rank
from rounded
