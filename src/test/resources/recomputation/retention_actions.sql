-- The first reason that applies to each customer, and what hangs on it; the cost of an action is the default, no budget is set.
with company as (
  select count(*) filter (where cost_units is null) = 0 and sum(net_units) > 0 as is_margin,
    case when count(*) filter (where cost_units is null) = 0 and sum(net_units) > 0
      then (sum(net_units) - sum(cost_units)) / sum(net_units) else 1 end as share,
    count(*) filter (where occasions > 1) / count(*) as second_share
  from customer_totals
  where segment_name = 'all' and orders > 0
),
-- What was handled badly, or is neither judged nor settled where its input settles anything.
grievances as (
  select customer_id, contacted_at as happened_at, contact_id as id, 'complaint' as name, resolved_at,
    coalesce(handled_well, satisfaction >= 4) as judged, (select count(resolved_at) > 0 from contacts where kind = 'complaint') as settles
  from contacts
  where kind = 'complaint'
  union all
  select customer_id, returned_at, return_id, 'return', resolved_at, handled_well, (select count(resolved_at) > 0 from returns)
  from returns
),
stated as (
  select *, cast(timezone(time_zone, happened_at) as date) as day, coalesce(cast(timezone(time_zone, resolved_at) as date) > as_of_date, false)
      as is_later,
    coalesce(cast(timezone(time_zone, resolved_at) as date) <= as_of_date, false) as is_settled
  from grievances, settings
),
open_grievances as (
  select customer_id, arg_max(format('{} of {} {}', name, day::varchar,
      case when not is_later and not judged then 'was handled badly' else 'is not settled' end), (happened_at, id, name)) as grievance
  from stated
  where day > as_of_date - recover_within_days
    and (not is_later and judged = false or (is_later or judged is null) and not is_settled and settles)
  group by customer_id
),
amounts as (
  select customer_id, sum(net_units) filter (where order_date = first_order_date) as first_units,
    coalesce(sum(net_units) filter (where order_date > as_of_date - 365), 0) as units, sum(net_units) as units_to_date
  from purchase_days, settings
  where segment_name = 'all' and first_order_date is not null
  group by customer_id
),
-- What the last year cost, order by order and event by event: nothing of it is known where one order's cost is not.
events as (
  select customer_id, order_date as day, cost_units as goods, 0 as returned, 0 as contacted,
    coalesce(cast(round(handling_minutes * handling_cost_per_hour * 10000 / 60) as bigint), 0) as handled, coalesce(deviation_units, 0) as deviated,
    1 as number
  from orders, settings
  union all select customer_id, cast(returned_at as date), 0, cast(coalesce(cost, 0) * 10000 as bigint), 0, 0, 0, 0 from returns
  union all select customer_id, cast(contacted_at as date), 0, 0, cast(coalesce(cost, 0) * 10000 as bigint), 0, 0, 0 from contacts
),
costs as (
  select *, goods + returned + contacted + handled + deviated as costs, list_max([returned, contacted, handled, deviated]) as largest
  from (select customer_id, span, case when count(goods) = count(*) then sum(goods) end as goods, sum(returned) as returned,
      sum(contacted) as contacted, sum(handled) as handled, sum(deviated) as deviated
    from events, settings, (values ('year'), ('ever')) spans(span)
    where span = 'ever' or day > as_of_date - 365
    group by customer_id, span having sum(number) > 0)
),
accounts as (
  select customer_id, span, costs, net,
    case when net <= 0 then 'no revenue is left' when goods >= net then format('the orders alone cost {}', money(goods)::varchar)
      else format('the largest item after the orders is {} with {}', case largest when returned then 'returns' when contacted then 'contacts'
        when handled then 'handling' else 'deviations' end, money(largest)::varchar) end as driver
  from (select costs.*, case span when 'year' then units else units_to_date end as net from costs join amounts using (customer_id))
),
reasons as (
  select c.*, a.*, o.costs, o.driver, d.costs as costs_to_date, d.driver as driver_to_date, share, is_margin, second_share, p.rfm_segment, w.expected_recovered_value, w.value_before_leaving,
    w.chance_of_return, grievance,
    case
      when c.churn_status = 'churned' then 'win_back'
      when grievance is not null then 'recover'
      when o.costs > units then 'reduce_cost_to_serve'
      when p.purchase_occasions = 1 then 'second_order'
      when c.churn_status = 'at_risk' then 're_engage'
      when p.rfm_segment in ('champions', 'loyal') then 'thank'
      else 'leave_alone'
    end as reason
  from published.customer_churn c join amounts a using (customer_id)
    join published.purchase_summary p on p.customer_id = c.customer_id
    left join published.win_back_candidates w on w.customer_id = c.customer_id
    left join accounts o on o.customer_id = c.customer_id and o.span = 'year'
    left join accounts d on d.customer_id = c.customer_id and d.span = 'ever'
    left join open_grievances g on g.customer_id = c.customer_id, company
),
stakes as (
  select *,
    coalesce(case
      when reason = 'win_back' and costs_to_date > units_to_date then 0
      when reason = 'win_back' then expected_recovered_value
      when reason = 'reduce_cost_to_serve' then cast(round((costs - units)::double / 10000, 2) as decimal(20,2))
      when reason = 'second_order' then
        cast(round(greatest(first_units, 0)::double / 10000 * share * second_share, 2) as decimal(20,2))
      when reason in ('recover', 're_engage', 'thank') then cast(round(greatest(units, 0)::double / 10000 * share, 2) as decimal(20,2))
    end, 0::decimal(20,2)) as stake,
    cast(round(units / 10000::decimal(38,4), 2) as decimal(20,2)) as year_money,
    coalesce(costs_to_date > units_to_date, false) as cost_more_than_brought,
    case days_since_last_order when 0 then 'on the as-of date' when 1 then '1 day ago' else format('{} days ago', days_since_last_order) end as ago
  from reasons
),
worded as (
  select *, stake > 1 as is_worth_it,
    case
      when reason = 'win_back' then format('Silent for {} days, past the churn window of {}; ', days_since_last_order, churn_window_days)
        || case when cost_more_than_brought then '' else format('worth {} in the year before leaving; ', value_before_leaving::varchar) end
        || case when chance_of_return is null then 'too few comparable silences to learn a chance from'
          else format('{:.1f} % of comparable silences ended within a year', 100 * chance_of_return) end
        || coalesce('; a ' || grievance, '')
        || case when cost_more_than_brought then format('; brought {} and cost {} to date; {}', money(units_to_date)::varchar,
          money(costs_to_date)::varchar, driver_to_date) else '' end
      when reason = 'recover' then format('A {}; brought {} in the last 365 days', grievance, year_money::varchar)
      when reason = 'reduce_cost_to_serve' then format('The last 365 days brought {} and cost {}; ', year_money::varchar, money(costs)::varchar)
        || driver
      when reason = 'second_order' then format('Bought on one day only, {}; {:.1f} % of all customers bought on a second day', ago,
          100 * second_share)
      when reason = 're_engage' then format('At risk: silent for {} days', days_since_last_order)
        || coalesce(format('; where {:.1f} days between orders are usual', typical_gap_days), '')
        || coalesce(format('; not gone for good with a probability of {:.1f} %', 100 * probability_alive), '')
        || format('; brought {} in the last 365 days', year_money::varchar)
      when reason = 'thank' then format('Among the {}; ordered {}; brought {} in the last 365 days', rfm_segment, ago, year_money::varchar)
      else format('Neither churned nor at risk, and not among the best customers; ordered {}', ago)
    end || '.' as why
  from stakes
),
acted as (
  select *, case when is_worth_it then reason else 'leave_alone' end as action,
    case when is_worth_it then stake else 0 end as value_at_stake
  from worded
)
select customer_id, action, churn_status, cast(value_at_stake as decimal(20,2)) as value_at_stake,
  case when is_margin then 'margin' else 'revenue' end as value_basis,
  why || case when reason <> 'leave_alone' and not is_worth_it
    then format(' {} at stake is no more than an action costs.', stake::varchar) else '' end as evidence,
  cast(1 as decimal(18,4)) as cost_per_action,
  case when action <> 'leave_alone' then rank() over (order by value_at_stake desc) end as priority_rank,
  action <> 'leave_alone' as is_within_budget
from acted
