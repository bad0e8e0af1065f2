-- Points of the window and of the one before it, and each customer's place by those of the window.
with weighed as (
  select customer_id, cast(timezone(time_zone, occurred_at) as date) as day, lower(trim(kind)) as kind,
    coalesce(engagement_weights[lower(trim(kind))], 1) as weight
  from engagements, settings
),
engaged as (
  select customer_id,
    coalesce(sum(weight) filter (day > as_of_date - engagement_window_days), 0) as points,
    coalesce(sum(weight) filter (day <= as_of_date - engagement_window_days and day > as_of_date - 2 * engagement_window_days), 0)
      as earlier,
    count(*) filter (day > as_of_date - engagement_window_days) as engagements,
    count(distinct kind) filter (day > as_of_date - engagement_window_days) as kinds,
    max(day) as last_day
  from weighed, settings
  where weight > 0
  group by customer_id
),
buyers as (select customer_id, last_order_date from customer_totals where segment_name = 'all' and last_order_date is not null),
everybody as (
  select customer_id, coalesce(points, 0) as points, coalesce(earlier, 0) as earlier, coalesce(engagements, 0) as engagements,
    coalesce(kinds, 0) as kinds, last_day, last_order_date
  from engaged full join buyers using (customer_id)
),
judged as (
  select e.*, s.*,
    case
      when points = 0 and earlier = 0 then 'none'
      when earlier = 0 then 'started'
      when points = 0 then 'stopped'
      when points < earlier and earlier - points >= engagement_wavering_drop * earlier then 'falling'
      when points > earlier and points - earlier >= engagement_wavering_drop * earlier then 'rising'
      else 'steady'
    end as movement,
    as_of_date - last_order_date >= churn_window_days as has_churned,
    -- Fewer points, and half of those who have as many, the customer among them.
    100 * (rank() over (order by points) - 1 + count(*) over (partition by points) / 2) / count(*) over () as place
  from everybody e cross join settings s
)
select customer_id, engagement_window_days, engagements, kinds as engagement_kinds, points::double as engagement_points,
  earlier::double as earlier_engagement_points, place as engagement_index, movement as engagement_movement,
  cast(as_of_date - last_day as integer) as days_since_last_engagement,
  cast(as_of_date - last_order_date as integer) as days_since_last_order, has_churned,
  coalesce(not has_churned, false) and movement in ('falling', 'stopped') as is_wavering
from judged
