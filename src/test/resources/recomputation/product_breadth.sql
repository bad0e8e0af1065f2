-- From how many categories customers bought in their first years.
with slices as (
  select distinct segment_name, segment_value, customer_id, first_order_date as first_day from customer_totals
  where first_order_date is not null and segment_name in (select segment_name from customer_totals group by segment_name
    having count(*) = count(distinct customer_id))
),
spans as (
  select *, case when k = 0 then date '9999-12-31' else first_day + 365 * k end as until
  from slices, settings, (select unnest(range(0, 200))::integer as k)
  where k = 0 or first_day + 365 * k - 1 <= as_of_date
),
bought as (
  select distinct customer_id, category, order_date from orders o join lines l using (order_id)
  where category is not null and quantity > 0
),
each as (
  select segment_name, segment_value, k, s.customer_id,
    (select count(distinct category) from bought b where b.customer_id = s.customer_id and b.order_date < s.until) as categories,
    (select sum(orders) from purchase_days d where d.segment_name = 'all' and d.customer_id = s.customer_id and d.order_date < s.until)
      as orders,
    (select sum(net_units) from purchase_days d where d.segment_name = 'all' and d.customer_id = s.customer_id and d.order_date < s.until)
      as net
  from spans s
),
sums as (
  select segment_name, segment_value, k as years_of_tenure, count(*) as customers,
    count(*) filter (where categories = 1) as customers_with_one_category,
    count(*) filter (where categories > 1) as customers_with_several_categories,
    count(*) filter (where categories > 0) as known, sum(categories) as categories, sum(orders) as orders, sum(net) as net
  from each group by all
)
select segment_name, segment_value, years_of_tenure, customers, customers_with_one_category, customers_with_several_categories,
  case when known >= g then customers_with_several_categories / nullif(customers_with_one_category, 0) end as upsell_ratio,
  case when known >= g then customers_with_several_categories / nullif(known, 0) end as several_categories_share,
  case when known >= g then categories / nullif(known, 0) end as categories_per_customer,
  orders, money(net) as net_revenue, mean_money(net, customers) as revenue_per_customer, mean_money(net, orders) as spend_per_transaction
from sums, (select minimum_group_size as g from settings)
