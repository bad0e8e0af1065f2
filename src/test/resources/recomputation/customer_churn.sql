-- Who is active, at risk or gone: silence against the window, and against two of the customer's own typical gaps.
with occasions as (
  select customer_id, order_date, gap_days
  from purchase_days
  where segment_name = 'all' and orders > 0
),
customers as (
  select customer_id, max(order_date) as last_order_date, median(gap_days) as own_gap,
    count(*) filter (where gap_days > churn_window_days) as times_reactivated
  from occasions, settings
  group by customer_id
),
revenue as (
  select customer_id, sum(net_units) as units
  from purchase_days, settings
  where segment_name = 'all' and order_date > as_of_date - 365
  group by customer_id
),
judged as (
  select c.customer_id, cast(as_of_date - last_order_date as integer) as silence, last_order_date,
    coalesce(own_gap, median_gap_days) as typical_gap_days, times_reactivated, coalesce(units, 0) as units,
    v.probability_alive, s.*
  from customers c cross join settings s left join revenue using (customer_id)
    left join published.customer_lifetime_value v
      on v.customer_id = c.customer_id and v.horizon_days = (select min(horizon_days) from published.customer_lifetime_value)
),
named as (
  select *,
    case
      when silence >= churn_window_days then 'churned'
      when silence > at_risk_after_typical_gaps * typical_gap_days or probability_alive < 0.5 then 'at_risk'
      else 'active'
    end as churn_status
  from judged
)
select customer_id, silence as days_since_last_order, typical_gap_days, churn_window_days, churn_status, probability_alive,
  case when churn_status = 'churned' then cast(last_order_date + churn_window_days as date) end as churned_on,
  times_reactivated, cast(round(units / 10000::decimal(38,4), 2) as decimal(20,2)) as revenue_last_365_days,
  cast(round(case when churn_status = 'at_risk' then greatest(units, 0) else 0 end / 10000::decimal(38,4), 2) as decimal(20,2))
    as revenue_at_risk
from named
