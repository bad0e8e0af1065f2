-- The value of a customer by retention as observed and 1, 2 and 5 points above it; the discount rate is the default.
with customers as (
  select segment_name, segment_value, customer_id, as_of_date, activity_window_days,
    max(order_date) filter (where orders > 0) as last_day,
    max(order_date) filter (where orders > 0 and order_date <= as_of_date - 365) as last_day_a_year_ago,
    sum(orders) filter (where order_date > as_of_date - 365) as orders,
    sum(net_units) filter (where order_date > as_of_date - 365) as units,
    sum(cost_units) filter (where order_date > as_of_date - 365) as costs,
    count(*) filter (where order_date > as_of_date - 365 and orders > 0 and cost_units is null) as without_cost
  from purchase_days, settings
  where first_order_date is not null
  group by all
),
segments as (
  select segment_name, segment_value,
    count(*) filter (where last_day_a_year_ago > as_of_date - 365 - activity_window_days) as base_then,
    count(*) filter (where last_day_a_year_ago > as_of_date - 365 - activity_window_days
      and last_day > as_of_date - activity_window_days) as still_there,
    count(*) filter (where last_day > as_of_date - activity_window_days) as customers_in_base,
    count(*) filter (where orders > 0) as active_customers,
    coalesce(sum(units) filter (where orders > 0), 0) as units,
    coalesce(sum(costs) filter (where orders > 0), 0) as costs,
    sum(without_cost) as without_cost
  from customers
  group by all
),
known as (
  select *, without_cost = 0 and active_customers > 0 as is_margin, 0.1::double as d,
    case when active_customers >= minimum_group_size
      then (units - case when without_cost = 0 then costs else 0 end) / 10000 / active_customers end as m,
    case when base_then >= minimum_group_size then still_there / base_then end as r0
  from segments, settings
),
assumed as (
  select *, case when r0 + points / 100 <= 1 + 1e-12 then least(r0 + points / 100, 1) end as r
  from known, (select unnest([0, 1, 2, 5]) as points)
),
valued as (
  select *,
    case when 1 + d - r > 1e-12 then m * r / (1 + d - r) end as steady,
    case when 1 + d - r0 > 1e-12 then m * r0 / (1 + d - r0) end as steady_now,
    m * list_sum(list_transform([1, 2, 3, 4, 5], lambda t: pow(r / (1 + d), t))) as five,
    m * list_sum(list_transform([1, 2, 3, 4, 5], lambda t: pow(r0 / (1 + d), t))) as five_now
  from assumed
),
gained as (
  select *, case when steady_now > 0 then steady / steady_now - 1 end as steady_gain,
    case when five_now > 0 then five / five_now - 1 end as five_gain
  from valued
)
select segment_name, segment_value, points as retention_points, case when is_margin then 'margin' else 'revenue' end as value_basis,
  customers_in_base, active_customers, cast(round(m, 4) as decimal(20,4)) as annual_value_per_customer,
  r0 as observed_retention_rate, r as assumed_retention_rate, d as yearly_discount_rate,
  cast(round(steady, 4) as decimal(20,4)) as steady_state_value_per_customer,
  cast(round(five, 4) as decimal(20,4)) as five_year_value_per_customer,
  cast(round(steady * customers_in_base, 2) as decimal(20,2)) as steady_state_value_of_base,
  cast(round(five * customers_in_base, 2) as decimal(20,2)) as five_year_value_of_base,
  steady_gain as steady_state_gain_share, five_gain as five_year_gain_share,
  case when points = 5 then 0.25::double end as claimed_gain_share_low,
  case when points = 5 then 0.95::double end as claimed_gain_share_high,
  case when points <> 5 then null when steady_gain < 0.25 then 'below' when steady_gain > 0.95 then 'above'
    when steady_gain is not null then 'within' end as steady_state_against_claim,
  case when points <> 5 then null when five_gain < 0.25 then 'below' when five_gain > 0.95 then 'above'
    when five_gain is not null then 'within' end as five_year_against_claim
from gained
