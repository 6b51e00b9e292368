-- Counties of agencies whose own name names none: where the registers put the place or agency of that name, and which of
-- several places of one name is meant by the county listed beside it. Lists and registers that contradict each other settle
-- nothing.
with agencies as (
    select * from {{ ref('int_agency_levels') }}
    where coverage_level <> 'state'
),

counties as (
    select
        *,
        {{ county_base_key('county_key') }} as county_base
    from {{ ref('int_counties') }}
),

candidates as (
    select * from {{ ref('int_place_candidates') }}
),

listed as (
    select
        agencies.state_fips,
        agencies.agency_key,
        counties.county_fips
    from agencies
    inner join counties
        on agencies.state_fips = counties.state_fips
            and {{ county_base_key(name_key('agencies.county_name')) }} = counties.county_base
),

registered as (
    select
        agencies.state_fips,
        agencies.agency_key,
        candidates.place_id,
        candidates.county_fips,
        candidates.register,
        candidates.name_kind,
        max(candidates.name_kind) over (partition by agencies.state_fips, agencies.agency_key) as best_kind
    from agencies
    inner join candidates
        on agencies.state_fips = candidates.state_fips
            and (
                (candidates.name_kind = 'place' and agencies.place_key = candidates.place_key)
                or (candidates.name_kind = 'agency' and candidates.place_key in (agencies.agency_key, agencies.place_key))
            )
    where
        (agencies.coverage_level = 'municipal' or candidates.name_kind = 'agency')
        and candidates.name_kind <> 'county'
),

-- a city's department is found by the city, which may be in more counties than the department is filed under
places as (
    select
        registered.*,
        listed.county_fips as listed_county_fips,
        max(case when registered.county_fips = listed.county_fips then 1 else 0 end) over (
            partition by registered.state_fips, registered.agency_key, registered.place_id
        ) = 1 as is_in_listed_county
    from registered
    left join listed
        on registered.state_fips = listed.state_fips and registered.agency_key = listed.agency_key
    where registered.name_kind = registered.best_kind
),

-- once with every place of the name, once with those in the county listed
scopes as (
    select
        *,
        'all' as scope
    from places

    union all

    select
        *,
        'listed' as scope
    from places
    where is_in_listed_county
),

places_per_agency as (
    select
        state_fips,
        agency_key,
        scope,
        count(distinct place_id) as n_places
    from scopes
    group by state_fips, agency_key, scope
),

places_per_county as (
    select
        scopes.state_fips,
        scopes.agency_key,
        scopes.scope,
        scopes.county_fips,
        count(distinct scopes.place_id) as n_places_in_county,
        max(places_per_agency.n_places) as n_places,
        max(scopes.register) as register
    from scopes
    inner join places_per_agency
        on scopes.state_fips = places_per_agency.state_fips
            and scopes.agency_key = places_per_agency.agency_key
            and scopes.scope = places_per_agency.scope
    group by scopes.state_fips, scopes.agency_key, scopes.scope, scopes.county_fips
),

-- several places of one name and one and the same set of counties are no doubt about the counties
verdicts as (
    select
        state_fips,
        agency_key,
        bool_and(n_places_in_county = n_places) filter (where scope = 'all') as is_undoubted,
        bool_and(n_places_in_county = n_places) filter (where scope = 'listed') as is_undoubted_when_listed
    from places_per_county
    group by state_fips, agency_key
),

judged as (
    select
        agencies.state_fips,
        agencies.agency_key,
        listed.county_fips as listed_county_fips,
        case
            when verdicts.state_fips is null and listed.county_fips is not null then 'listed county alone'
            when verdicts.is_undoubted and (listed.county_fips is null or verdicts.is_undoubted_when_listed is not null)
                then 'all'
            when verdicts.is_undoubted_when_listed then 'listed'
            when verdicts.is_undoubted_when_listed is not null then 'listed county alone'
        end as scope,
        case
            when verdicts.state_fips is null and agencies.county_name is null
                then 'no county is listed and no register has the agency'
            when verdicts.state_fips is null and listed.county_fips is null
                then 'the county listed is none of the state and no register has the agency'
            when listed.county_fips is not null and verdicts.is_undoubted_when_listed is null
                then 'the registers put the agency in another county than the one listed'
            when listed.county_fips is null
                then 'the registers have several places of the name and no county of the state is listed'
        end as doubt
    from agencies
    left join listed on agencies.state_fips = listed.state_fips and agencies.agency_key = listed.agency_key
    left join verdicts on agencies.state_fips = verdicts.state_fips and agencies.agency_key = verdicts.agency_key
)

select
    judged.state_fips,
    judged.agency_key,
    counties.county_fips,
    case
        when judged.scope is null then null
        when judged.scope = 'all' then max(places_per_county.register) over (partition by judged.state_fips, judged.agency_key)
        else 'listed_county'
    end as resolved_by,
    case when judged.scope is null then judged.doubt end as doubt
from judged
left join places_per_county
    on judged.state_fips = places_per_county.state_fips and judged.agency_key = places_per_county.agency_key
        and judged.scope = places_per_county.scope
left join counties
    on case when judged.scope = 'listed county alone' then judged.listed_county_fips else places_per_county.county_fips end
        = counties.county_fips
