-- Secure Communities by county: on with the county's activation, off and on again with the national programme.
-- A county without a month was activated some day before the whole country had been: unknown, never "not".
with counties as (
    select * from {{ ref('int_secure_communities_counties') }}
    where set_aside_reason is null
),

regimes as (
    select
        *,
        row_number() over (order by starts_on) as regime_number
    from {{ ref('national_regimes') }}
    where policy = 'secure_communities'
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
    {{ hash_id(["'secure_communities'", 'activations.county_fips', 'regimes.regime_number']) }} as spell_id,
    {{ hash_id(["'secure_communities'", 'activations.county_fips']) }} as agreement_id,
    activations.county_fips,
    greatest(activations.activated_earliest, regimes.starts_on) as start_earliest,
    greatest(activations.activated_latest, regimes.starts_on) as start_latest,
    regimes.ends_on as end_earliest,
    regimes.ends_on as end_latest,
    'ended' as end_status,
    case when activations.activation_month is null then 'low' else 'high' end as confidence,
    activations.is_synthetic
from activations
cross join regimes
