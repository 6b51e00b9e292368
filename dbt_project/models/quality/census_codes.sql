-- Where the Bureau gave a code in place of a number, with the code and its meaning: staging keeps null there, or 0 for the
-- margin of a controlled estimate.
with files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

counted as (
    {{ all_census_code_counts() }}
),

meanings as (
    select * from {{ ref('census_code_meanings') }}
)

select
    counted.raw_table,
    counted.column_name,
    cast(counted.code as bigint) as code,
    cast(counted.release_year as integer) as release_year,
    meanings.concerns,
    meanings.meaning,
    meanings.staged_as,
    cast(counted.n_tracts as bigint) as n_tracts
from counted
left join meanings on counted.code = meanings.code
