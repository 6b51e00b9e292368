-- Secure Communities by county, as known on each day on which knowledge changed: on with the county's activation, off and on
-- again with the national programme. A county without a month was activated some day before the whole country had been:
-- unknown, never "not".
with counties as (
    select * from {{ ref('int_secure_communities_counties') }}
    where set_aside_reason is null
),

regimes as (
    select
        *,
        row_number() over (order by starts_on) as regime_number
    from {{ ref('national_regimes') }}
    where policy = 'secure_communities' and state_fips is null
),

known_dates as (
    select known_on from {{ ref('known_dates') }}
    where source_id = 'secure_communities'
),

knowledge as (
    select known_on as known_by from known_dates
    union
    select regimes.start_known_on as known_by
    from regimes
    inner join known_dates on regimes.start_known_on > known_dates.known_on
    union
    select regimes.end_known_on as known_by
    from regimes
    inner join known_dates on regimes.end_known_on > known_dates.known_on
),

known_regimes as (
    select
        knowledge.known_by,
        regimes.regime_number,
        regimes.starts_on,
        case when regimes.end_known_on <= knowledge.known_by then regimes.ends_on end as ends_on,
        greatest(known_dates.known_on, regimes.start_known_on) as first_known_on
    from knowledge
    cross join known_dates
    inner join regimes on knowledge.known_by >= regimes.start_known_on
),

-- the last counties were activated on 22 January 2013
activations as (
    select
        *,
        coalesce(activation_month, cast('2008-10-01' as date)) as activated_earliest,
        coalesce(last_day(activation_month), cast('2013-01-22' as date)) as activated_latest
    from counties
)

select
    {{ hash_id(["'secure_communities'", 'activations.county_fips', 'known_regimes.regime_number']) }} as spell_id,
    known_regimes.known_by,
    {{ hash_id(["'secure_communities'", 'activations.county_fips']) }} as agreement_id,
    activations.county_fips,
    greatest(activations.activated_earliest, known_regimes.starts_on) as start_earliest,
    greatest(activations.activated_latest, known_regimes.starts_on) as start_latest,
    known_regimes.ends_on as end_earliest,
    known_regimes.ends_on as end_latest,
    case when known_regimes.ends_on is null then 'in_force_at_as_of' else 'ended' end as end_status,
    case when activations.activation_month is null then 'low' else 'high' end as confidence,
    known_regimes.first_known_on,
    activations.is_synthetic
from activations
cross join known_regimes
