-- Tract codes that releases list under another code than the census of their boundaries gave them; all others keep their own.
-- In Connecticut only the county part of a code changed in 2022, and which planning region a tract went to its file says.
with changes as (
    select * from {{ ref('tract_changes') }}
),

connecticut as (
    select distinct
        tract_geoid_2022,
        tract_geoid_2020
    from {{ ref('stg_census__connecticut_tract') }}
    where tract_geoid_2022 <> tract_geoid_2020
)

select
    tract_geoid_listed,
    tract_vintage,
    tract_geoid,
    release_from
from changes

union all

select
    tract_geoid_2022 as tract_geoid_listed,
    2020 as tract_vintage,
    tract_geoid_2020 as tract_geoid,
    2022 as release_from
from connecticut
