-- Weighted sums of violence by primary sampling unit, year and region: what regional rates and their errors need.
{%- set outcomes = {
    'violent_victimization': 'is_violent_victimization',
    'violent_victimization_reported': 'is_violent_victimization_reported',
    'serious_violent_victimization': 'is_serious',
    'serious_violent_victimization_reported': 'is_serious and is_violent_victimization_reported',
} %}
with persons as (
    select * from {{ ref('int_national_persons') }}
    where region is not null
),

-- of what the survey calls violence the police files hold no simple assault
victimizations as (
    select
        *,
        is_rape_sexual_assault or is_robbery or is_aggravated_assault as is_serious
    from {{ ref('int_national_victimizations') }}
    where region is not null
),

sums as (
    select
        variance_year_group,
        pseudo_stratum,
        half_sample,
        year,
        region,
        cast(null as string) as outcome,
        'population' as quantity,
        sum(person_weight) as weighted_total,
        count(*) as n_records,
        bool_or(is_synthetic) as is_synthetic
    from persons
    group by variance_year_group, pseudo_stratum, half_sample, year, region
    {%- for outcome, condition in outcomes.items() %}
    union all
    select
        variance_year_group,
        pseudo_stratum,
        half_sample,
        year,
        region,
        '{{ outcome }}' as outcome,
        'victimizations' as quantity,
        sum(victimization_weight * series_count) as weighted_total,
        count(*) as n_records,
        bool_or(is_synthetic) as is_synthetic
    from victimizations
    where {{ condition }}
    group by variance_year_group, pseudo_stratum, half_sample, year, region
    {%- endfor %}
)

select
    variance_year_group,
    pseudo_stratum,
    half_sample,
    year,
    region as population,
    'person' as unit,
    outcome,
    quantity,
    cast(weighted_total as double) as weighted_total,
    cast(n_records as bigint) as n_records,
    is_synthetic
from sums
