-- The counties a name stands for. One place in several counties stands for all of them; a name of two places that lie in
-- different counties stands for none.
with candidates as (
    select * from {{ ref('int_place_candidates') }}
),

counties as (
    select * from {{ ref('int_counties') }}
),

places_per_name as (
    select
        name_kind,
        state_fips,
        place_key,
        count(distinct place_id) as n_places
    from candidates
    group by name_kind, state_fips, place_key
),

places_per_county as (
    select
        name_kind,
        state_fips,
        place_key,
        county_fips,
        count(distinct place_id) as n_places
    from candidates
    group by name_kind, state_fips, place_key, county_fips
),

-- several places of one name and one and the same set of counties are no doubt about the counties
undoubted as (
    select
        places_per_county.name_kind,
        places_per_county.state_fips,
        places_per_county.place_key,
        min(places_per_county.n_places) = max(places_per_name.n_places) as is_undoubted
    from places_per_county
    inner join places_per_name
        on places_per_county.name_kind = places_per_name.name_kind
            and places_per_county.state_fips = places_per_name.state_fips
            and places_per_county.place_key = places_per_name.place_key
    group by places_per_county.name_kind, places_per_county.state_fips, places_per_county.place_key
)

select
    places_per_county.name_kind,
    places_per_county.state_fips,
    places_per_county.place_key,
    places_per_county.county_fips
from places_per_county
inner join undoubted
    on places_per_county.name_kind = undoubted.name_kind
        and places_per_county.state_fips = undoubted.state_fips
        and places_per_county.place_key = undoubted.place_key
inner join counties on places_per_county.county_fips = counties.county_fips
where undoubted.is_undoubted
