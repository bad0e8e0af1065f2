-- Who ordered again within the activity window after the first complaint or return, beside customers who had neither.
with buyers as (
  select customer_id, first_order_date from customer_totals where segment_name = 'all' and first_order_date is not null
),
happened as (
  select customer_id, 'complaint' as incident, contacted_at as moment, contact_id as id, resolved_at,
    coalesce(handled_well, satisfaction >= 4) as is_well
  from contacts where kind = 'complaint'
  union all select customer_id, 'return', returned_at, return_id, resolved_at, handled_well from returns
),
judged as (
  select customer_id, unnest([incident, 'complaint_or_return']) as incident, moment, id, cast(moment as date) as day, first_order_date,
    case when cast(resolved_at as date) > as_of_date or is_well is null then 'unknown' when is_well then 'well' else 'badly' end
      as handling
  from happened join buyers using (customer_id), settings
  where cast(moment as date) >= first_order_date
),
incidents as (
  select * from judged qualify row_number() over (partition by customer_id, incident order by moment, id, handling) = 1
),
days as (select customer_id, order_date, orders, net_units from purchase_days where segment_name = 'all'),
starts as (
  select i.customer_id, incident, handling, day, first_order_date from incidents i
  union all
  select d.customer_id, 'none', 'none', d.order_date, b.first_order_date
  from days d join buyers b using (customer_id)
  where d.orders > 0 and d.customer_id not in (select customer_id from incidents)
),
outcomes as (
  select s.*, case when day - first_order_date < 90 then 0 when day - first_order_date < 365 then 1 else 2 end as tenure,
    (select sum(net_units) from days d where d.customer_id = s.customer_id and d.order_date <= s.day) as so_far,
    exists (select 1 from days d where d.customer_id = s.customer_id and d.orders > 0 and d.order_date > s.day
      and d.order_date <= s.day + activity_window_days) as is_back
  from starts s, settings where day <= as_of_date - activity_window_days
),
banded as (select *, band_from(so_far) as revenue from outcomes),
slices as (
  select distinct segment_name, segment_value, customer_id from customer_totals
  where segment_name in (select segment_name from customer_totals group by segment_name
    having count(*) = count(distinct customer_id))
),
peers as (
  select segment_name, segment_value, tenure, revenue, avg(share) as rate
  from (select customer_id, tenure, revenue, avg(is_back::integer) as share from banded where incident = 'none' group by all)
    join slices using (customer_id)
  group by all
),
handled as (
  select segment_name, segment_value, incident, handling, count(*) as customers, count(*) filter (where is_back) as again,
    count(*)::double as number_of, count(*) filter (where is_back) as comebacks,
    count(rate) as compared, count(*) filter (where is_back and rate is not null) as compared_again, sum(rate) as expected
  from banded join slices using (customer_id) left join peers using (segment_name, segment_value, tenure, revenue)
  where incident <> 'none' group by all
),
incident_free as (
  select segment_name, segment_value, 'none' as incident, 'none' as handling, count(*) as customers, null::bigint as again,
    count(*)::double as number_of, sum(share) as comebacks, null::bigint as compared, null::bigint as compared_again,
    null::double as expected
  from (select customer_id, avg(is_back::integer) as share from banded where incident = 'none' group by all)
    join slices using (customer_id)
  group by all
)
select segment_name, segment_value, incident, handling, activity_window_days as window_days, customers,
  again as customers_ordering_again,
  case when customers >= g then comebacks / number_of end as ordering_again_rate,
  case when customers >= g then wilson_low(comebacks, number_of) end as ordering_again_rate_low,
  case when customers >= g then wilson_high(comebacks, number_of) end as ordering_again_rate_high,
  compared as compared_customers,
  case when compared >= g then compared_again / compared end as compared_ordering_again_rate,
  case when compared >= g then expected / compared end as comparison_rate,
  case when compared >= g then (compared_again - expected) / compared end as rate_difference,
  case when handling = 'well' then 0.85::double end as claimed_rate_low, case when handling = 'well' then 0.93::double end as claimed_rate_high
from (from handled union all by name from incident_free), settings, (select minimum_group_size as g from settings)
