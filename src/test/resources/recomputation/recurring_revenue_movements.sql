-- What each customer's subscriptions pay on the day before a month and on its last day, or the as-of date, compared.
with firsts as (
  select segment_name, segment_value, cast(date_trunc('month', min(started_date)) as date) as first_month
  from subscription_spans
  group by all
),
months as (
  select segment_name, segment_value, cast(m as date) as month_start, last_day(cast(m as date)) as month_end,
    least(last_day(cast(m as date)), as_of_date) as seen_on, last_day(cast(m as date)) <= as_of_date as is_complete
  from firsts, settings, generate_series(first_month::timestamp, as_of_date::timestamp, interval 1 month) g(m)
),
spans as (
  select m.*, customer_id, monthly_units as units, started_date < month_start as is_earlier,
    started_date < month_start and coalesce(ended_date >= month_start, true) as ran_before,
    coalesce(ended_date > seen_on, true) as runs_after,
    started_date >= month_start as is_started, coalesce(ended_date between month_start and seen_on, false) as is_ended
  from months m join subscription_spans s using (segment_name, segment_value)
  where started_date <= seen_on
),
customers as (
  select segment_name, segment_value, month_start, customer_id, bool_or(is_earlier) as is_known, bool_or(ran_before) as had,
    bool_or(runs_after) as has, coalesce(sum(units) filter (ran_before), 0) as before, coalesce(sum(units) filter (runs_after), 0) as after,
    count(*) filter (ran_before) as running_before, count(*) filter (runs_after) as running_after,
    count(*) filter (is_started) as started, count(*) filter (is_ended) as ended
  from spans
  group by all
),
summed as (
  select segment_name, segment_value, month_start, sum(before) as starting,
    coalesce(sum(after) filter (has and not is_known), 0) as new,
    coalesce(sum(after) filter (has and is_known and not had), 0) as back,
    coalesce(sum(after - before) filter (had and has and after > before), 0) as more,
    coalesce(sum(before - after) filter (had and has and after < before), 0) as less,
    coalesce(sum(before) filter (had and not has), 0) as gone, sum(after) as ending,
    count(*) filter (had) as at_start, count(*) filter (has and not is_known) as new_customers,
    count(*) filter (has and is_known and not had) as back_customers, count(*) filter (had and not has) as gone_customers,
    count(*) filter (has) as at_end, count(*) filter (had and has and after > before) as expanded,
    count(*) filter (had and has and after < before) as contracted, sum(running_before) as subscriptions_before, sum(started) as started,
    sum(ended) as ended, sum(running_after) as subscriptions_after
  from customers
  group by all
)
select segment_name, segment_value, month_start, month_end, is_complete,
  cast(starting::decimal(18,0) * 0.0001 as decimal(20,4)) as starting_recurring_revenue,
  cast(new::decimal(18,0) * 0.0001 as decimal(20,4)) as new_recurring_revenue,
  cast(back::decimal(18,0) * 0.0001 as decimal(20,4)) as reactivated_recurring_revenue,
  cast(more::decimal(18,0) * 0.0001 as decimal(20,4)) as expansion_recurring_revenue,
  cast(less::decimal(18,0) * 0.0001 as decimal(20,4)) as contraction_recurring_revenue,
  cast(gone::decimal(18,0) * 0.0001 as decimal(20,4)) as churned_recurring_revenue,
  cast(ending::decimal(18,0) * 0.0001 as decimal(20,4)) as ending_recurring_revenue,
  case when at_start >= minimum_group_size and starting <> 0 then (starting - gone - less) / starting end as gross_revenue_retention,
  case when at_start >= minimum_group_size and starting <> 0 then (starting - gone - less + more) / starting end as net_revenue_retention,
  case when at_start >= minimum_group_size and gone + less <> 0 then (new + back + more) / (gone + less) end as quick_ratio,
  at_start as customers_at_start, new_customers, back_customers as reactivated_customers, gone_customers as churned_customers,
  at_end as customers_at_end, expanded as expanded_customers, contracted as contracted_customers,
  subscriptions_before as subscriptions_at_start, started as started_subscriptions, ended as ended_subscriptions,
  subscriptions_after as subscriptions_at_end
from months join summed using (segment_name, segment_value, month_start), settings
