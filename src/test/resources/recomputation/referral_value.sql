-- Referred customers beside others from the first order on, as they are and with both as of the same quarters.
with buyers as (
  select customer_id, first_order_date as day from customer_totals where segment_name = 'all' and first_order_date is not null
),
referred as (
  select customer_id
  from buyers join referrals on referred_id = customer_id cross join settings
  where cast(timezone(time_zone, referred_at) as date) <= day
),
days as (
  select customer_id, order_date, orders, net_units from purchase_days where segment_name = 'all'
),
lengths as (select unnest([90, 365]) as follow_up_days),
followed as (
  select b.customer_id, follow_up_days, date_trunc('quarter', day) as quarter,
    case when b.customer_id in (select customer_id from referred) then 'referred' else 'not_referred' end as referral_group,
    coalesce(sum(orders) filter (order_date > day and order_date <= day + follow_up_days), 0) > 0 as stays,
    coalesce(sum(net_units) filter (order_date >= day and order_date <= day + follow_up_days), 0) as units
  from buyers b cross join lengths cross join settings left join days using (customer_id)
  where day + follow_up_days <= as_of_date
  group by all
),
segments as (
  select customer_id, 'all' as segment_name, 'all' as segment_value from buyers
  union all
  select e.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from buyers e left join customers c using (customer_id)
),
cells as (
  select segment_name, segment_value, follow_up_days, quarter, referral_group, count(*) as n, count(*) filter (stays) as k,
    sum(units) as units
  from followed join segments using (customer_id)
  group by all
),
weights as (
  select r.segment_name, r.segment_value, r.follow_up_days, r.quarter, r.n as weight
  from cells r join cells o using (segment_name, segment_value, follow_up_days, quarter)
  where r.referral_group = 'referred' and o.referral_group = 'not_referred'
),
summed as (
  select segment_name, segment_value, referral_group, follow_up_days, sum(n) as n, sum(k) as k, sum(units) as units,
    coalesce(sum(weight), 0) as comparable, sum(weight * k / n::double) as rates, sum(weight * (units / 10000.0) / n::double) as money
  from cells left join weights using (segment_name, segment_value, follow_up_days, quarter)
  group by all
)
select segment_name, segment_value, referral_group, follow_up_days, n as customers, k as customers_ordering_again,
  case when n >= minimum_group_size then k / n::double end as retention_rate,
  case when n >= minimum_group_size then case when k = 0 then 0.0 else (k / n::double + 1.959964 ^ 2 / (2 * n) - 1.959964 * sqrt(k / n::double * (1 - k / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as retention_rate_low,
  case when n >= minimum_group_size then case when k = n then 1.0 else (k / n::double + 1.959964 ^ 2 / (2 * n) + 1.959964 * sqrt(k / n::double * (1 - k / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as retention_rate_high,
  cast(round(cast(units as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as net_revenue,
  case when n >= minimum_group_size then mean_money(units, n) end as revenue_per_customer,
  comparable as comparable_referred_customers,
  case when least(n, comparable) >= minimum_group_size then rates / comparable::double end as standardised_retention_rate,
  case when least(n, comparable) >= minimum_group_size then money / comparable::double end as standardised_revenue_per_customer
from summed, settings
