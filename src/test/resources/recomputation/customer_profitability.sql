-- What each customer brought and cost, item by item.
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
named as (
  select p.*, b.occasions, as_of_date - first_order_date + 1 as age, age / 365.25::double as tenure,
    list_max([coalesce(returned, 0), coalesce(contacted, 0), coalesce(handled, 0), coalesce(deviated, 0), coalesce(spent, 0)]) as largest
  from profits p join buyers b using (customer_id), settings
)
select customer_id, orders, occasions as purchase_days, money(net) as net_revenue, uncosted as orders_without_cost,
  case when margin is not null then money(cost) end as cost_amount, money(margin) as margin, money(returned) as return_cost,
  money(contacted) as contact_cost, money(handled) as handling_cost, money(deviated) as deviation_cost, money(spent) as programme_cost,
  money(profit) as profit, mean_money(margin, orders) as margin_per_order, mean_money(profit, orders) as profit_per_order,
  tenure as tenure_years, case when tenure is not null then mean_money(profit * 36525, greatest(age * 100, 36525)) end as profit_per_year_of_tenure,
  occasions >= 3 as is_loyal, profit < 0 as is_loss_making,
  case when profit < 0 then case when net <= 0 then 'no_revenue' when margin <= 0 then 'cost_of_orders'
    when returned = largest then 'returns' when contacted = largest then 'contacts' when handled = largest then 'handling'
    when deviated = largest then 'deviations' else 'programmes' end end as loss_driver
from named
