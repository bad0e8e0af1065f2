-- What orders of each size and channel bring and cost: every order in four cells.
with services as (
  select o.*, coalesce(o.channel, 'unknown') as sold_by, gross_units - discount_units as ordered,
    band_from(gross_units - discount_units) as bound,
    cast(round(handling_minutes * handling_cost_per_hour * 10000 / 60) as bigint) as handling_units,
    coalesce(r.number, 0) as returned, coalesce(r.units, 0) as return_units,
    coalesce(c.number, 0) as contacted, coalesce(c.units, 0) as contact_units
  from orders o
    left join (select customer_id, order_id, count(*) as number, sum(cast(coalesce(cost, 0) * 10000 as bigint)) as units
      from returns group by all) r on r.customer_id = o.customer_id and r.order_id = o.order_id
    left join (select customer_id, order_id, count(*) as number, sum(cast(coalesce(cost, 0) * 10000 as bigint)) as units
      from contacts group by all) c on c.customer_id = o.customer_id and c.order_id = o.order_id, settings
),
bounds as (
  select *, case when bound < 0 then 0 when bound = 0 then 1 when left(bound::varchar, 1) = '2' then bound // 2 * 5 else 2 * bound end
    as upper_bound
  from services
),
cells as (
  select breakdown,
    case when breakdown like 'size_band%' then case when bound < 0 then 'below 0' else bound || '-' || upper_bound end else 'all' end
      as size_band,
    case when breakdown like '%channel' then sold_by else 'all' end as channel,
    case when breakdown like 'size_band%' then bound end as bound,
    case when breakdown like 'size_band%' then upper_bound end as upper_bound,
    b.* exclude (channel, bound, upper_bound)
  from bounds b, (values ('all'), ('size_band'), ('channel'), ('size_band_and_channel')) breakdowns(breakdown)
),
sums as (
  select breakdown, size_band, channel, bound, upper_bound, count(distinct customer_id) as customers, count(*) as orders,
    sum(ordered) as ordered, sum(net_units) as net, count(cost_units) as orders_with_cost, sum(cost_units) as costs,
    sum(net_units) filter (where cost_units is not null) as costed_net,
    sum(coalesce(handling_units, 0) + coalesce(deviation_units, 0) + return_units + contact_units) filter (where cost_units is not null) as costed_service,
    count(handling_minutes) as orders_with_handling_minutes, sum(cast(handling_minutes as double)) as minutes,
    sum(handling_units) as handling,
    count(deviation_units) as said, count(*) filter (where deviation_units <> 0) as deviating, sum(deviation_units) as deviations,
    count(order_id) as orders_with_id, sum(returned) as returned, sum(return_units) as return_units,
    sum(contacted) as contacted, sum(contact_units) as contact_units
  from cells group by all
)
select breakdown, size_band, channel, case when bound >= 0 then money(bound * 10000) end as size_from,
  money(upper_bound * 10000) as size_to, customers, orders, money(ordered) as ordered_amount, money(net) as net_revenue,
  mean_money(net, orders) as average_order_value, orders_with_cost, money(costs) as cost_amount,
  money(costed_net - costs) as margin, mean_money(costed_net - costs, orders_with_cost) as margin_per_order,
  case when customers >= minimum_group_size and costed_net > 0 then (costed_net - costs) / costed_net end as margin_to_revenue_ratio,
  orders_with_handling_minutes,
  case when customers >= minimum_group_size then minutes / nullif(orders_with_handling_minutes, 0) end as handling_minutes_per_order,
  money(handling) as handling_cost, mean_money(handling, orders_with_handling_minutes) as handling_cost_per_order,
  case when said > 0 then deviating end as orders_with_deviation,
  case when said > 0 and customers >= minimum_group_size then deviating / orders end as deviation_rate,
  money(deviations) as deviation_cost, mean_money(deviations, orders) as deviation_cost_per_order, orders_with_id,
  case when orders_with_id > 0 then returned end as returns,
  case when customers >= minimum_group_size then returned / nullif(orders_with_id, 0) end as returns_per_order,
  case when orders_with_id > 0 then money(return_units) end as return_cost,
  case when orders_with_id > 0 then contacted end as contacts,
  case when customers >= minimum_group_size then contacted / nullif(orders_with_id, 0) end as contacts_per_order,
  case when orders_with_id > 0 then money(contact_units) end as contact_cost,
  money(costed_net - costs - costed_service) as margin_after_service,
  mean_money(costed_net - costs - costed_service, orders_with_cost) as margin_after_service_per_order
from sums, settings
