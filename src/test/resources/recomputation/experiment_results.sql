-- Arms against their control in everybody and in each country, from the assigned customers one by one; rates agree to 1e-9, or to 1e-9 of themselves above 1.
with assigned as (
  select experiment, variant, customer_id, converted, outcome_amount, cast(timezone(time_zone, assigned_at) as date) as day
  from experiments, settings
),
followed as (
  select a.experiment, a.variant, a.customer_id, a.converted, a.outcome_amount,
    day + experiment_outcome_days <= as_of_date as is_over,
    coalesce(sum(orders) filter (order_date > day and order_date <= day + experiment_outcome_days), 0) > 0 as ordered,
    coalesce(sum(net_units) filter (order_date > day and order_date <= day + experiment_outcome_days), 0) / 10000::double as revenue,
    coalesce(sum(net_units) filter (order_date < day and order_date >= day - experiment_pre_period_days), 0) / 10000::double as earlier
  from assigned a cross join settings
    left join purchase_days d on d.customer_id = a.customer_id and d.segment_name = 'all'
  group by a.experiment, a.variant, a.customer_id, a.converted, a.outcome_amount, day, experiment_outcome_days, as_of_date
),
segments as (
  select distinct customer_id, 'all' as segment_name, 'all' as segment_value from assigned
  union all
  select distinct a.customer_id, 'country', coalesce(c.attribute_country, 'unknown')
  from assigned a left join customers c using (customer_id)
),
trials as (
  select segment_name, segment_value, experiment, min(day) as first_assigned_on, max(day) as last_assigned_on,
    min(case when lower(trim(variant)) = experiment_control then variant end) as control
  from assigned join segments using (customer_id), settings
  group by all
),
measured as (
  select customer_id, experiment, variant, 'ordered' as outcome, true as is_share, case when is_over then ordered::integer::double end as value, earlier
  from followed
  union all
  select customer_id, experiment, variant, 'net_revenue', false, case when is_over then revenue end, earlier from followed
  union all
  select customer_id, experiment, variant, 'converted', true, converted::integer::double, earlier from followed
  union all
  select customer_id, experiment, variant, 'outcome_amount', false, outcome_amount::double, earlier from followed
),
arms as (
  select segment_name, segment_value, experiment, variant, outcome, is_share, count(*) as assigned, count(value)::double as n, avg(value) as mean,
    var_samp(value) as variance, (count(value) - 1) * var_samp(earlier) filter (value is not null) as earlier_squares,
    (count(value) - 1) * covar_samp(value, earlier) as products, avg(earlier) filter (value is not null) as earlier_mean
  from measured join segments using (customer_id)
  group by segment_name, segment_value, experiment, variant, outcome, is_share
  qualify outcome in ('ordered', 'net_revenue')
    or sum(count(value)) over (partition by segment_name, segment_value, experiment, outcome) > 0
),
pairs as (
  select v.segment_name, v.segment_value, v.experiment, v.variant, v.outcome, v.is_share, t.control, v.assigned, coalesce(c.assigned, 0) as controls,
    v.n as m, coalesce(c.n, 0) as n, v.mean as q, c.mean as p, v.variance as w, c.variance as v,
    (v.products + c.products) / nullif(v.earlier_squares + c.earlier_squares, 0) as theta,
    v.earlier_squares as es, c.earlier_squares as cs, v.products as ep, c.products as cp, v.earlier_mean - c.earlier_mean as earlier_apart,
    coalesce(c.n >= minimum_group_size and v.n >= minimum_group_size, false) as is_shown
  from arms v join trials t using (segment_name, segment_value, experiment) cross join settings
    left join arms c on c.segment_name = v.segment_name and c.segment_value = v.segment_value and c.experiment = v.experiment and c.outcome = v.outcome and c.variant = t.control
  where v.variant is distinct from t.control
),
judged as (
  select *, (p * n + q * m) / (n + m) as pooled,
    case when is_share then p * (1 - p) / n else v / n end as variance_of_control,
    case when is_share then q * (1 - q) / m else w / m end as variance_of_variant,
    case
      when control is null then 'no_control'
      when not is_shown or not is_share and least(n, m) < 2 then 'too_few'
      when is_share and (p * n + q * m) in (0, n + m) or not is_share and v + w = 0 then 'no_variation'
      else 'compared'
    end as verdict,
    (v * (n - 1) - 2 * theta * cp + theta ** 2 * cs) * (n + m - 2) / (n + m - 3) / (n - 1) / n as adjusted_control_variance,
    (w * (m - 1) - 2 * theta * ep + theta ** 2 * es) * (n + m - 2) / (n + m - 3) / (m - 1) / m as adjusted_variant_variance
  from pairs
),
errors as (
  select *, case when verdict = 'compared' then sqrt(variance_of_control + variance_of_variant) end as error,
    case when verdict = 'compared' and not is_share then (variance_of_control + variance_of_variant) ** 2
      / (variance_of_control ** 2 / (n - 1) + variance_of_variant ** 2 / (m - 1)) end as degrees,
    not is_share and verdict in ('compared', 'no_variation') and experiment_pre_period_days > 0 and n + m >= 4 and theta is not null
      as is_adjusted,
    sqrt(adjusted_control_variance + adjusted_variant_variance) as adjusted_error,
    (adjusted_control_variance + adjusted_variant_variance) ** 2
      / (adjusted_control_variance ** 2 / (n - 1) + adjusted_variant_variance ** 2 / (m - 1)) as adjusted_degrees
  from judged, settings
),
tested as (
  select *,
    case when is_share then 1.959963984540054 else student_reach(degrees) end as reach,
    case when is_share then (q - p) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)) else (q - p) / error end as statistic
  from (select * replace (case when verdict = 'compared' then pooled end as pooled) from errors)
),
valued as (
  select *,
    case when is_share then normal_beyond(statistic) else 1 - student_within(abs(statistic), degrees) end as p_value,
    p - score_low(p, n) as below_p, score_high(p, n) - p as above_p, q - score_low(q, m) as below_q, score_high(q, m) - q as above_q
  from tested
),
corrected as (
  select segment_name, segment_value, experiment, outcome, variant, p_value, row_number() over turn as place,
    count(*) over (partition by segment_name, segment_value, experiment) as tests
  from valued
  where p_value is not null
  window turn as (partition by segment_name, segment_value, experiment order by p_value)
),
adjusted as (
  select segment_name, segment_value, experiment, outcome, variant,
    least(1, max((tests - place + 1) * p_value) over (partition by segment_name, segment_value, experiment order by place)) as holm,
    least(1, min(tests / place * p_value) over (partition by segment_name, segment_value, experiment order by place desc))
      as false_discovery
  from corrected
),
sizes as (
  select segment_name, segment_value, experiment, count(*) as arms, min(expected) as fewest, sum((assigned - expected) ** 2 / expected) as chi_square
  from (
    select segment_name, segment_value, experiment, assigned, sum(assigned) over trial * planned / sum(planned) over trial as expected
    from (select *, coalesce(experiment_planned_sizes[lower(trim(variant))], 1) as planned from arms, settings where outcome = 'ordered')
    window trial as (partition by segment_name, segment_value, experiment)
  )
  group by all
),
ratios as (
  select segment_name, segment_value, experiment, arms, fewest, case when arms > 1 and fewest >= 5 then chi_square_above(chi_square, arms - 1) end as sample_ratio_p
  from sizes
)
select segment_name, segment_value, experiment, outcome, variant, t.control, experiment_outcome_days as outcome_days, first_assigned_on, last_assigned_on,
  assigned as assigned_customers, controls as assigned_to_control, m::bigint as compared_customers, n::bigint as compared_controls, verdict,
  case when is_shown then q end as variant_value, case when is_shown then p end as control_value,
  case when is_shown then q - p end as difference, error as standard_error,
  case when not is_shown then null when is_share then greatest(-1, q - p - sqrt(below_q ** 2 + above_p ** 2)) else q - p - reach * error end
    as difference_low,
  case when not is_shown then null when is_share then least(1, q - p + sqrt(above_q ** 2 + below_p ** 2)) else q - p + reach * error end
    as difference_high,
  statistic, degrees as degrees_of_freedom, p_value, holm as p_value_holm, false_discovery as p_value_benjamini_hochberg,
  case when is_shown and p > 0 then q / p - 1 end as relative_lift,
  case when lift = 'estimated' then q / p - 1 - reach * lift_error end as relative_lift_low,
  case when lift = 'estimated' then q / p - 1 + reach * lift_error end as relative_lift_high,
  lift as relative_lift_verdict,
  case when not is_shown then null when is_share then detectable_rise(p, n, m)
    when verdict = 'compared' then detectable_shift(reach, degrees) * error end as detectable_difference,
  case when is_adjusted and error > 0 then 1 - (adjusted_error / error) ** 2 end as variance_removed,
  case when is_adjusted then q - p - theta * earlier_apart end as adjusted_difference,
  case when is_adjusted and adjusted_error > 0 then adjusted_error end as adjusted_standard_error,
  case when is_adjusted and adjusted_error > 0 then q - p - theta * earlier_apart - student_reach(adjusted_degrees) * adjusted_error end
    as adjusted_difference_low,
  case when is_adjusted and adjusted_error > 0 then q - p - theta * earlier_apart + student_reach(adjusted_degrees) * adjusted_error end
    as adjusted_difference_high,
  case when is_adjusted and adjusted_error > 0
    then 1 - student_within(abs(q - p - theta * earlier_apart) / adjusted_error, adjusted_degrees) end as adjusted_p_value,
  sample_ratio_p as sample_ratio_p_value,
  case when arms < 2 then null when fewest < 5 then 'too_few' when sample_ratio_p < 0.001 then 'mismatch' else 'as_planned' end
    as sample_ratio_verdict
from (
    select *, sqrt(variance_of_variant / p ** 2 + q ** 2 * variance_of_control / p ** 4) as lift_error,
      case
        when not is_shown then null
        when p <= 0 then 'no_baseline'
        when verdict = 'no_variation' then 'no_variation'
        when p <= reach * sqrt(variance_of_control) then 'uncertain_baseline'
        when variance_of_control + variance_of_variant = 0 then 'no_variation'
        else 'estimated'
      end as lift
    from valued
  ) t
  join trials using (segment_name, segment_value, experiment) join ratios using (segment_name, segment_value, experiment)
  left join adjusted using (segment_name, segment_value, experiment, outcome, variant)
