-- How each customer's first order went, and whether another purchase day followed.
with firsts as (
  select * from orders qualify row_number() over (partition by customer_id order by ordered_at, order_id nulls first) = 1
),
seconds as (
  select f.*, f.order_date as first_day, (select min(d.order_date) from purchase_days d
    where d.segment_name = 'all' and d.orders > 0 and d.customer_id = f.customer_id and d.order_date > f.order_date) as second_day
  from firsts f
),
events as (
  select customer_id, order_id, cast(returned_at as date) as day, 'return' as kind from returns
  union all select customer_id, order_id, cast(contacted_at as date), kind from contacts
),
belonging as (
  select s.customer_id, bool_or(kind = 'return') as has_return, bool_or(kind = 'complaint') as has_complaint,
    bool_or(kind <> 'return') as has_contact
  from seconds s join events e using (customer_id)
  where coalesce(e.order_id = s.order_id, false)
    or ((e.order_id is null or s.order_id is null) and e.day between s.first_day and s.first_day + 30
      and (s.second_day is null or e.day < s.second_day))
  group by s.customer_id
),
went as (
  select s.customer_id, first_day, second_day,
    case when cast(delivered_at as date) <= cast(promised_at as date) then 'on_time'
      when cast(delivered_at as date) > cast(promised_at as date) then 'late'
      when cast(promised_at as date) < as_of_date then 'not_delivered' else 'unknown' end as delivery,
    case when returned_units > 0 or has_return then 'yes' else 'no' end as returned,
    case when has_complaint then 'complaint' when has_contact then 'other_contact' else 'none' end as contact,
    case when discount_units <= 0 then 'none' when discount_units / gross_units <= 0.1 then 'up_to_10_percent'
      when discount_units / gross_units <= 0.25 then 'over_10_up_to_25_percent' else 'over_25_percent' end as discount,
    coalesce(channel, 'unknown') as channel, 'all' as "all"
  from seconds s left join belonging using (customer_id), settings
),
slices as (
  select distinct segment_name, segment_value, customer_id from customer_totals
  where segment_name in (select segment_name from customer_totals group by segment_name
    having count(*) = count(distinct customer_id))
),
long as (
  unpivot went on "all", delivery, returned, contact, discount, channel into name experience value experience_value
),
counted as (
  select segment_name, segment_value, experience, experience_value, count(*) as customers,
    count(*) filter (where first_day <= as_of_date - 90) as customers_observed_90_days,
    count(*) filter (where first_day <= as_of_date - 90 and second_day <= first_day + 90) as came_back_within_90_days,
    count(*) filter (where first_day <= as_of_date - 365) as customers_observed_365_days,
    count(*) filter (where first_day <= as_of_date - 365 and second_day <= first_day + 365) as came_back_within_365_days,
    median(second_day - first_day) filter (where first_day <= as_of_date - 365 and second_day <= first_day + 365) as days
  from long join slices using (customer_id), settings group by all
)
select c.*,
  case when customers_observed_90_days >= g then came_back_within_90_days / nullif(customers_observed_90_days, 0) end
    as second_order_rate_90_days,
  case when customers_observed_90_days >= g then wilson_low(came_back_within_90_days, customers_observed_90_days) end
    as second_order_rate_90_days_low,
  case when customers_observed_90_days >= g then wilson_high(came_back_within_90_days, customers_observed_90_days) end
    as second_order_rate_90_days_high,
  case when customers_observed_365_days >= g then came_back_within_365_days / nullif(customers_observed_365_days, 0) end
    as second_order_rate_365_days,
  case when customers_observed_365_days >= g then wilson_low(came_back_within_365_days, customers_observed_365_days) end
    as second_order_rate_365_days_low,
  case when customers_observed_365_days >= g then wilson_high(came_back_within_365_days, customers_observed_365_days) end
    as second_order_rate_365_days_high,
  case when came_back_within_365_days >= g then cast(days as double) end as median_days_to_second_order
from counted c, (select minimum_group_size as g from settings)
