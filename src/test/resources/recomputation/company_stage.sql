-- Where each year's revenue came from: first orders or later ones, customers of the year or of years before.
with days as (
  select segment_name, segment_value, customer_id, year(order_date) as year, year(first_order_date) as first_year, orders,
    net_units, case when order_date > first_order_date then net_units else 0 end as repeat_units
  from purchase_days
),
buyers as (
  select distinct segment_name, segment_value, customer_id, year, first_year from days where orders > 0
),
counted as (
  select segment_name, segment_value, year, count(*) as active_customers,
    count(*) filter (where year = first_year) as acquired_customers,
    count(*) filter (where exists (from buyers e where e.segment_name = b.segment_name and e.segment_value = b.segment_value
      and e.customer_id = b.customer_id and e.year = b.year - 1)) as stayed
  from buyers b
  group by all
),
sums as (
  select segment_name, segment_value, year, sum(net_units) as units, sum(repeat_units) as repeat_units,
    coalesce(sum(net_units) filter (where first_year < year), 0) as earlier_units
  from days
  group by all
),
began as (
  select segment_name, segment_value, min(first_year) as began from buyers group by all
),
joined as (
  select s.segment_name, s.segment_value, s.year, units, repeat_units, earlier_units, began,
    coalesce(c.active_customers, 0) as active_customers, coalesce(c.acquired_customers, 0) as acquired_customers,
    coalesce(c.stayed, 0) as stayed, coalesce(p.active_customers, 0) as before
  from sums s
    left join counted c on c.segment_name = s.segment_name and c.segment_value = s.segment_value and c.year = s.year
    left join counted p on p.segment_name = s.segment_name and p.segment_value = s.segment_value and p.year = s.year - 1
    left join began b on b.segment_name = s.segment_name and b.segment_value = s.segment_value
),
shared as (
  select *,
    case when units > 0 and active_customers >= minimum_group_size then repeat_units / units end as repeat_revenue_share,
    case when units > 0 and active_customers >= minimum_group_size then earlier_units / units end
      as earlier_customers_revenue_share,
    case when before >= minimum_group_size then stayed / before end as annual_repurchase_rate
  from joined, settings
)
select segment_name, segment_value, cast(year as integer) as year, make_date(year, 12, 31) <= as_of_date as is_complete,
  coalesce(year <= began, true) as is_first_year, active_customers, acquired_customers,
  cast(round(units / 10000::decimal(38,4), 2) as decimal(20,2)) as net_revenue,
  cast(round((units - repeat_units) / 10000::decimal(38,4), 2) as decimal(20,2)) as first_order_revenue,
  cast(round(repeat_units / 10000::decimal(38,4), 2) as decimal(20,2)) as repeat_revenue,
  repeat_revenue_share, earlier_customers_revenue_share, annual_repurchase_rate,
  case when repeat_revenue_share not between 0 and 1 then null
    when repeat_revenue_share < 0.4 then 'starting' when repeat_revenue_share < 0.6 then 'growing'
    when repeat_revenue_share >= 0.6 then 'established' end as stage,
  case when repeat_revenue_share not between 0 and 1 then null
    when repeat_revenue_share < 0.4 then 'win_customers' when repeat_revenue_share < 0.6 then 'win_and_keep_customers'
    when repeat_revenue_share >= 0.6 then 'keep_customers' end as advised_emphasis
from shared
