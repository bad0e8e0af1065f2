-- What customers did after their first answer of a kind; the year before it tells how far they differed already.
with answers as (
  select s.customer_id, instrument, score, answered_at, cast(timezone(time_zone, answered_at) as date) as day
  from surveys s, settings
  where score is not null and cast(timezone(time_zone, answered_at) as date) <= as_of_date
),
firsts as (
  select customer_id, instrument, day, score
  from answers
  qualify row_number() over (partition by customer_id, instrument order by answered_at, score) = 1
),
days as (
  select customer_id, order_date, orders, net_units from purchase_days where segment_name = 'all'
),
lengths as (select unnest([90, 365]) as follow_up_days),
followed as (
  select f.customer_id, f.instrument, f.score, follow_up_days,
    coalesce(sum(orders) filter (order_date > day and order_date <= day + follow_up_days), 0) as orders_after,
    coalesce(sum(net_units) filter (order_date > day and order_date <= day + follow_up_days), 0) as units_after,
    coalesce(sum(net_units) filter (order_date > day - 365 and order_date <= day), 0) as units_before
  from firsts f cross join lengths cross join settings left join days d using (customer_id)
  where day + follow_up_days <= as_of_date
  group by all
),
segments as (
  select customer_id, 'all' as segment_name, 'all' as segment_value from (select distinct customer_id from firsts)
  union all
  select e.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from (select distinct customer_id from firsts) e left join customers c using (customer_id)
),
counted as (
  select segment_name, segment_value, instrument,
    case
      when instrument = 'nps' then case when score >= 9 then 'promoter' when score >= 7 then 'passive' else 'detractor' end
      when instrument = 'csat' then case when score >= 4 then 'favourable' when score = 3 then 'neutral' else 'unfavourable' end
      else case when score >= 5 then 'favourable' when score = 4 then 'neutral' else 'unfavourable' end
    end as answer_group,
    follow_up_days, count(*) as n, count(*) filter (orders_after > 0) as k, sum(units_after) as units, sum(units_before) as earlier
  from followed join segments using (customer_id)
  group by all
)
select segment_name, segment_value, instrument, answer_group, follow_up_days, n as customers, k as customers_ordering_again,
  case when n >= minimum_group_size then k / n::double end as retention_rate,
  case when n >= minimum_group_size then case when k = 0 then 0.0 else (k / n::double + 1.959964 ^ 2 / (2 * n) - 1.959964 * sqrt(k / n::double * (1 - k / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as retention_rate_low,
  case when n >= minimum_group_size then case when k = n then 1.0 else (k / n::double + 1.959964 ^ 2 / (2 * n) + 1.959964 * sqrt(k / n::double * (1 - k / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as retention_rate_high,
  cast(round(cast(units as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as net_revenue,
  case when n >= minimum_group_size then mean_money(units, n) end as revenue_per_customer,
  case when n >= minimum_group_size then mean_money(earlier, n) end as earlier_revenue_per_customer
from counted, settings
