-- Contacts by kind, reason, channel, channel of the order and product: how many for each order, and how dear.
with each as (
  select c.*, o.channel as order_channel, c.order_id is not null and o.customer_id is null as lost,
    case when cast(resolved_at as date) > as_of_date then null else coalesce(handled_well, satisfaction >= 4) end as is_well
  from contacts c left join orders o on o.customer_id = c.customer_id and o.order_id = c.order_id, settings
),
products as (
  select distinct o.customer_id, o.order_id, l.product_id from orders o join lines l using (order_id) where l.product_id is not null
),
cells as (
  select 'all' as breakdown, 'all' as breakdown_value, customer_id, lost, cost, is_well from each
  union all select 'kind', kind, customer_id, lost, cost, is_well from each
  union all select 'reason', coalesce(reason, 'unknown'), customer_id, lost, cost, is_well from each
  union all select 'channel', coalesce(channel, 'unknown'), customer_id, lost, cost, is_well from each
  union all select 'order_channel', coalesce(order_channel, 'unknown'), customer_id, lost, cost, is_well from each
  union all select 'product', coalesce(p.product_id, 'unknown'), e.customer_id, lost, cost, is_well
    from each e left join products p on p.customer_id = e.customer_id and p.order_id = e.order_id
),
held_against as (
  select 'order_channel' as breakdown, channel as breakdown_value, count(*) as number from orders where channel is not null group by all
  union all select 'product', product_id, count(*) from products group by all
),
everything as (
  select count(*) as all_contacts, sum(cast(coalesce(cost, 0) * 10000 as bigint)) as all_costs,
    (select sum(orders) from customer_totals where segment_name = 'all') as all_orders
  from contacts
),
sums as (
  select breakdown, breakdown_value, count(distinct customer_id) as customers, count(*) as contacts,
    count(*) filter (where lost) as contacts_of_unknown_orders,
    sum(cast(coalesce(cost, 0) * 10000 as bigint)) as costs, count(is_well) as contacts_judged, count(*) filter (where is_well) as well
  from cells group by all
),
held as (
  select s.*, e.*, cast(case when s.breakdown in ('order_channel', 'product') then h.number else all_orders end as bigint) as orders,
    avg(contacts) over (partition by s.breakdown) as usual
  from sums s cross join everything e
    left join held_against h on h.breakdown = s.breakdown and h.breakdown_value = s.breakdown_value
)
select breakdown, breakdown_value, customers, contacts, case when customers >= g then contacts / all_contacts end as contact_share,
  orders, case when customers >= g then contacts / orders end as contacts_per_order, contacts_of_unknown_orders, money(costs) as cost,
  mean_money(costs, contacts) as cost_per_contact, mean_money(costs, orders) as cost_per_order,
  case when customers >= g then costs / nullif(all_costs, 0) end as cost_share,
  case when breakdown <> 'all' then case when contacts >= usual then 'many' else 'few' end || '_'
    || case when costs * all_contacts > all_costs * contacts then 'dear' else 'cheap' end end as cost_pattern,
  contacts_judged, case when customers >= g then well / nullif(contacts_judged, 0) end as handled_well_rate
from held, (select minimum_group_size as g from settings)
