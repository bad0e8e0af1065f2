-- Pairs of categories of the first year, and orders in the second.
with observed as (
  select customer_id, first_order_date as first_day,
    exists (select 1 from purchase_days d where d.segment_name = 'all' and d.customer_id = t.customer_id and d.orders > 0
      and d.order_date - first_order_date between 365 and 729) as stayed
  from customer_totals t, settings where segment_name = 'all' and first_order_date + 729 <= as_of_date
),
bought as (
  select distinct o.customer_id, l.category, stayed
  from observed s join orders o using (customer_id) join lines l using (order_id)
  where l.category is not null and l.quantity > 0 and o.order_date < first_day + 365
),
pairs as (
  select a.category as first_category, b.category as second_category, count(*) as together, count(*) filter (where a.stayed) as stayed_both
  from bought a join bought b on a.customer_id = b.customer_id and a.category < b.category group by all
),
single as (select category, count(*) as number, count(*) filter (where stayed) as stayed from bought group by all),
held as (
  select p.*, f.number as of_first, s.number as of_second, f.number + s.number - 2 * together as only_one,
    f.stayed + s.stayed - 2 * stayed_both as stayed_one, (select count(*) from observed) as n
  from pairs p join single f on f.category = first_category join single s on s.category = second_category
)
select first_category, second_category, n as customers, of_first as customers_of_first_category,
  of_second as customers_of_second_category, together as customers_of_both,
  case when together >= g then n / of_first * together / of_second end as lift, stayed_both as customers_of_both_who_stayed,
  case when together >= g then stayed_both / together end as staying_rate_of_both,
  case when together >= g then wilson_low(stayed_both, together) end as staying_rate_of_both_low,
  case when together >= g then wilson_high(stayed_both, together) end as staying_rate_of_both_high,
  only_one as customers_of_exactly_one, case when only_one >= g then stayed_one / only_one end as staying_rate_of_exactly_one,
  case when only_one >= g then wilson_low(stayed_one, only_one) end as staying_rate_of_exactly_one_low,
  case when only_one >= g then wilson_high(stayed_one, only_one) end as staying_rate_of_exactly_one_high
from held, (select minimum_group_size as g from settings)
