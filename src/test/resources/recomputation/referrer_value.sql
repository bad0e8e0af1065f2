-- Referring customers with whom they brought: whose first order is not before the referral; and whom these brought in turn.
with recursive buyers as (
  select customer_id, first_order_date, net_units from customer_totals where segment_name = 'all'
),
judged as (
  select referrer_id, referred_id, coalesce(cast(timezone(time_zone, referred_at) as date) <= first_order_date, false) as brought, net_units
  from referrals cross join settings left join buyers on customer_id = referred_id
),
downstream as (
  select referrer_id, referred_id, net_units, 1 as generation from judged where brought
  union all
  select d.referrer_id, j.referred_id, j.net_units, generation + 1
  from downstream d join judged j on j.referrer_id = d.referred_id
  where j.brought and generation < 8
),
everybody_downstream as (
  select referrer_id as customer_id, count(*) as downstream, sum(net_units) as downstream_units
  from (select distinct referrer_id, referred_id, net_units from downstream where referred_id <> referrer_id)
  group by referrer_id
),
summed as (
  select referrer_id as customer_id, count(*) as referred, count(*) filter (brought) as brought,
    coalesce(sum(net_units) filter (brought), 0) as units
  from judged
  group by referrer_id
)
select customer_id, referred as referred_customers, brought as brought_customers,
  cast(round(cast(coalesce(net_units, 0) as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as own_net_revenue,
  cast(round(cast(units as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as brought_net_revenue,
  cast(round(cast((units + coalesce(net_units, 0)) as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as net_revenue_with_brought,
  coalesce(downstream, 0) as downstream_customers,
  cast(round(cast(coalesce(downstream_units, 0) as decimal(28,0)) * 0.0001, 2) as decimal(20,2)) as downstream_net_revenue,
  cast(round(cast((coalesce(downstream_units, 0) + coalesce(net_units, 0)) as decimal(28,0)) * 0.0001, 2) as decimal(20,2))
    as net_revenue_with_downstream
from summed left join buyers using (customer_id) left join everybody_downstream using (customer_id)
