-- Each customer's days summed; scores by fifths with linear interpolation, and the ten names of recency against frequency.
with turns as (
  select *, order_date - lag(order_date) over (partition by customer_id, orders > 0 order by order_date) as gap
  from purchase_days
  where segment_name = 'all'
),
summed as (
  select customer_id, min(first_ordered_at) as first_order_at, max(last_ordered_at) as last_order_at, sum(orders) as orders,
    count(*) filter (orders > 0) as occasions, sum(net_units) as units, median(gap) filter (orders > 0) as gap,
    cast(as_of_date - max(order_date) filter (orders > 0) as integer) as days, min(cohort_date) as cohort_date,
    cast(max(order_date) filter (orders > 0) - min(order_date) filter (orders > 0) as integer) as recency,
    cast(as_of_date - min(order_date) filter (orders > 0) as integer) as age,
    sum(net_units) filter (orders > 0 and order_date > first_order_date) as repeat_units
  from turns, settings
  group by customer_id, as_of_date
),
fifths as (
  select quantile_cont(days, [0.2, 0.4, 0.6, 0.8]) as days_cuts, quantile_cont(orders, [0.2, 0.4, 0.6, 0.8]) as orders_cuts,
    quantile_cont(units, [0.2, 0.4, 0.6, 0.8]) as units_cuts
  from (select days, orders::double as orders, units::double as units from summed where orders > 0)
),
scored as (
  select s.*,
    case when orders > 0 then 5 - len(list_filter(days_cuts, lambda cut: cut < days)) end as r,
    case when orders > 0 then 1 + len(list_filter(orders_cuts, lambda cut: cut < orders)) end as f,
    case when orders > 0 then 1 + len(list_filter(units_cuts, lambda cut: cut < units)) end as m
  from summed s, fifths
),
board as (
  select * from (values
    (5, ['new', 'potential_loyalists', 'potential_loyalists', 'champions', 'champions']),
    (4, ['promising', 'potential_loyalists', 'potential_loyalists', 'loyal', 'loyal']),
    (3, ['about_to_sleep', 'about_to_sleep', 'needing_attention', 'loyal', 'loyal']),
    (2, ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose']),
    (1, ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose'])) as b(r, names)
)
select customer_id, first_order_at, last_order_at, orders, occasions as purchase_occasions, money(units) as net_revenue,
  mean_money(units, orders) as average_order_value, gap::double as median_days_between_orders, days as days_since_last_order,
  cast(date_trunc('month', cohort_date) as date) as cohort_month, case when orders > 0 then occasions - 1 end as frequency,
  recency as recency_days, age as customer_age_days, mean_money(repeat_units, occasions - 1) as monetary_value,
  r as recency_score, f as frequency_score, m as monetary_score, names[f] as rfm_segment
from scored left join board using (r)
