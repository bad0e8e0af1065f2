-- Returns by origin, reason, product and channel, alone and with the origin beside it.
with each as (
  select r.*, coalesce(r.origin, 'unknown') as cause, coalesce(r.reason, 'unknown') as why, coalesce(r.product_id, 'unknown') as what,
    coalesce(o.channel, 'unknown') as channel, r.order_id is not null and o.customer_id is null as is_of_unknown_order,
    case when cast(resolved_at as date) > as_of_date then null else handled_well end as is_well,
    case when cast(resolved_at as date) <= as_of_date then cast(resolved_at as date) - cast(returned_at as date) end as days
  from returns r left join orders o on o.customer_id = r.customer_id and o.order_id = r.order_id, settings
),
cells as (
  select 'all' as breakdown, 'all' as breakdown_value, 'all' as cell_origin, * from each
  union all select 'origin', cause, 'all', * from each
  union all select 'reason', why, 'all', * from each
  union all select 'product', what, 'all', * from each
  union all select 'channel', channel, 'all', * from each
  union all select 'reason_and_origin', why, cause, * from each
  union all select 'product_and_origin', what, cause, * from each
  union all select 'channel_and_origin', channel, cause, * from each
),
sums as (
  select breakdown, breakdown_value, cell_origin as origin, count(distinct customer_id) as customers, count(*) as returns,
    count(*) filter (where is_of_unknown_order) as returns_of_unknown_orders, count(amount) as returns_with_amount, sum(cast(amount * 10000 as bigint)) as amounts,
    sum(cast(coalesce(cost, 0) * 10000 as bigint)) as costs, count(is_well) as returns_judged,
    count(*) filter (where is_well) as well, count(days) as returns_settled, sum(days) as days
  from cells group by all
)
select breakdown, breakdown_value, origin, customers, returns,
  case when customers >= g then returns / sum(returns) over (partition by breakdown) end as return_share,
  case when customers >= g and breakdown like '%_and_origin' then returns / sum(returns) over (partition by breakdown, breakdown_value) end
    as origin_share,
  returns_of_unknown_orders, returns_with_amount, money(amounts) as amount, money(costs) as cost, mean_money(costs, returns) as cost_per_return,
  case when customers >= g then costs / nullif(sum(costs) over (partition by breakdown), 0) end as cost_share,
  returns_judged, case when customers >= g then well / nullif(returns_judged, 0) end as handled_well_rate,
  returns_settled, days / nullif(returns_settled, 0) as mean_days_to_settle
from sums, (select minimum_group_size as g from settings)
