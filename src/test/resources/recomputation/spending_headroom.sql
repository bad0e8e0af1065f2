-- Each customer's last year against the best year to an order and against the better fifth of the cohort year.
with days as (
  select customer_id, order_date, orders, net_units, first_order_date, cohort_date
  from purchase_days
  where segment_name = 'all' and first_order_date is not null
),
ends as (
  select distinct customer_id, order_date as year_end, false as is_last from days where orders > 0
  union all
  select distinct customer_id, as_of_date, true from days, settings
),
sums as (
  select e.customer_id, year_end, is_last, coalesce(sum(net_units), 0) as units
  from ends e left join days d
    on d.customer_id = e.customer_id and d.order_date <= e.year_end and d.order_date > e.year_end - 365
  group by all
),
best as (
  select customer_id, max(units) as best_units, max(units) filter (where is_last) as units,
    arg_min(year_end, (-units, is_last, year_end)) as best_year_end
  from sums
  group by customer_id
),
customers as (
  select b.*, cast(year(min(cohort_date)) as integer) as cohort_year,
    min(first_order_date) <= min(as_of_date) - 365 as has_full_year,
    coalesce(sum(orders) filter (where order_date > as_of_date - 365), 0) as year_orders
  from best b join days using (customer_id), settings
  group by all
),
cohorts as (
  select cohort_year, count(*) filter (where year_orders > 0) as comparable_customers,
    round(quantile_cont(cast(units as double), 0.8) filter (where year_orders > 0)) as upper_units,
    count(*) filter (where has_full_year) as full_customers,
    count(*) filter (where has_full_year and units < best_units) as below_customers
  from customers
  group by cohort_year
)
select customer_id, cohort_year, has_full_year,
  cast(round(units / 10000::decimal(38,4), 2) as decimal(20,2)) as spend_last_365_days,
  cast(round(best_units / 10000::decimal(38,4), 2) as decimal(20,2)) as best_year_spend,
  best_year_end,
  case when best_units > 0 then units / best_units end as share_of_best_year,
  units < best_units as is_below_best_year,
  cast(round((best_units - units) / 10000::decimal(38,4), 2) as decimal(20,2)) as headroom_to_best_year,
  comparable_customers,
  case when comparable_customers >= minimum_group_size
    then cast(round(cast(upper_units as bigint) / 10000::decimal(38,4), 2) as decimal(20,2)) end as comparable_upper_spend,
  case when comparable_customers >= minimum_group_size
    then cast(round(greatest(cast(upper_units as bigint) - units, 0) / 10000::decimal(38,4), 2) as decimal(20,2)) end
    as headroom_to_comparable,
  case when full_customers >= minimum_group_size then below_customers / full_customers end as cohort_share_below_best_year
from customers join cohorts using (cohort_year), settings
