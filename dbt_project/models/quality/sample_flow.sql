-- Every exclusion of the panel in order, with the interviews and persons left after it, then the same for incidents, and
-- what is kept although something about it is not known.
with contacts as (
    select
        idper,
        -- the first rule that leaves a record out
        case
            when is_national_only then 1
            when not is_interviewed then 2
            when age_years < 12 or age_years is null then 3
            when interview_month is null then 4
            when county_fips is null then 5
            else 6
        end as left_out_by
    from {{ ref('int_contacts') }}
),

interviews as (
    select * from {{ ref('int_interviews') }}
),

placed_incidents as (
    select
        incidents.idper,
        case
            when incidents.is_national_only then 1
            when incidents.set_aside_reason is not null then 2
            when not incidents.is_inside_country then 3
            when not coalesce(incidents.crime_code between 1 and 20, false) then 4
            when interviews.idper is null then 5
            else 6
        end as left_out_by,
        incidents.occurred_month is null as is_undated,
        incidents.occurred_month < interviews.reference_start_month
        or incidents.occurred_month > interviews.reference_end_month as is_outside_period
    from {{ ref('int_incidents') }} as incidents
    left join interviews on incidents.yearq = interviews.yearq and incidents.idper = interviews.idper
),

violent_incidents as (
    select * from placed_incidents
    where left_out_by = 6
),

steps as (
    {{ flow_steps('interviews', 'ncvs_person', 'contacts', [
        'years without area records: national rates only, no county can be joined',
        'noninterviews (V3011 not 1 to 4)',
        'under 12, or age not stated (V3014)',
        'month of the interview not stated (V3025, V3027)',
        'no area record: county and tract not known',
    ], 'person-interviews of the panel') }}
    union all
    {{ flow_remark('interviews', 9, 'Hispanic origin not stated: grouped by race', 'interviews', 'is_hispanic_origin_missing') }}
    union all
    {{ flow_remark(
        'interviews', 10, 'race not stated and not Latino: among the others', 'interviews',
        "population_group = 'other' and not is_race_stated"
    ) }}
    union all
    {{ flow_remark(
        'interviews', 11, 'household income not stated: imputed ' ~ var('income_draws') ~ ' times', 'interviews', 'is_income_missing'
    ) }}
    union all
    {{ flow_steps('incidents', 'ncvs_incident', 'placed_incidents', [
        'years without area records: national rates only',
        'no person record has the YEARQ and IDPER',
        'happened outside the United States (V4022 = 1)',
        'not violent (V4529 not 1 to 20)',
        'of a person-interview that is not in the panel',
    ], 'violent incidents of the panel') }}
    union all
    {{ flow_remark(
        'incidents', 9, 'month not known: counted in the six months, in none of the months', 'violent_incidents', 'is_undated'
    ) }}
    union all
    {{ flow_remark(
        'incidents', 10, 'month outside the reference period: counted in the six months, in none of the months',
        'violent_incidents', 'not is_undated and is_outside_period'
    ) }}
)

select
    flow,
    cast(step as integer) as step,
    kind,
    rule,
    cast(coalesce(n_records, 0) as bigint) as n_records,
    cast(coalesce(n_records_left, 0) as bigint) as n_records_left,
    cast(n_persons_left as bigint) as n_persons_left
from steps
