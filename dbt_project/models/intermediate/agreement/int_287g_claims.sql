-- Every statement of a source about a 287(g) agreement in force, in one shape: the days it says the agreement was in force
-- (in_force_from to in_force_to), and the bounds it sets to start and end where it does.
with list_claims as (
    select * from {{ ref('int_287g_list_claims') }}
    where claim_type = 'listed'
),

reconstruction_claims as (
    select * from {{ ref('int_287g_reconstruction_claims') }}
),

yearly_claims as (
    select * from {{ ref('int_287g_yearly_claims') }}
)

select
    claim_id,
    source_id,
    state_fips,
    agency_key,
    policy,
    listing_number,
    known_on,
    in_force_from,
    in_force_to,
    signed_on,
    cast(null as date) as start_earliest,
    cast(null as date) as start_latest,
    cast(null as date) as end_latest,
    is_synthetic
from list_claims

union all

select
    claim_id,
    source_id,
    state_fips,
    agency_key,
    policy,
    1 as listing_number,
    known_on,
    in_force_from,
    in_force_to,
    signed_on,
    start_earliest,
    start_latest,
    end_latest,
    is_synthetic
from reconstruction_claims

union all

select
    claim_id,
    source_id,
    state_fips,
    agency_key,
    policy,
    1 as listing_number,
    known_on,
    in_force_from,
    in_force_to,
    cast(null as date) as signed_on,
    start_earliest,
    start_latest,
    end_latest,
    is_synthetic
from yearly_claims
