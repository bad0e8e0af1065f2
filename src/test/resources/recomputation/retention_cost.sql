-- Programme costs by period, beside who was retained and acquired in it and what those are worth.
with spent as (
  select purpose, cast(from_date + n - 1 as date) as day, case when n = days then u else u * n // (days * 100) * 100 end - u * (n - 1) // (days * 100) * 100 as units
  from (select *, cast(amount * 10000 as hugeint) as u, to_date - from_date + 1 as days, cast(unnest(range(1, to_date - from_date + 2)) as integer) as n
    from programme_costs), settings
  where from_date + n - 1 <= as_of_date
),
periods as (
  select granularity, period_start, period_end, is_complete, retained_customers, acquired_customers
  from published.retention_by_period where segment_name = 'all'
),
costs as (
  select granularity, period_start, sum(units) filter (where purpose = 'retention') as keeping,
    sum(units) filter (where purpose = 'acquisition') as winning
  from periods join spent on day between period_start and period_end group by all
),
basis as (
  select bool_and(orders = 0 or cost_units is not null) and sum(net_units) > 0 as is_margin from customer_totals
  where segment_name = 'all'
),
worth as (
  select first_order_date, horizon_days, historical_value, historical_margin, predicted_value
  from published.customer_lifetime_value
  where horizon_days = (select max(horizon_days) from published.customer_lifetime_value)
),
valued as (
  select granularity, period_start,
    case when count(predicted_value) = count(*) then
      sum(case when is_margin then historical_margin else historical_value end + predicted_value) end as value
  from periods join worth on first_order_date between period_start and period_end, basis
  group by granularity, period_start
),
days as (
  select granularity, period_start, cast(floor((order_date - first_order_date) / (365.25 / 12)::double) + 1 as integer) as month,
    net_units - case when is_margin then coalesce(cost_units, 0) else 0 end as units
  from periods join purchase_days on segment_name = 'all' and first_order_date between period_start and period_end, basis
),
months as (select granularity, period_start, month, sum(units) as units from days group by all),
paid as (
  select granularity, period_start, month, sum(units) over (partition by granularity, period_start order by month) as units
  from months
),
paybacks as (
  select granularity, period_start, min(month) as month from paid join costs using (granularity, period_start)
  where units >= winning and month >= 1 group by all
)
select granularity, period_start, period_end, is_complete, money(keeping) as retention_cost, retained_customers,
  mean_money(keeping, retained_customers) as retention_cost_per_retained_customer, money(winning) as acquisition_cost,
  acquired_customers, mean_money(winning, acquired_customers) as acquisition_cost_per_new_customer,
  case when least(retained_customers, acquired_customers) >= minimum_group_size
    then winning / nullif(acquired_customers, 0) / nullif(keeping / nullif(retained_customers, 0), 0) end
    as acquisition_to_retention_cost_ratio,
  5.0::double as claimed_cost_ratio, case when is_margin then 'margin' else 'revenue' end as value_basis,
  (select max(horizon_days) from published.customer_lifetime_value) as horizon_days,
  mean_money(cast(value * 10000 as hugeint), acquired_customers) as lifetime_value_per_new_customer,
  case when acquired_customers >= minimum_group_size then value::double * 10000 / nullif(winning, 0) end
    as lifetime_value_to_acquisition_cost_ratio,
  month as payback_months
from periods left join costs using (granularity, period_start) left join valued using (granularity, period_start)
  left join paybacks using (granularity, period_start), basis, settings
