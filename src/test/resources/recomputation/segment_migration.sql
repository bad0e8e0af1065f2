-- Each year's RFM segments and tenths by revenue, made anew for each year's end, and who went from which to which.
with everybody as (
  select customer_id, order_date, orders, net_units, first_order_date, as_of_date
  from purchase_days, settings
  where segment_name = 'all' and first_order_date is not null
),
ends as (
  select cast(as_of_date - 365 * cast(k as integer) as date) as year_end
  from settings, generate_series(0, (select cast(max(as_of_date - first_order_date) as bigint) // 365 from everybody)) g(k)
),
customers as (
  select year_end, customer_id,
    cast(year_end - max(order_date) filter (where orders > 0) as double) as recency,
    cast(sum(orders) as double) as frequency,
    coalesce(sum(orders) filter (where order_date > year_end - 365), 0) as year_orders,
    coalesce(sum(net_units) filter (where order_date > year_end - 365), 0) as units
  from ends join everybody on order_date <= year_end
  where first_order_date <= year_end
  group by year_end, customer_id
),
cuts as (
  select year_end, quantile_cont(recency, [0.2, 0.4, 0.6, 0.8]) as recency_cuts,
    quantile_cont(frequency, [0.2, 0.4, 0.6, 0.8]) as frequency_cuts
  from customers
  group by year_end
),
scored as (
  select c.*, 5 - len(list_filter(recency_cuts, lambda x: x < recency)) as r,
    1 + len(list_filter(frequency_cuts, lambda x: x < frequency)) as f
  from customers c join cuts using (year_end)
),
ranked as (
  select year_end, customer_id,
    rank() over (partition by year_end order by units desc) as place, count(*) over (partition by year_end) as n
  from customers
  where year_orders > 0
),
grouped as (
  select s.year_end, s.customer_id, units,
    case
      when r = 5 and f >= 4 then 'champions'
      when r >= 3 and f >= 4 then 'loyal'
      when r >= 4 and f >= 2 then 'potential_loyalists'
      when r = 5 then 'new'
      when r = 4 then 'promising'
      when r = 3 and f = 3 then 'needing_attention'
      when r = 3 then 'about_to_sleep'
      when f = 5 then 'cannot_lose'
      when f >= 3 then 'at_risk'
      else 'hibernating'
    end as rfm_segment,
    coalesce('decile_' || lpad(cast((place - 1) * 10 // n + 1 as varchar), 2, '0'), 'no_orders') as revenue_decile
  from scored s left join ranked using (year_end, customer_id)
),
classified as (
  unpivot grouped on rfm_segment, revenue_decile into name classification value to_group
),
moves as (
  select n.classification, n.year_end, n.customer_id, n.to_group, n.units,
    coalesce(b.to_group, 'not_yet_customer') as from_group, coalesce(b.units, 0) as units_before
  from classified n left join classified b
    on b.classification = n.classification and b.customer_id = n.customer_id and b.year_end = n.year_end - 365
),
sliced as (
  select 'all' as segment_name, 'all' as segment_value, * from moves
  union all
  select t.segment_name, t.segment_value, m.*
  from moves m join customer_totals t using (customer_id)
  where t.segment_name in ('country', 'acquisition_channel')
),
counted as (
  select segment_name, segment_value, classification, year_end, from_group, to_group, count(*) as customers,
    sum(units_before) as units_before, sum(units) as units
  from sliced
  group by all
),
complete as (
  select *, sum(customers) over (partition by segment_name, segment_value, classification, year_end, from_group)
    as customers_in_from_group
  from counted
)
select segment_name, segment_value, classification, year_end, from_group, to_group, customers, customers_in_from_group,
  case when customers_in_from_group >= minimum_group_size then customers / customers_in_from_group end as share_of_from_group,
  cast(round(units_before / 10000::decimal(38,4), 2) as decimal(20,2)) as revenue_before,
  cast(round(units / 10000::decimal(38,4), 2) as decimal(20,2)) as revenue_after
from complete, settings
