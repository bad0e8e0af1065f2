-- Customers by the month of their cohort: what they brought, what is predicted of them, and when their cost was earned back.
-- The predictions are summed as published, in cents.
-- within: expected_remaining_value 0.5, expected_lifetime_value 0.5, expected_lifetime_value_per_customer 0.02
with company as (
  select count(*) filter (where cost_units is null) = 0 and sum(net_units) > 0 as is_margin
  from customer_totals
  where segment_name = 'all' and orders > 0
),
members as (
  select customer_id, cast(date_trunc('month', cohort_date) as date) as cohort_month,
    case when is_margin then net_units - coalesce(cost_units, 0) else net_units end as units, acquisition_cost * 10000 as cost
  from customer_totals t left join customers c using (customer_id), company
  where segment_name = 'all' and orders > 0
),
horizons as (
  select cohort_month, horizon_days, count(*) as customers, money(sum(units)) as value_to_date,
    case when count(predicted_value) = count(*) then sum(predicted_value) end as remaining, sum(cost) as cost, count(cost) as known
  from members join published.customer_lifetime_value using (customer_id)
  group by all
),
months as (
  select cohort_month, date_diff('month', cohort_month, cast(date_trunc('month', order_date) as date)) as month,
    sum(case when is_margin then d.net_units - coalesce(d.cost_units, 0) else d.net_units end) as units
  from members join purchase_days d using (customer_id), company
  where segment_name = 'all' and cost is not null
  group by all
),
earned as (
  select cohort_month, month, sum(units) over (partition by cohort_month order by month) as units from months
),
paid_back as (
  select cohort_month, min(month) as payback_month
  from earned e join (select distinct cohort_month, cost from horizons) using (cohort_month)
  where units >= cost and month >= 0
  group by cohort_month
)
select cohort_month, horizon_days, customers, case when is_margin then 'margin' else 'revenue' end as value_basis, value_to_date,
  cast(remaining as decimal(20,2)) as expected_remaining_value, cast(value_to_date + remaining as decimal(20,2)) as expected_lifetime_value,
  cast((value_to_date + remaining) / customers as decimal(20,4)) as expected_lifetime_value_per_customer,
  money(cost::hugeint) as acquisition_cost, known as customers_with_acquisition_cost, cast(payback_month as integer) as payback_month
from horizons left join paid_back using (cohort_month), company
