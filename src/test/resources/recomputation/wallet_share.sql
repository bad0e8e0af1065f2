-- What customers spent here of all they spent in a span of days.
with days as (
  select customer_id, order_date, orders, net_units from purchase_days where segment_name = 'all'
),
known as (
  select customer_id, period_start, period_end, cast(round(total_spend * 10000) as bigint) as total
  from share_of_wallet
  where total_spend > 0
),
spent as (
  select k.customer_id, k.period_start, k.period_end, k.total,
    coalesce(sum(net_units) filter (order_date between k.period_start and k.period_end), 0) as own
  from known k left join days using (customer_id)
  group by all
),
judged as (
  select *, greatest(0, least(own, total)) as here, greatest(0, least(own, total)) / total::double as share from spent
),
segments as (
  select customer_id, 'all' as segment_name, 'all' as segment_value from (select distinct customer_id from known)
  union all
  select e.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from (select distinct customer_id from known) e left join customers c using (customer_id)
),
counted as (
  select segment_name, segment_value, period_start, period_end, count(*) as n, count(*) filter (own > total) as more,
    sum(here) as here, sum(total) as total, avg(share) as mean, quantile_cont(share, 0.25) as low, median(share) as mid,
    quantile_cont(share, 0.75) as high, count(*) filter (share < 0.5) as below
  from judged join segments using (customer_id)
  group by all
)
select segment_name, segment_value, period_start, period_end, n as customers, more as customers_spending_more_here,
  cast(round(cast(here as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as net_revenue, cast(round(cast(total as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as total_spend, cast(round(cast((total - here) as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as spent_elsewhere,
  case when n >= minimum_group_size then here / total::double end as share_of_wallet,
  case when n >= minimum_group_size then mean end as average_customer_share,
  case when n >= minimum_group_size then low end as lower_quartile_share,
  case when n >= minimum_group_size then mid end as median_share,
  case when n >= minimum_group_size then high end as upper_quartile_share,
  below as customers_below_half,
  case when n >= minimum_group_size then below / n::double end as share_of_customers_below_half
from counted, settings
