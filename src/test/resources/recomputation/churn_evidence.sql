-- Who has churned by silence, and of whom it is known that they left and have not come back since.
with buyers as (
  select customer_id, cast(year(cohort_date) as varchar) as cohort_year, last_order_date
  from customer_totals
  where segment_name = 'all' and last_order_date is not null
),
lasts as (
  select customer_id, cast(timezone(time_zone, left_at) as date) as day, reason
  from departures, settings
  qualify row_number() over (partition by customer_id order by left_at desc, reason desc) = 1
),
judged as (
  select b.customer_id, cohort_year, as_of_date - last_order_date >= churn_window_days as churned,
    coalesce(day >= last_order_date, false) as gone, coalesce(day < last_order_date, false) as back, reason is not null as told
  from buyers b cross join settings left join lasts using (customer_id)
),
segments as (
  select customer_id, 'all' as segment_name, 'all' as segment_value from buyers
  union all
  select e.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from buyers e left join customers c using (customer_id)
),
counted as (
  select segment_name, segment_value, coalesce(cohort_year, 'all') as cohort_year, count(*) as customers,
    count(*) filter (churned) as n, count(*) filter (churned and gone) as k, count(*) filter (churned and gone and told) as r,
    count(*) filter (churned and not gone and not back) as silent, count(*) filter (not churned and gone) as early,
    count(*) filter (back) as back
  from judged join segments using (customer_id)
  group by segment_name, segment_value, rollup (cohort_year)
)
select segment_name, segment_value, cohort_year, churn_window_days, customers, n as churned_customers, k as churned_and_departed,
  r as churned_with_reason, silent as silent_without_departure, early as departed_not_yet_silent, back as ordered_since_departure,
  case when n >= minimum_group_size then k / n::double end as known_departure_share_of_churned,
  case when n >= minimum_group_size then case when k = 0 then 0.0 else (k / n::double + 1.959964 ^ 2 / (2 * n) - 1.959964 * sqrt(k / n::double * (1 - k / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as known_departure_share_of_churned_low,
  case when n >= minimum_group_size then case when k = n then 1.0 else (k / n::double + 1.959964 ^ 2 / (2 * n) + 1.959964 * sqrt(k / n::double * (1 - k / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as known_departure_share_of_churned_high,
  case when n >= minimum_group_size then r / n::double end as known_reason_share_of_churned
from counted, settings
