-- What was answered and when: sending and answering of a question lie in periods of their own.
with questions as (
  select s.customer_id, instrument, stage, score, cast(timezone(time_zone, sent_at) as date) as sent_on,
    case when score is not null and cast(timezone(time_zone, answered_at) as date) <= as_of_date
      then cast(timezone(time_zone, answered_at) as date) end as answered_on
  from surveys s, settings
),
stages as (
  select *, 'all' as at_stage from questions
  union all
  select *, stage from questions where stage is not null and stage <> 'all'
),
everybody as (select distinct customer_id from questions),
segments as (
  select customer_id, 'all' as segment_name, 'all' as segment_value from everybody
  union all
  select e.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from everybody e left join customers c using (customer_id)
),
granularities as (
  select distinct granularity from published.retention_by_period
  union all
  select 'all'
),
events as (
  select *, sent_on as day, false as is_answer from stages where sent_on is not null
  union all
  select *, answered_on, true from stages where answered_on is not null
),
placed as (
  select e.*, segment_name, segment_value, granularity,
    case granularity when 'all' then date '1970-01-01' else cast(date_trunc(granularity, day) as date) end as starts_on
  from events e join segments using (customer_id) cross join granularities
),
counted as (
  select segment_name, segment_value, instrument, at_stage as stage, granularity, starts_on, min(day) as first_day,
    count(*) filter (not is_answer) as sent,
    count(*) filter (not is_answer and answered_on is not null) as answered,
    count(distinct customer_id) filter (not is_answer) as asked,
    count(*) filter (is_answer) as n,
    count(distinct customer_id) filter (is_answer) as people,
    count(*) filter (is_answer and score >= case instrument when 'nps' then 9 when 'csat' then 4 else 5 end) as best,
    count(*) filter (is_answer and score <= case instrument when 'nps' then 6 when 'csat' then 2 else 3 end) as worst,
    avg(score) filter (is_answer) as mean, stddev_samp(score) filter (is_answer) as deviation
  from placed
  group by all
),
scored as (
  select *, people >= minimum_group_size as told,
    100 * (best - worst) / n::double as nps,
    100 * sqrt(greatest(0, (best + worst) / n::double - ((best - worst) / n::double) ^ 2) / n) as nps_error
  from counted, settings
)
select segment_name, segment_value, instrument, stage, granularity,
  case granularity when 'all' then first_day else starts_on end as period_start,
  case granularity when 'all' then as_of_date
    else cast(starts_on + case granularity when 'month' then interval 1 month when 'quarter' then interval 3 month
      when 'week' then interval 7 day when 'day' then interval 1 day else interval 1 year end - interval 1 day as date)
    end as period_end,
  period_end <= as_of_date as is_complete,
  sent as questions_sent, answered as questions_answered, asked as customers_asked,
  case when asked >= minimum_group_size then answered / nullif(sent, 0)::double end as response_rate,
  n as answers, people as customers, best as favourable_answers, n - best - worst as neutral_answers,
  worst as unfavourable_answers,
  case when told then best / n::double end as favourable_share,
  case when told then case when best = 0 then 0.0 else (best / n::double + 1.959964 ^ 2 / (2 * n) - 1.959964 * sqrt(best / n::double * (1 - best / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as favourable_share_low,
  case when told then case when best = n then 1.0 else (best / n::double + 1.959964 ^ 2 / (2 * n) + 1.959964 * sqrt(best / n::double * (1 - best / n::double) / n
      + 1.959964 ^ 2 / (4.0 * n * n))) / (1 + 1.959964 ^ 2 / n) end end as favourable_share_high,
  case when told and instrument = 'nps' then nps end as net_promoter_score,
  case when told and instrument = 'nps' then nps_error end as net_promoter_score_standard_error,
  case when told and instrument = 'nps' then greatest(-100, nps - 1.959964 * nps_error) end as net_promoter_score_low,
  case when told and instrument = 'nps' then least(100, nps + 1.959964 * nps_error) end as net_promoter_score_high,
  case when told then mean end as mean_score,
  case when told then deviation / sqrt(n) end as mean_score_standard_error
from scored
