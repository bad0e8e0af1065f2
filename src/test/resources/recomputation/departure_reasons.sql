-- Known departures by kind and reason, with what a year of the leavers was worth.
with leaving as (
  select customer_id, left_at, cast(timezone(time_zone, left_at) as date) as day, coalesce(reason, 'unknown') as reason,
    case when voluntary then 'voluntary' when not voluntary then 'involuntary' else 'unknown' end as departure_kind
  from departures, settings
),
days as (
  select customer_id, order_date, orders, net_units from purchase_days where segment_name = 'all'
),
buyers as (select customer_id, cohort_date, first_order_date from customer_totals where segment_name = 'all'),
judged as (
  select l.customer_id, l.left_at, l.reason, l.departure_kind, coalesce(cast(year(any_value(b.cohort_date)) as varchar), 'none') as cohort_year,
    coalesce(sum(net_units) filter (order_date > day - 365 and order_date <= day), 0) as year_units,
    coalesce(sum(net_units) filter (order_date <= day), 0) as units,
    count(*) filter (order_date > day and orders > 0) > 0 as is_back,
    any_value(case when first_order_date <= day then date_diff('day', first_order_date, day) end) as tenure
  from leaving l left join days using (customer_id) left join buyers b using (customer_id)
  group by l.customer_id, l.left_at, l.reason, l.departure_kind
),
segments as (
  select customer_id, 'all' as segment_name, 'all' as segment_value from (select distinct customer_id from leaving)
  union all
  select e.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from (select distinct customer_id from leaving) e left join customers c using (customer_id)
),
cubed as (
  select segment_name, segment_value, coalesce(cohort_year, 'all') as cohort_year,
    coalesce(departure_kind, 'all') as departure_kind, coalesce(reason, 'all') as reason,
    count(*) as n, count(distinct customer_id) as people, sum(year_units) as year_units, sum(units) as units,
    avg(tenure) as tenure, count(*) filter (is_back) as back
  from judged join segments using (customer_id)
  group by segment_name, segment_value, cube (cohort_year, departure_kind, reason)
),
shared as (
  select c.*, t.n as all_n, t.people as all_people, t.year_units as all_units
  from cubed c join cubed t using (segment_name, segment_value, cohort_year)
  where t.departure_kind = 'all' and t.reason = 'all'
)
select segment_name, segment_value, cohort_year, departure_kind, reason, n as departures, people as customers,
  case when all_people >= minimum_group_size then n / all_n::double end as share_of_departures,
  case when all_people >= minimum_group_size then case when n = 0 then 0.0 else (n / all_n::double + 1.959964 ^ 2 / (2 * all_n) - 1.959964 * sqrt(n / all_n::double * (1 - n / all_n::double) / all_n
      + 1.959964 ^ 2 / (4.0 * all_n * all_n))) / (1 + 1.959964 ^ 2 / all_n) end end as share_of_departures_low,
  case when all_people >= minimum_group_size then case when n = all_n then 1.0 else (n / all_n::double + 1.959964 ^ 2 / (2 * all_n) + 1.959964 * sqrt(n / all_n::double * (1 - n / all_n::double) / all_n
      + 1.959964 ^ 2 / (4.0 * all_n * all_n))) / (1 + 1.959964 ^ 2 / all_n) end end as share_of_departures_high,
  cast(round(cast(year_units as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as revenue_of_last_365_days,
  case when people >= minimum_group_size then mean_money(year_units, n) end as revenue_of_last_365_days_per_departure,
  case when all_people >= minimum_group_size and all_units > 0 then year_units / all_units::double end as share_of_revenue_lost,
  cast(round(cast(units as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as revenue_up_to_departure,
  case when people >= minimum_group_size then tenure end as average_tenure_days,
  back as departures_followed_by_an_order,
  case when people >= minimum_group_size then back / n::double end as return_rate
from shared, settings
