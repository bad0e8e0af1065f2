-- Engagement as it was a churn window ago, of customers in the base then, against who has ordered since.
with weighed as (
  select customer_id, cast(timezone(time_zone, occurred_at) as date) as day, lower(trim(kind)) as kind,
    coalesce(engagement_weights[lower(trim(kind))], 1) as weight
  from engagements, settings
),
days as (
  select customer_id, order_date, orders, net_units from purchase_days where segment_name = 'all'
),
base as (
  select customer_id, as_of_date - churn_window_days as measured_on,
    max(order_date) filter (orders > 0 and order_date <= as_of_date - churn_window_days) as last_before,
    count(*) filter (orders > 0 and order_date > as_of_date - churn_window_days) as occasions,
    coalesce(sum(net_units) filter (order_date > as_of_date - churn_window_days), 0) as units
  from days, settings
  group by all
),
known as (
  select b.customer_id, b.measured_on, b.occasions, b.units, engagement_wavering_drop,
    coalesce(sum(weight) filter (day <= measured_on and day > measured_on - engagement_window_days), 0) as points,
    coalesce(sum(weight) filter (day <= measured_on - engagement_window_days and day > measured_on - 2 * engagement_window_days), 0)
      as earlier
  from base b cross join settings left join weighed using (customer_id)
  where last_before > measured_on - activity_window_days
  group by all
),
placed as (
  select *,
    case when points > 0 then 3 * (rank() over (partition by points > 0 order by points) - 1
      + count(*) over (partition by points) / 2) / count(*) over (partition by points > 0) end as thirds,
    case
      when points = 0 and earlier = 0 then 'none'
      when earlier = 0 then 'started'
      when points = 0 then 'stopped'
      when points < earlier and earlier - points >= engagement_wavering_drop * earlier then 'falling'
      when points > earlier and points - earlier >= engagement_wavering_drop * earlier then 'rising'
      else 'steady'
    end as movement
  from known
),
grouped as (
  select *, 'level' as grouped_by, case when thirds is null then 'none' when thirds <= 1 then 'low' when thirds <= 2 then 'medium'
    else 'high' end as engagement_group
  from placed
  union all
  select *, 'movement', movement from placed
),
segments as (
  select customer_id, 'all' as segment_name, 'all' as segment_value from known
  union all
  select e.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from known e left join customers c using (customer_id)
),
counted as (
  select segment_name, segment_value, grouped_by, engagement_group, measured_on, count(*) as n,
    count(*) filter (occasions > 0) as k, sum(units) as units
  from grouped join segments using (customer_id)
  group by all
)
select segment_name, segment_value, grouped_by, engagement_group, cast(measured_on as date) as measured_on,
  churn_window_days as outcome_days, n as customers, k as customers_ordering_again,
  case when n >= minimum_group_size then k / n::double end as retention_rate,
  case when n >= minimum_group_size then case when k = 0 then 0.0 else (k / n::double + 1.959964 ^ 2 / (2 * n) - 1.959964 * sqrt(k / n::double * (1 - k / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as retention_rate_low,
  case when n >= minimum_group_size then case when k = n then 1.0 else (k / n::double + 1.959964 ^ 2 / (2 * n) + 1.959964 * sqrt(k / n::double * (1 - k / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as retention_rate_high,
  case when n >= minimum_group_size then (n - k) / n::double end as churn_rate,
  cast(round(cast(units as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as net_revenue
from counted, settings
