-- Each household in its imputation cells, finest (1) to coarsest (4): donors share group, tenure, region, schooling and
-- whether somebody was a victim, so that what income has to do with the outcome is kept.
with households as (
    select * from {{ ref('int_income_households') }}
)

select
    idhh,
    cast(1 as integer) as cell_level,
    population_group || '|' || tenure_type || '|' || region || '|' || education_level || '|'
    || cast(has_victim as string) as cell,
    has_missing_income,
    stated_income_category
from households

union all

select
    idhh,
    cast(2 as integer) as cell_level,
    population_group || '|' || tenure_type || '|' || education_level as cell,
    has_missing_income,
    stated_income_category
from households

union all

select
    idhh,
    cast(3 as integer) as cell_level,
    tenure_type || '|' || education_level as cell,
    has_missing_income,
    stated_income_category
from households

union all

select
    idhh,
    cast(4 as integer) as cell_level,
    'everybody' as cell,
    has_missing_income,
    stated_income_category
from households
