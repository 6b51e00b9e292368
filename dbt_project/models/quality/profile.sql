-- What the expectations look at: small enough at any size, as it holds counts and means, never rows.
{{ profile_table(ref('jurisdictions')) }}
union all
{{ profile_table(ref('jurisdiction_counties')) }}
union all
{{ profile_table(ref('policy_claims')) }}
union all
{{ profile_table(ref('policy_timeline')) }}
union all
{{ profile_table(ref('policy_county_month'), year='year(month_start)') }}
union all
{{ profile_table(ref('county_exposures'), year='year(interview_month)') }}
union all
{{ profile_table(ref('tract_covariates'), year='year', row_group='cast(tract_vintage as string)') }}
union all
{{ profile_table(ref('county_covariates'), year='year') }}
union all
{{ profile_table(ref('county_population_years'), year='year') }}
union all
{{ profile_table(ref('county_policing'), year='survey_year') }}
union all
{{ profile_table(ref('county_crime'), year='year') }}
union all
{{ profile_table(ref('immigrant_destinations'), row_group='destination') }}
union all
{{ profile_table(ref('respondent_periods'), year='interview_year', row_group='population_group') }}
union all
{{ profile_table(ref('income_imputations')) }}
