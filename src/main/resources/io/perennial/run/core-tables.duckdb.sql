-- The core tables of Perennial as DuckDB makes them, for orders that all count: no returns, no statuses, one currency.
-- Three placeholders are filled in: the table of orders, the as-of date, and where the customer table goes. Amounts are
-- whole ten-thousandths, days are numbers since 1970-01-01, and months are numbers since the year 0, until they are
-- published.

-- A customer's day with orders.
create temp table days as
select
  customer_id,
  day,
  count(*)::bigint as orders,
  sum(units)::bigint as units,
  min(ordered_at) as first_ordered_at,
  max(ordered_at) as last_ordered_at
from (
  select
    customer_id,
    ordered_at,
    (epoch_us(ordered_at) // 86400000000)::int as day,
    (amount * 10000)::bigint as units
  from ${orders}
)
where day <= date '${as_of}' - date '1970-01-01'
group by customer_id, day;

create temp table occasions as
select
  *,
  day - lag(day) over in_turn as gap,
  first_value(day) over in_turn as first_day
from days
window in_turn as (partition by customer_id order by day);

create temp table base_rules as
select
  coalesce(greatest(1, ceil(quantile_cont(gap, 0.95))), 365)::int as window_days,
  date '${as_of}' as as_of,
  (date '${as_of}' - date '1970-01-01')::int as as_of_day,
  (year(date '${as_of}') * 12 + month(date '${as_of}') - 1)::int as as_of_month
from occasions;

create temp table customers as
select
  customer_id,
  min(first_ordered_at) as first_ordered_at,
  max(last_ordered_at) as last_ordered_at,
  sum(orders)::bigint as orders,
  count(*) as occasions,
  sum(units)::bigint as units,
  first_day,
  max(day) as last_day,
  coalesce(sum(units) filter (where day > first_day), 0)::bigint as repeat_units,
  median(gap)::double as median_gap
from occasions
group by customer_id, first_day;

create temp table cuts as
select
  quantile_cont(as_of_day - last_day, [0.2, 0.4, 0.6, 0.8]) as recency,
  quantile_cont(orders, [0.2, 0.4, 0.6, 0.8]) as frequency,
  quantile_cont(units, [0.2, 0.4, 0.6, 0.8]) as monetary
from customers, base_rules;

create temp table rfm_cut_points as
select
  measure,
  quantile::double as quantile,
  cut_point::double as cut_point
from (
  select
    unnest(['days_since_last_order', 'orders', 'net_revenue']) as measure,
    unnest([recency::double[], frequency::double[], [c / 10000 for c in monetary::double[]]]) as cut_points
  from cuts
), lateral (select unnest([0.2, 0.4, 0.6, 0.8]) as quantile, unnest(cut_points) as cut_point);

copy (
  select
    * exclude (recency, frequency_of_scores, monetary),
    case
      when recency_score = 5 and frequency_score >= 4 then 'champions'
      when recency_score >= 3 and frequency_score >= 4 then 'loyal'
      when recency_score >= 4 and frequency_score >= 2 then 'potential_loyalists'
      when recency_score = 5 then 'new'
      when recency_score = 4 then 'promising'
      when recency_score = 3 and frequency_score = 3 then 'needing_attention'
      when recency_score = 3 then 'about_to_sleep'
      when frequency_score = 5 then 'cannot_lose'
      when frequency_score >= 3 then 'at_risk'
      else 'hibernating'
    end as rfm_segment
  from (
    select
      customer_id,
      first_ordered_at as first_order_at,
      last_ordered_at as last_order_at,
      orders,
      occasions as purchase_occasions,
      (units / 10000)::decimal(20, 2) as net_revenue,
      ((2 * units + orders) // (2 * orders) / 10000)::decimal(20, 4) as average_order_value,
      median_gap as median_days_between_orders,
      as_of_day - last_day as days_since_last_order,
      date_trunc('month', date '1970-01-01' + first_day)::date as cohort_month,
      occasions - 1 as frequency,
      last_day - first_day as recency_days,
      as_of_day - first_day as customer_age_days,
      case when occasions > 1 then
        ((2 * repeat_units + occasions - 1) // (2 * (occasions - 1)) / 10000)::decimal(20, 4)
      end as monetary_value,
      cuts.recency,
      cuts.frequency as frequency_of_scores,
      cuts.monetary,
      5 - (cuts.recency[1] < as_of_day - last_day)::int - (cuts.recency[2] < as_of_day - last_day)::int
        - (cuts.recency[3] < as_of_day - last_day)::int - (cuts.recency[4] < as_of_day - last_day)::int
        as recency_score,
      1 + (cuts.frequency[1] < orders)::int + (cuts.frequency[2] < orders)::int
        + (cuts.frequency[3] < orders)::int + (cuts.frequency[4] < orders)::int as frequency_score,
      1 + (cuts.monetary[1] < units)::int + (cuts.monetary[2] < units)::int
        + (cuts.monetary[3] < units)::int + (cuts.monetary[4] < units)::int as monetary_score
    from customers, cuts, base_rules
  )
) to '${output}/purchase_summary.parquet' (format parquet);

create temp table purchase_records as
select
  occasions - 1 as frequency,
  last_day - first_day as recency_days,
  as_of_day - first_day as customer_age_days,
  count(*) as customers
from customers, base_rules
group by all;

-- A customer's month, quarter and year with orders.
create temp table months as
select
  customer_id,
  (year(date '1970-01-01' + day) * 12 + month(date '1970-01-01' + day) - 1)::int as index,
  (year(date '1970-01-01' + first_day) * 12 + month(date '1970-01-01' + first_day) - 1)::int as first_month,
  sum(orders)::bigint as orders,
  sum(units)::bigint as units,
  coalesce(sum(units) filter (where day > first_day), 0)::bigint as after_units
from occasions
group by all;

create temp table quarters as
select customer_id, index // 3 as index, first_month, sum(orders)::bigint as orders, sum(units)::bigint as units,
  sum(after_units)::bigint as after_units
from months
group by all;

create temp table years as
select customer_id, index // 4 as index, first_month, sum(orders)::bigint as orders, sum(units)::bigint as units,
  sum(after_units)::bigint as after_units
from quarters
group by all;

create temp table cohort_retention as
with members as (
  select
    (year(date '1970-01-01' + first_day) * 12 + month(date '1970-01-01' + first_day) - 1)::int as cohort,
    (year(date '1970-01-01' + last_day) * 12 + month(date '1970-01-01' + last_day) - 1)::int as last_month,
    count(*) as here
  from customers
  group by all
), cells as (
  select cohort, unnest(range(0, as_of_month - cohort + 1))::int as age, cohort_size
  from (select cohort, sum(here)::bigint as cohort_size from members group by cohort), base_rules
), activity as (
  select first_month as cohort, index - first_month as age, count(*) as active, sum(orders)::bigint as orders,
    sum(units)::bigint as units
  from months
  group by all
), counted as (
  select
    cells.*,
    coalesce(active, 0) as active,
    coalesce(orders, 0) as orders,
    coalesce(units, 0) as units,
    sum(coalesce(here, 0)) over (
      partition by cells.cohort order by cells.age rows between current row and unbounded following
    )::bigint as unbounded,
    sum(coalesce(units, 0)) over (partition by cells.cohort order by cells.age)::bigint as cumulative_units,
    first_value(coalesce(units, 0)) over (partition by cells.cohort order by cells.age) as first_units,
    (cohort_size::double) as n,
    coalesce(active, 0) / cohort_size as rate
  from cells
  left join activity on activity.cohort = cells.cohort and activity.age = cells.age
  left join members on members.cohort = cells.cohort and members.last_month = cells.cohort + cells.age
), bounded as (
  select
    *,
    (rate + 1.959964::double ^ 2 / (2 * n)) / (1 + 1.959964::double ^ 2 / n) as centre,
    1.959964::double * sqrt(rate * (1 - rate) / n + 1.959964::double ^ 2 / (4 * n * n))
      / (1 + 1.959964::double ^ 2 / n) as spread
  from counted
)
select
  'all' as segment_name,
  'all' as segment_value,
  'month' as granularity,
  make_date(cohort // 12, cohort % 12 + 1, 1) as cohort_start,
  age as periods_since_first_order,
  make_date((cohort + age) // 12, (cohort + age) % 12 + 1, 1) as period_start,
  last_day(make_date((cohort + age) // 12, (cohort + age) % 12 + 1, 1)) <= as_of as is_complete,
  cohort_size,
  active as active_customers,
  rate as retention_rate,
  case when active = 0 then 0 else greatest(0, least(1, centre - spread)) end as retention_rate_low,
  case when active = cohort_size then 1 else greatest(0, least(1, centre + spread)) end as retention_rate_high,
  unbounded as unbounded_active_customers,
  unbounded / cohort_size as unbounded_retention_rate,
  true as unbounded_is_censored,
  orders,
  (units / 10000)::decimal(20, 2) as net_revenue,
  case when first_units > 0 then units / first_units end as revenue_retention_rate,
  ((2 * cumulative_units + cohort_size) // (2 * cohort_size) / 10000)::decimal(20, 4)
    as cumulative_revenue_per_customer
from bounded, base_rules;

-- A customer is in the base from an order to so many days after the last one that follows another in time.
create temp table stays as
select
  customer_id,
  first_day,
  day as from_day,
  least(
    coalesce(lead(day - gap) over (partition by customer_id order by day), last_day) + window_days - 1, as_of_day
  ) as to_day,
  as_of_day
from (select customer_id, first_day, day, gap from occasions, base_rules where gap is null or gap > window_days)
join (select customer_id, last_day from customers) using (customer_id), base_rules;

create temp table retention_by_period as
with covered as (
  select
    granularity,
    customer_id,
    first_index,
    from_index,
    case when to_day = as_of_day then after_index else after_index - 1 end as to_index
  from (
    select
      customer_id, to_day, as_of_day,
      year(date '1970-01-01' + first_day) * 12 + month(date '1970-01-01' + first_day) - 1 as first_month,
      year(date '1970-01-01' + from_day) * 12 + month(date '1970-01-01' + from_day) - 1 as from_month,
      case when to_day = as_of_day
        then year(date '1970-01-01' + to_day) * 12 + month(date '1970-01-01' + to_day) - 1
        else year(date '1970-01-01' + to_day + 1) * 12 + month(date '1970-01-01' + to_day + 1) - 1
      end as after_month
    from stays
  ), lateral (
    values
      ('month', first_month, from_month, after_month),
      ('quarter', first_month // 3, from_month // 3, after_month // 3),
      ('year', first_month // 12, from_month // 12, after_month // 12)
  ) as one (granularity, first_index, from_index, after_index)
), chained as (
  select
    granularity, first_index, from_index, to_index,
    lag(to_index) over (partition by granularity, customer_id order by from_index, to_index) as previous_index
  from covered
  where from_index <= to_index
), grouped as (
  select
    granularity, from_index, to_index,
    coalesce(previous_index = from_index - 1, false) as goes_on,
    first_index = from_index as is_first,
    count(*) as customers
  from chained
  group by all
), base as (
  select
    granularity,
    index,
    sum(customers)::bigint as at_end,
    coalesce(sum(customers) filter (where index > from_index or goes_on), 0)::bigint as retained,
    coalesce(sum(customers) filter (where index = from_index and is_first), 0)::bigint as new,
    coalesce(sum(customers) filter (where index = from_index and not is_first and not goes_on), 0)::bigint
      as reactivated
  from (select *, unnest(range(from_index, to_index + 1)) as index from grouped)
  group by granularity, index
), bought as (
  select 'month' as granularity, index, first_month = index as is_acquired, customer_id, orders, units, after_units
  from months
  union all
  select 'quarter', index, first_month // 3 = index, customer_id, orders, units, after_units from quarters
  union all
  select 'year', index, first_month // 12 = index, customer_id, orders, units, after_units from years
), beside as (
  select
    *,
    case when lag(index) over in_turn = index - 1 then lag(units) over in_turn end as previous_units
  from bought
  window in_turn as (partition by granularity, customer_id order by index)
), activity as (
  select
    granularity, index,
    count(*) as active,
    count(*) filter (where is_acquired) as acquired,
    sum(orders)::bigint as orders,
    sum(units)::bigint as units,
    sum(after_units)::bigint as after_units,
    count(*) filter (where orders >= 2) as repeating,
    count(*) filter (where orders = 1) as one_time,
    count(previous_units) as staying,
    coalesce(sum(least(units, previous_units)) filter (where previous_units is not null), 0)::bigint as kept_units,
    coalesce(sum(units) filter (where previous_units is not null), 0)::bigint as staying_units,
    coalesce(sum(units) filter (where previous_units is null), 0)::bigint as gained_units
  from beside
  group by granularity, index
), periods as (
  select granularity, unnest(range(first_index, last_index + 1)) as index
  from (
    select min(first_day) as first_day from customers
  ), base_rules, lateral (
    values
      ('month', year(date '1970-01-01' + first_day) * 12 + month(date '1970-01-01' + first_day) - 1, as_of_month),
      ('quarter', (year(date '1970-01-01' + first_day) * 12 + month(date '1970-01-01' + first_day) - 1) // 3,
        as_of_month // 3),
      ('year', year(date '1970-01-01' + first_day), as_of_month // 12)
  ) as one (granularity, first_index, last_index)
), counted as (
  select
    granularity,
    index,
    coalesce(at_end, 0) as at_end,
    coalesce(retained, 0) as retained,
    coalesce(new, 0) as new,
    coalesce(reactivated, 0) as reactivated,
    coalesce(active, 0) as active,
    coalesce(acquired, 0) as acquired,
    coalesce(orders, 0) as orders,
    coalesce(units, 0) as units,
    coalesce(after_units, 0) as after_units,
    coalesce(repeating, 0) as repeating,
    coalesce(one_time, 0) as one_time,
    coalesce(staying, 0) as staying,
    coalesce(kept_units, 0) as kept_units,
    coalesce(staying_units, 0) as staying_units,
    coalesce(gained_units, 0) as gained_units,
    coalesce(lag(at_end) over in_turn, 0) as at_start,
    coalesce(lag(active) over in_turn, 0) as earlier,
    coalesce(lag(units) over in_turn, 0) as earlier_units,
    sum(coalesce(acquired, 0)) over in_turn::bigint as ever,
    case granularity when 'month' then 1 when 'quarter' then 3 else 12 end as length
  from periods
  left join base using (granularity, index)
  left join activity using (granularity, index)
  window in_turn as (partition by granularity order by index)
)
select
  'all' as segment_name,
  'all' as segment_value,
  granularity,
  make_date(index * length // 12, index * length % 12 + 1, 1) as period_start,
  make_date((index + 1) * length // 12, (index + 1) * length % 12 + 1, 1) - 1 as period_end,
  make_date((index + 1) * length // 12, (index + 1) * length % 12 + 1, 1) - 1 <= as_of as is_complete,
  window_days as activity_window_days,
  at_start as customers_at_start,
  at_end as customers_at_end,
  new as new_customers,
  retained as retained_customers,
  reactivated as reactivated_customers,
  at_start - retained as lost_customers,
  acquired as acquired_customers,
  retained / nullif(at_start, 0) as retention_rate,
  (at_start - retained) / nullif(at_start, 0) as churn_rate,
  (at_start - retained) / nullif(ever, 0) as churn_rate_of_customer_base,
  at_end / nullif(at_start, 0) as end_to_start_ratio,
  staying / nullif(earlier, 0) as period_over_period_retention_rate,
  kept_units / nullif(earlier_units, 0) as gross_revenue_retention,
  staying_units / nullif(earlier_units, 0) as net_revenue_retention,
  case when earlier > 0 then
    (gained_units + staying_units - kept_units) / nullif(earlier_units - kept_units, 0)
  end as quick_ratio,
  active as active_customers,
  orders,
  (units / 10000)::decimal(20, 2) as net_revenue,
  case when orders > 0 then ((2 * units + orders) // (2 * orders) / 10000)::decimal(20, 4) end as average_order_value,
  orders / nullif(active, 0) as purchase_frequency,
  repeating / nullif(active, 0) as repeat_purchase_rate,
  case when active > 0 then repeating / nullif(one_time, 0) end as repeat_to_one_time_ratio,
  case when active > 0 then orders / nullif(one_time, 0) end as orders_per_one_time_customer,
  case when active > 0 then after_units / nullif(units, 0) end as repeat_revenue_share
from counted, base_rules;

-- Customers by their net revenue in each scope, the largest first.
create temp table ranked as
with scoped as (
  select 'all' as scope, customer_id, units from customers
  union all
  select 'year_' || index, customer_id, units from years
  union all
  select 'last_365_days', customer_id, sum(units)::bigint
  from days, base_rules
  where day > as_of_day - 365
  group by customer_id
)
select
  scope,
  units,
  row_number() over largest as place,
  sum(units) over largest::bigint as cumulative_units,
  count(*) over (partition by scope) as customers,
  sum(units) over (partition by scope)::bigint as total_units
from scoped
window largest as (partition by scope order by units desc rows between unbounded preceding and current row);

create temp table revenue_concentration as
select
  'all' as segment_name,
  'all' as segment_value,
  scope,
  percentile,
  wanted as customers,
  wanted / n as cumulative_customer_share,
  (coalesce(cumulative_units, 0) / 10000)::decimal(20, 2) as cumulative_revenue,
  coalesce(cumulative_units, 0) / total as cumulative_revenue_share
from (
  select scope, n, total, percentile::int as percentile, (percentile * n + 99) // 100 as wanted
  from (select scope, any_value(customers) as n, any_value(total_units) as total from ranked group by scope),
    range(0, 101) as percentiles (percentile)
) as points
left join (select scope, place, cumulative_units from ranked) as ends
  using (scope)
where ends.place = points.wanted
union all
select 'all', 'all', scope, 0, 0, 0, 0, 0 from (select distinct scope from ranked);

create temp table revenue_concentration_summary as
select
  'all' as segment_name,
  'all' as segment_value,
  scope,
  n as customers,
  (total / 10000)::decimal(20, 2) as net_revenue,
  top_1 / total as top_1_percent_revenue_share,
  top_5 / total as top_5_percent_revenue_share,
  top_10 / total as top_10_percent_revenue_share,
  top_20 / total as top_20_percent_revenue_share,
  for_80 as customers_for_80_percent,
  for_80 / n as customer_share_for_80_percent,
  greatest(0, 2 * ranked_sum / (n * total::double) - (n + 1) / n) as gini_coefficient,
  squares as herfindahl_index,
  0::bigint as customers_with_negative_revenue,
  0::decimal(20, 2) as negative_revenue
from (
  select
    scope,
    any_value(customers) as n,
    any_value(total_units) as total,
    sum(units) filter (where place <= (customers + 99) // 100) as top_1,
    sum(units) filter (where place <= (5 * customers + 99) // 100) as top_5,
    sum(units) filter (where place <= (10 * customers + 99) // 100) as top_10,
    sum(units) filter (where place <= (20 * customers + 99) // 100) as top_20,
    1 + count(*) filter (where cumulative_units * 10 < total_units * 8) as for_80,
    sum((customers - place + 1) * units::double) as ranked_sum,
    sum((units / total_units) ^ 2) as squares
  from ranked
  group by scope
);
