-- Members from the end of the quarter of joining on, beside others of the same bands who had not joined by then.
with joinings as (
  select customer_id, programme, min(cast(timezone(time_zone, joined_at) as date)) as joined_on
  from memberships, settings
  group by all
),
quarters as (
  select distinct programme, cast(date_trunc('quarter', joined_on) as date) as starts_on,
    cast(date_trunc('quarter', joined_on) + interval 3 month - interval 1 day as date) as ends_on
  from joinings
),
buyers as (
  select customer_id, first_order_date from customer_totals where segment_name = 'all' and first_order_date is not null
),
days as (
  select customer_id, order_date, orders, net_units from purchase_days where segment_name = 'all'
),
lengths as (select unnest([90, 365]) as follow_up_days),
pairs as (
  select b.customer_id, q.programme, q.starts_on, q.ends_on, date_diff('day', b.first_order_date, q.starts_on) as tenure
  from buyers b, quarters q
  where b.first_order_date < q.starts_on
),
subjects as (
  select customer_id, programme, starts_on, ends_on, tenure, follow_up_days, coalesce(joined_on <= ends_on, false) as is_member
  from pairs left join joinings using (customer_id, programme) cross join lengths cross join settings
  where coalesce(joined_on >= starts_on, true) and ends_on + follow_up_days <= as_of_date
),
followed as (
  select s.*,
    coalesce(sum(orders) filter (order_date > ends_on and order_date <= ends_on + follow_up_days), 0) > 0 as stays,
    coalesce(sum(net_units) filter (order_date > ends_on and order_date <= ends_on + follow_up_days), 0) / 10000::double as revenue,
    coalesce(sum(net_units) filter (order_date >= starts_on - 365 and order_date < starts_on), 0) / 10000::double as earlier
  from subjects s left join days d on d.customer_id = s.customer_id and order_date between starts_on - 365 and ends_on + 365
  group by s.customer_id, s.programme, s.starts_on, s.ends_on, s.follow_up_days, s.is_member, s.tenure
),
segments as (
  select customer_id, 'all' as segment_name, 'all' as segment_value from buyers
  union all
  select e.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from buyers e left join customers c using (customer_id)
),
cells as (
  select segment_name, segment_value, programme, follow_up_days, starts_on,
    case when tenure <= 90 then 0 when tenure <= 180 then 1 when tenure <= 365 then 2 when tenure <= 730 then 3 else 4 end as tenure_band,
    floor(log2(greatest(earlier, 0) + 1)) as revenue_band,
    count(*) filter (is_member) as m, count(*) filter (not is_member) as o,
    count(*) filter (is_member and stays) as ms, count(*) filter (not is_member and stays) as os,
    sum(revenue) filter (is_member) as mr, sum(revenue) filter (not is_member) as r,
    sum(earlier) filter (is_member) as me, sum(earlier) filter (not is_member) as oe
  from followed join segments using (customer_id)
  group by all
),
summed as (
  select segment_name, segment_value, programme, follow_up_days, sum(m) as members, sum(o) as others, sum(ms) as ms, sum(os) as os,
    coalesce(sum(m) filter (o > 0), 0) as n, coalesce(sum(o) filter (m > 0), 0) as c,
    sum(m * m / o::double) filter (m > 0 and o > 0) as spread,
    sum(ms) filter (m > 0 and o > 0) as k, sum(m * os / o::double) filter (m > 0 and o > 0) as q,
    sum(mr) filter (m > 0 and o > 0) as mr, sum(m * r / o::double) filter (m > 0 and o > 0) as r,
    sum(me) filter (m > 0 and o > 0) as me, sum(m * oe / o::double) filter (m > 0 and o > 0) as oe
  from cells
  group by all
  having sum(m) > 0
),
told as (
  select *, least(n, c) >= minimum_group_size as shown, k / n::double as p1, q / n::double as p2,
    sqrt(k / n::double * (1 - k / n::double) / n + q / n::double * (1 - q / n::double) * spread / n::double ^ 2) as error
  from summed, settings
  where n > 0
  union all by name
  select *, false as shown from summed, settings where n = 0
)
select segment_name, segment_value, programme, follow_up_days, members, n as matched_members, c as matched_others,
  case when shown then p1 end as member_retention_rate, case when shown then p2 end as other_retention_rate,
  case when shown then p1 - p2 end as observed_retention_difference,
  case when shown then error end as observed_retention_difference_standard_error,
  case when shown then p1 - p2 - 1.959964 * error end as observed_retention_difference_low,
  case when shown then p1 - p2 + 1.959964 * error end as observed_retention_difference_high,
  case when least(members, others) >= minimum_group_size then ms / members::double - os / others::double end
    as unmatched_retention_difference,
  case when shown then mr / n end as member_revenue_per_customer, case when shown then r / n end as other_revenue_per_customer,
  case when shown then me / n end as member_earlier_revenue_per_customer,
  case when shown then oe / n end as other_earlier_revenue_per_customer
from told
