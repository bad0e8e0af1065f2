-- The tier at the end of each period beside that at the end of the period before.
with granularities as (
  select distinct granularity,
    case granularity when 'day' then interval 1 day when 'week' then interval 7 day when 'month' then interval 1 month
      when 'quarter' then interval 3 month else interval 1 year end as length
  from published.retention_by_period
),
held as (
  select m.customer_id, programme, coalesce(tier, 'member') as tier, joined_at, cast(timezone(time_zone, joined_at) as date) as joined_on,
    coalesce(cast(timezone(time_zone, left_at) as date), date '9999-12-31') as left_on
  from memberships m, settings
),
periods as (
  select granularity, length, cast(unnest(generate_series(
    cast(date_trunc(granularity, (select min(joined_on) from held)) as timestamp), cast(as_of_date as timestamp), length)) as date)
      as starts_on
  from granularities, settings
),
ends as (
  select granularity, starts_on, cast(starts_on + length - interval 1 day as date) as ends_on,
    least(cast(starts_on + length - interval 1 day as date), as_of_date) as seen_on
  from periods, settings
),
tiers as (
  select customer_id, programme, granularity, starts_on, tier
  from held join ends on joined_on <= seen_on and left_on > seen_on
  qualify row_number() over (partition by customer_id, programme, granularity, starts_on order by joined_at desc, tier desc) = 1
),
members as (select distinct customer_id, programme from held),
ways as (
  select m.customer_id, m.programme, e.granularity, e.starts_on, e.ends_on, coalesce(b.tier, 'none') as from_tier,
    coalesce(t.tier, 'none') as to_tier
  from members m cross join ends e join granularities g using (granularity)
    left join tiers t on t.customer_id = m.customer_id and t.programme = m.programme and t.granularity = e.granularity
      and t.starts_on = e.starts_on
    left join tiers b on b.customer_id = m.customer_id and b.programme = m.programme and b.granularity = e.granularity
      and b.starts_on = cast(e.starts_on - g.length as date)
  where t.tier is not null or b.tier is not null
),
segments as (
  select customer_id, 'all' as segment_name, 'all' as segment_value from (select distinct customer_id from members)
  union all
  select e.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from (select distinct customer_id from members) e left join customers c using (customer_id)
),
counted as (
  select segment_name, segment_value, programme, granularity, starts_on, ends_on, from_tier, to_tier, count(*) as n
  from ways join segments using (customer_id)
  group by all
),
shared as (
  select *, case when from_tier <> 'none' then sum(n) over (partition by segment_name, segment_value, programme, granularity, starts_on,
    from_tier) end as all_n
  from counted
)
select segment_name, segment_value, programme, granularity, starts_on as period_start, ends_on as period_end,
  ends_on <= as_of_date as is_complete, from_tier, to_tier, n as customers, all_n as customers_of_from_tier,
  case when all_n >= minimum_group_size then n / all_n::double end as share_of_from_tier
from shared, settings
