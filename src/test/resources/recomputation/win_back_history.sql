-- Every month-end at which a customer had churned, the first of each silence in each band, why the customer had said to leave by
-- then, and what followed; the company has departures.
with goodbyes as (
  select customer_id, left_at, cast(timezone(time_zone, left_at) as date) as left_on,
    case
      when reason is null then 'unknown'
      when list_contains(price_reasons, trim(translate(lower(reason), '_-', '  '))) then 'price'
      when list_contains(service_reasons, trim(translate(lower(reason), '_-', '  '))) then 'service'
      else 'other'
    end as reason_class
  from departures, settings
),
occasions as (
  select customer_id, order_date, first_order_date,
    lead(order_date) over turn as return_day, lead(order_date, 2) over turn as day_after_return
  from purchase_days
  where segment_name = 'all' and orders > 0
  window turn as (partition by customer_id order by order_date)
),
month_ends as (
  select distinct last_day(cast(month as date)) as month_end
  from generate_series((select min(order_date) from occasions)::timestamp, (select as_of_date from settings)::timestamp,
    interval 1 day) g(month)
),
looked_at as (
  select customer_id, order_date, return_day, day_after_return, month_end, order_date - first_order_date as tenure,
    month_end - order_date as away
  from occasions join month_ends on month_end >= order_date and (return_day is null or month_end < return_day), settings
  where month_end - order_date >= churn_window_days and month_end <= as_of_date - 365
),
banded as (
  select *, case when away <= 180 then 'up_to_180_days' when away <= 365 then '181_to_365_days'
    when away <= 730 then '366_to_730_days' else 'over_730_days' end as time_away_band,
    case when tenure = 0 then '0_days' when tenure <= 365 then '1_to_365_days' when tenure <= 1095 then '366_to_1095_days'
      else 'over_1095_days' end as tenure_band
  from looked_at
),
first_looks as (
  select * from banded
  qualify row_number() over (partition by customer_id, order_date, time_away_band order by month_end) = 1
  union all by name
  select * replace ('all' as time_away_band) from banded
  qualify row_number() over (partition by customer_id, order_date order by month_end) = 1
),
reasoned as (
  select f.*, coalesce(
    (select max_by(reason_class, left_at) from goodbyes g
      where g.customer_id = f.customer_id and left_on between f.order_date and f.month_end), 'unknown') as reason_class
  from first_looks f
),
by_tenure as (
  from reasoned union all by name select * replace ('all' as tenure_band) from reasoned
),
sliced as (
  from by_tenure union all by name select * replace ('all' as reason_class) from by_tenure
),
judged as (
  select *, coalesce(return_day <= month_end + 365, false) as returned, month_end <= as_of_date - 730 as is_earlier,
    coalesce(return_day <= month_end + 365 and return_day <= as_of_date - 365, false) as followed,
    coalesce(day_after_return <= return_day + 365, false) as again
  from sliced, settings
),
counted as (
  select c.band as reason_class, t.band as tenure_band, a.band as time_away_band,
    count(customer_id) as silences, count(*) filter (where returned) as returns,
    count(*) filter (where is_earlier) as earlier_silences, count(*) filter (where is_earlier and returned) as earlier_returns,
    count(*) filter (where not is_earlier) as held_out_silences,
    count(*) filter (where not is_earlier and returned) as held_out_returns,
    count(*) filter (where followed) as followed_returns, count(*) filter (where followed and again) as stayed_returns
  from (select unnest(['all', '0_days', '1_to_365_days', '366_to_1095_days', 'over_1095_days']) as band) t
    cross join (select unnest(['all', 'up_to_180_days', '181_to_365_days', '366_to_730_days', 'over_730_days']) as band) a
    cross join (select unnest(['all', 'price', 'service', 'other', 'unknown']) as band) c
    left join judged j on j.tenure_band = t.band and j.time_away_band = a.band and j.reason_class = c.band
  group by all
),
rated as (
  select *, case when silences >= minimum_group_size then returns / silences end as rate,
    case when silences >= greatest(minimum_group_size, 30) then returns / silences end as own_rate,
    case when earlier_silences >= greatest(minimum_group_size, 30) then earlier_returns / earlier_silences end as earlier_rate,
    case when followed_returns >= minimum_group_size then stayed_returns / followed_returns end as stay
  from counted, settings
),
of_all as (
  select r.tenure_band, r.time_away_band, coalesce(r.own_rate, a.own_rate, o.own_rate) as chance,
    coalesce(r.earlier_rate, a.earlier_rate, o.earlier_rate) as predicted,
    case
      when r.own_rate is not null then case when r.tenure_band <> 'all' then 'both_bands' when r.time_away_band <> 'all'
        then 'time_away' else 'overall' end
      when a.own_rate is not null then 'time_away'
      when o.own_rate is not null then 'overall'
    end as basis
  from rated r
    join rated a on a.tenure_band = 'all' and a.time_away_band = r.time_away_band and a.reason_class = 'all'
    join rated o on o.tenure_band = 'all' and o.time_away_band = 'all' and o.reason_class = 'all'
  where r.reason_class = 'all'
),
-- A class's own rate with the time away drawn towards that of all reasons, and that of a tenure towards it.
of_class as (
  select c.reason_class, c.time_away_band, (c.returns + 30 * a.chance) / (c.silences + 30) as chance,
    c.silences >= minimum_group_size as is_enough,
    (c.earlier_returns + 30 * a.predicted) / (c.earlier_silences + 30) as predicted,
    c.earlier_silences >= minimum_group_size as is_enough_earlier
  from rated c join of_all a on a.tenure_band = 'all' and a.time_away_band = c.time_away_band
  where c.tenure_band = 'all'
),
chances as (
  select r.*,
    case when r.reason_class = 'all' or not is_enough or c.chance is null then a.chance when r.tenure_band = 'all' then c.chance
      else (r.returns + 30 * c.chance) / (r.silences + 30) end as chance,
    case when r.reason_class = 'all' or not is_enough_earlier or c.predicted is null then a.predicted
      when r.tenure_band = 'all' then c.predicted
      else (r.earlier_returns + 30 * c.predicted) / (r.earlier_silences + 30) end as predicted,
    case when r.reason_class = 'all' or not is_enough or c.chance is null then a.basis else 'reason' end as basis
  from rated r join of_all a using (tenure_band, time_away_band) join of_class c using (reason_class, time_away_band)
)
select reason_class, tenure_band, time_away_band, churn_window_days, silences, returns, rate as return_rate,
  (rate + z * z / 2 / silences - z * sqrt(rate * (1 - rate) / silences + z * z / 4 / silences ** 2)) / (1 + z * z / silences)
    as return_rate_low,
  (rate + z * z / 2 / silences + z * sqrt(rate * (1 - rate) / silences + z * z / 4 / silences ** 2)) / (1 + z * z / silences)
    as return_rate_high,
  chance as chance_of_return, basis as chance_basis, earlier_silences, earlier_returns, predicted as predicted_return_rate,
  held_out_silences, held_out_returns,
  case when held_out_silences >= minimum_group_size then held_out_returns / held_out_silences end as held_out_return_rate,
  predicted * held_out_silences as predicted_returns, followed_returns, stayed_returns, stay as stay_rate,
  (stay + z * z / 2 / followed_returns - z * sqrt(stay * (1 - stay) / followed_returns + z * z / 4 / followed_returns ** 2))
    / (1 + z * z / followed_returns) as stay_rate_low,
  (stay + z * z / 2 / followed_returns + z * sqrt(stay * (1 - stay) / followed_returns + z * z / 4 / followed_returns ** 2))
    / (1 + z * z / followed_returns) as stay_rate_high
from chances, (select 1.959964::double as z)
