-- The counties of each surveyed agency that is neither the state's nor the nation's, and what settled them: the first of a hand
-- that looked it up, the agency's own county code, the crosswalk of 2012 by the census's identifier and by the one of the crime
-- reports, the other register by the latter, the county's name, and the agency's own name. Nothing is taken from two of them,
-- and a county of another state is an error of its source. An identifier of
-- two agencies of a survey comes last. A city's police whose county is settled has all the counties the
-- registers put the city in.
with agencies as (
    select * from {{ ref('int_surveyed_agencies') }}
    where is_in_panel and agency_kind not in ('state', 'federal')
),

states as (
    select * from {{ ref('states') }}
),

counties as (
    select
        *,
        {{ county_base_key('county_key') }} as county_base
    from {{ ref('int_counties') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

identifiers as (
    select * from {{ ref('int_agency_identifiers') }}
),

place_names as (
    select * from {{ ref('int_place_names') }}
),

candidates as (
    select * from {{ ref('int_place_candidates') }}
    where name_kind = 'place'
),

placed_by_hand as (
    select distinct
        states.state_fips,
        {{ agency_key('hand.agency_name') }} as agency_key,
        hand.county_fips
    from {{ ref('agency_counties') }} as hand
    inner join states on hand.state_usps = states.state_usps
),

-- "BALTIMORE" is the county and "BALTIMORE CITY" the city; a name of two counties is none
county_names as (
    select
        state_fips,
        county_base,
        min(county_fips) as county_fips
    from counties
    group by state_fips, county_base
    having count(*) = 1
),

findings as (
    select
        agencies.survey_year,
        agencies.agency_id,
        placed_by_hand.county_fips,
        'placed_by_hand' as placement_basis,
        1 as preference
    from agencies
    inner join placed_by_hand
        on agencies.state_fips = placed_by_hand.state_fips and agencies.agency_key = placed_by_hand.agency_key

    union all

    select
        agencies.survey_year,
        agencies.agency_id,
        coalesce(changes.county_fips_2010, agencies.county_geoid) as county_fips,
        'own_code' as placement_basis,
        2 as preference
    from agencies
    left join changes on agencies.county_geoid = changes.county_fips_listed
    where agencies.county_geoid is not null

    union all

    {%- for kind, column in [
        ('leaic_by_survey_id', 'csllea08_id'),
        ('leaic_by_ori', 'ori9'),
        ('register_by_ori', 'ori9'),
    ] %}
    select
        agencies.survey_year,
        agencies.agency_id,
        identifiers.county_fips,
        '{{ kind }}' as placement_basis,
        case when agencies.is_ori9_shared and '{{ column }}' = 'ori9' then 10 else {{ 2 + loop.index }} end as preference
    from agencies
    inner join identifiers
        on agencies.{{ column }} = identifiers.identifier
            and agencies.is_synthetic = identifiers.is_synthetic
    where identifiers.identifier_kind = '{{ kind }}'

    union all
    {% endfor %}
    select
        agencies.survey_year,
        agencies.agency_id,
        county_names.county_fips,
        'county_name' as placement_basis,
        6 as preference
    from agencies
    inner join county_names
        on agencies.state_fips = county_names.state_fips
            and {{ county_base_key(name_key('agencies.county_name')) }} = county_names.county_base

    union all
    {% for kind, column in [('county', 'place_key'), ('agency', 'agency_key'), ('place', 'place_key')] %}
    select
        agencies.survey_year,
        agencies.agency_id,
        place_names.county_fips,
        'own_name' as placement_basis,
        {{ 6 + loop.index }} as preference
    from agencies
    inner join place_names on agencies.state_fips = place_names.state_fips and agencies.{{ column }} = place_names.place_key
    where place_names.name_kind = '{{ kind }}'{{ ' and agencies.is_municipal' if kind == 'place' }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

usable as (
    select distinct
        findings.survey_year,
        findings.agency_id,
        findings.county_fips,
        findings.placement_basis,
        findings.preference
    from findings
    inner join counties on findings.county_fips = counties.county_fips
    inner join agencies
        on findings.survey_year = agencies.survey_year
            and findings.agency_id = agencies.agency_id
            and counties.state_fips = agencies.state_fips
),

ranked as (
    select
        *,
        min(preference) over (partition by survey_year, agency_id) as best_preference
    from usable
),

settled as (
    select
        *,
        count(*) over (partition by survey_year, agency_id) as n_counties
    from ranked
    where preference = best_preference
),

-- the one place of the city's name that lies in the county settled; two of them leave the county alone
cities as (
    select
        settled.survey_year,
        settled.agency_id,
        min(candidates.place_id) as place_id
    from settled
    inner join agencies on settled.survey_year = agencies.survey_year and settled.agency_id = agencies.agency_id
    inner join candidates
        on agencies.state_fips = candidates.state_fips
            and agencies.place_key = candidates.place_key
            and settled.county_fips = candidates.county_fips
    where settled.n_counties = 1 and settled.placement_basis <> 'placed_by_hand' and agencies.is_municipal
    group by settled.survey_year, settled.agency_id
    having count(distinct candidates.place_id) = 1
),

across_county_lines as (
    select distinct
        cities.survey_year,
        cities.agency_id,
        counties.county_fips
    from cities
    inner join agencies on cities.survey_year = agencies.survey_year and cities.agency_id = agencies.agency_id
    inner join candidates
        on cities.place_id = candidates.place_id
            and agencies.state_fips = candidates.state_fips
            and agencies.place_key = candidates.place_key
    inner join counties on candidates.county_fips = counties.county_fips and candidates.state_fips = counties.state_fips
),

bases as (
    select
        survey_year,
        agency_id,
        min(placement_basis) as placement_basis
    from settled
    group by survey_year, agency_id
),

placed as (
    select
        survey_year,
        agency_id,
        county_fips
    from settled

    union

    select
        survey_year,
        agency_id,
        county_fips
    from across_county_lines
)

select
    placed.survey_year,
    placed.agency_id,
    placed.county_fips,
    bases.placement_basis
from placed
inner join bases on placed.survey_year = bases.survey_year and placed.agency_id = bases.agency_id
