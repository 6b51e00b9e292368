-- No code of the Bureau is in a covariate of a tract, nor what a share or an average would make of one.
{{ config(meta={'dagster': {'ref': {'name': 'tract_covariates'}}}) }}

select
    tract_vintage,
    tract_geoid,
    year
from {{ ref('tract_covariates') }}
where {{ has_coded_covariate() }}
