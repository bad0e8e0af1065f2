-- Three rules of thumb, each from the customers one by one.
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
buyers as (select customer_id, occasions, first_order_date from customer_totals where segment_name = 'all'),
sums as (
  select customer_id, coalesce(sum(units) filter (where item = 'orders'), 0) as orders, coalesce(sum(units) filter (where item = 'net'), 0) as net,
    coalesce(sum(units) filter (where item = 'cost'), 0) as cost, coalesce(sum(units) filter (where item = 'uncosted'), 0) as uncosted,
    sum(units) filter (where item = 'return') as returned, sum(units) filter (where item = 'contact') as contacted,
    sum(units) filter (where item = 'handling') as handled, sum(units) filter (where item = 'deviation') as deviated,
    sum(units) filter (where item = 'programme') as spent
  from items group by customer_id
),
profits as (
  select *, margin - service as profit from (
    select *, case when uncosted = 0 then net - cost end as margin,
      coalesce(returned, 0) + coalesce(contacted, 0) + coalesce(handled, 0) + coalesce(deviated, 0) + coalesce(spent, 0) as service
    from sums)
),
customers as (
  select p.*, occasions, row_number() over largest as place, sum(net) over largest - net as above, sum(net) over () as total,
    count(*) over () as n
  from profits p join buyers using (customer_id)
  window largest as (order by net desc, customer_id rows unbounded preceding)
),
bound as (select min(net) as net from customers where net > 0 and above < 0.8 * total),
claims as (
  select 'twenty_percent_of_customers_make_80_percent_of_revenue' as claim, n as customers, (n + 4) // 5 as group_customers,
    0.8::double as claimed_share, case when any_value(total) > 0 then sum(net) filter (where place <= (n + 4) // 5) / any_value(total) end as share
  from customers group by n
  union all
  select 'loyal_customers_make_most_profit', count(*), count(*) filter (where occasions >= 3), 0.5,
    case when sum(profit) > 0 then sum(profit) filter (where occasions >= 3) / sum(profit) end
  from customers where profit is not null
  union all
  select 'customers_behind_the_last_20_percent_of_revenue_cause_most_service_cost', count(*),
    count(*) filter (where c.net < b.net), 0.5,
    case when sum(service) > 0 then coalesce(sum(service) filter (where c.net < b.net), 0) / sum(service) end
  from customers c, bound b
)
select claim, customers, group_customers, claimed_share,
  case when customers >= minimum_group_size then share end as measured_share,
  case when customers >= minimum_group_size then
    case when claim like 'twenty%' then share >= claimed_share else share > claimed_share end end as holds
from claims, settings
