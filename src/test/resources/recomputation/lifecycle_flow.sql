-- Who was in which state at both ends of each period: every customer is looked at on every period's last day.
with windows as (
  select *,
    cast(least(churn_window_days - 1, floor(coalesce(at_risk_after_typical_gaps * median_gap_days, churn_window_days)))
      as integer) as at_risk_after_days
  from settings
),
periods as (
  select segment_name, segment_value, granularity, period_start, period_end, is_complete,
    cast(period_start - 1 as date) as day_before, least(period_end, as_of_date) as last_day
  from published.retention_by_period, settings
),
customers as (
  select segment_name, segment_value, customer_id, list(order_date order by order_date) as days
  from purchase_days
  where orders > 0
  group by all
),
looked_at as (
  select distinct segment_name, segment_value, day
  from (select segment_name, segment_value, day_before as day from periods
    union all select segment_name, segment_value, last_day from periods)
),
known as (
  select l.segment_name, l.segment_value, l.day, c.customer_id, list_filter(c.days, lambda d: d <= l.day) as days
  from looked_at l join customers c using (segment_name, segment_value)
),
states as (
  select segment_name, segment_value, day, customer_id,
    case
      when len(days) = 0 then 'not_yet_customer'
      when day - days[-1] >= 2 * churn_window_days then 'lost'
      when day - days[-1] >= churn_window_days then 'lapsed'
      when day - days[-1] > at_risk_after_days then 'at_risk'
      when len(days) = 1 then 'new'
      when days[-1] - days[-2] > churn_window_days then 'won_back'
      else 'active'
    end as state
  from known, windows
),
moves as (
  select p.segment_name, p.segment_value, granularity, period_start, before.state as from_state, after.state as to_state,
    count(*) as customers
  from periods p
    join states after on after.segment_name = p.segment_name and after.segment_value = p.segment_value
      and after.day = p.last_day and after.state <> 'not_yet_customer'
    join states before on before.segment_name = p.segment_name and before.segment_value = p.segment_value
      and before.day = p.day_before and before.customer_id = after.customer_id
  group by all
),
matrix as (
  select p.segment_name, p.segment_value, p.granularity, p.period_start, p.period_end, p.is_complete, s.state,
    coalesce(sum(customers) filter (where from_state = s.state), 0) as customers_at_start,
    coalesce(sum(customers) filter (where from_state = s.state and to_state = 'new'), 0) as ended_new,
    coalesce(sum(customers) filter (where from_state = s.state and to_state = 'active'), 0) as ended_active,
    coalesce(sum(customers) filter (where from_state = s.state and to_state = 'at_risk'), 0) as ended_at_risk,
    coalesce(sum(customers) filter (where from_state = s.state and to_state = 'lapsed'), 0) as ended_lapsed,
    coalesce(sum(customers) filter (where from_state = s.state and to_state = 'lost'), 0) as ended_lost,
    coalesce(sum(customers) filter (where from_state = s.state and to_state = 'won_back'), 0) as ended_won_back,
    coalesce(sum(customers) filter (where to_state = s.state), 0) as customers_at_end
  from periods p
    cross join (select unnest(['not_yet_customer', 'new', 'active', 'at_risk', 'lapsed', 'lost', 'won_back']) as state) s
    left join moves m on m.segment_name = p.segment_name and m.segment_value = p.segment_value
      and m.granularity = p.granularity and m.period_start = p.period_start
  group by all
)
select segment_name, segment_value, granularity, period_start, period_end, is_complete, state as state_at_start,
  at_risk_after_days, churn_window_days, customers_at_start, ended_new, ended_active, ended_at_risk, ended_lapsed,
  ended_lost, ended_won_back, customers_at_end,
  case when customers_at_start >= minimum_group_size
    then (ended_new + ended_active + ended_won_back) / customers_at_start end as buying_share,
  case when customers_at_start >= minimum_group_size then (ended_lapsed + ended_lost) / customers_at_start end as gone_share
from matrix, windows
