-- No code of the Bureau, and no other negative number, is a count of a tract or a margin of error.
{{ config(meta={'dagster': {'ref': {'name': 'int_tract_counts'}}}) }}

select
    tract_vintage,
    tract_geoid,
    release_year
from {{ ref('int_tract_counts') }}
where {{ has_negative_count() }}
