{{ config(materialized='view') }}
-- Covariates of each county and year, between the releases around it.
{{ interpolated_measures(ref('int_county_measures'), ['county_fips'], ref('int_covariate_years')) }}
