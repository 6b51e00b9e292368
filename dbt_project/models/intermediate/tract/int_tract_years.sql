{{ config(materialized='view') }}
-- Covariates of each tract and year, between the releases around it.
{{ interpolated_measures(ref('int_tract_measures'), ['tract_vintage', 'tract_geoid'], ref('int_covariate_years')) }}
