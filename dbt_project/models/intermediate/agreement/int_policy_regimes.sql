-- When federal policy allowed each programme, state by state: a state's own row stands before the national one.
with regimes as (
    select * from {{ ref('national_regimes') }}
),

states as (
    select * from {{ ref('states') }}
),

national as (
    select
        regimes.policy,
        states.state_fips,
        regimes.starts_on,
        regimes.ends_on,
        regimes.start_known_on,
        regimes.end_known_on
    from regimes
    cross join states
    where regimes.state_fips is null
),

own as (
    select
        policy,
        state_fips,
        starts_on,
        ends_on,
        start_known_on,
        end_known_on
    from regimes
    where state_fips is not null
)

select
    national.policy,
    national.state_fips,
    national.starts_on,
    case when own.policy is not null then own.ends_on else national.ends_on end as ends_on,
    national.start_known_on,
    case when own.policy is not null then own.end_known_on else national.end_known_on end as end_known_on
from national
left join own
    on national.policy = own.policy
        and national.state_fips = own.state_fips
        and national.starts_on = own.starts_on
