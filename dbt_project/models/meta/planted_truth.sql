with planted_truth as (
    select * from {{ source('raw', 'planted_truth') }}
)

select
    scenario,
    policy,
    population,
    exposure_definition,
    estimand,
    scale,
    value,
    seed,
    twin_scale
from planted_truth
