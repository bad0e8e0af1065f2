-- The customers of each scope one by one, the most profitable first, at each percentile.
with spent as (
  select purpose, cast(from_date + n - 1 as date) as day,
    case when n = days then u else u * n // (days * 100) * 100 end - u * (n - 1) // (days * 100) * 100 as units
  from (select *, cast(amount * 10000 as hugeint) as u, to_date - from_date + 1 as days, cast(unnest(range(1, to_date - from_date + 2)) as integer) as n
    from programme_costs), settings
  where from_date + n - 1 <= as_of_date
),
ordering as (
  select distinct customer_id, date_trunc('month', order_date) as month from purchase_days where segment_name = 'all' and orders > 0
),
-- Whole cents for each, a cent more for the first of them while any is left, and less than a cent for the very first.
month_shares as (
  select customer_id, month, cents // number * 100 + case when turn <= cents % number then 100 else 0 end
    + case when turn = 1 then units % 100 else 0 end as units
  from (select *, count(*) over (partition by month) as number, row_number() over (partition by month order by customer_id) as turn
      from ordering)
    join (select date_trunc('month', day) as month, sum(units) as units, sum(units) // 100 as cents
      from spent where purpose = 'retention' group by all) using (month)
),
items as (
  select customer_id, order_date as day, 'orders' as item, orders as units from purchase_days where segment_name = 'all'
  union all select customer_id, order_date, 'net', net_units from purchase_days where segment_name = 'all'
  union all select customer_id, order_date, 'cost', cost_units from orders
  union all select customer_id, order_date, 'uncosted', 1 from orders where cost_units is null
  union all select customer_id, order_date, 'deviation', deviation_units from orders
  union all select customer_id, order_date, 'handling', cast(round(handling_minutes * handling_cost_per_hour * 10000 / 60) as bigint)
    from orders, settings
  union all select customer_id, cast(returned_at as date), 'return', cast(coalesce(cost, 0) * 10000 as bigint) from returns
  union all select customer_id, cast(contacted_at as date), 'contact', cast(coalesce(cost, 0) * 10000 as bigint) from contacts
  union all select customer_id, least(last_day(month), as_of_date), 'programme', units
    from month_shares, settings
),
slices as (
  select distinct segment_name, segment_value, customer_id from customer_totals
  where segment_name in (select segment_name from customer_totals group by segment_name
    having count(*) = count(distinct customer_id))
),
scoped as (
  select customer_id, item, units, 'all' as scope from items
  union all select customer_id, item, units, 'last_365_days' from items, settings where day > as_of_date - 365
  union all select customer_id, item, units, 'year_' || year(day) from items
),
sums as (
  select scope, customer_id, coalesce(sum(units) filter (where item = 'orders'), 0) as orders, coalesce(sum(units) filter (where item = 'net'), 0) as net,
    coalesce(sum(units) filter (where item = 'cost'), 0) as cost, coalesce(sum(units) filter (where item = 'uncosted'), 0) as uncosted,
    sum(units) filter (where item = 'return') as returned, sum(units) filter (where item = 'contact') as contacted,
    sum(units) filter (where item = 'handling') as handled, sum(units) filter (where item = 'deviation') as deviated,
    sum(units) filter (where item = 'programme') as spent
  from scoped group by scope, customer_id
),
profits as (
  select *, margin - service as profit from (
    select *, case when uncosted = 0 then net - cost end as margin,
      coalesce(returned, 0) + coalesce(contacted, 0) + coalesce(handled, 0) + coalesce(deviated, 0) + coalesce(spent, 0) as service
    from sums)
),
ranked as (
  select segment_name, segment_value, scope, row_number() over largest as place, sum(profit) over largest as cumulated,
    count(*) over everybody as n, sum(profit) over everybody as total
  from profits join slices using (customer_id) where profit is not null
  window everybody as (partition by segment_name, segment_value, scope),
    largest as (partition by segment_name, segment_value, scope order by profit desc, customer_id rows unbounded preceding)
),
points as (
  select distinct segment_name, segment_value, scope, n, total, p, (p * n + 99) // 100 as place
  from ranked, (select unnest(range(0, 101)) as p)
)
select p.segment_name, p.segment_value, p.scope, cast(p.p as integer) as percentile, p.place as customers,
  p.place / p.n as cumulative_customer_share, money(coalesce(cumulated, 0)) as cumulative_profit,
  case when p.n >= minimum_group_size and p.total > 0 then coalesce(cumulated, 0) / p.total end as cumulative_profit_share
from points p left join ranked r on r.segment_name = p.segment_name and r.segment_value = p.segment_value and r.scope = p.scope
  and r.place = p.place, settings
