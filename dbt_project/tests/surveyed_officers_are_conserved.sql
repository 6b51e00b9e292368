-- Officers and budget dollars of each survey, as staged, are those of counties, states and unmatched agencies together.
{{ config(meta={'dagster': {'ref': {'name': 'county_policing'}}}) }}

with staged as (
    {%- for source, survey_year, has_budget in [
        ('csllea_2008', 2008, true),
        ('lear_2016', 2016, false),
        ('csllea_2018', 2018, true),
    ] %}
    select
        {{ survey_year }} as survey_year,
        count(*) as n_agencies,
        coalesce(sum(cast(officers_full_time as double)), 0) as officers,
        coalesce(sum({{ 'cast(budget_dollars as double)' if has_budget else '0' }}), 0) as budget_dollars
    from {{ ref('stg_police__' ~ source) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

parts as (
    {%- for mart in ['county_policing', 'state_policing', 'unmatched_agencies'] %}
    select
        survey_year,
        officers,
        budget_dollars
    from {{ ref(mart) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

totals as (
    select
        survey_year,
        coalesce(sum(officers), 0) as officers,
        coalesce(sum(budget_dollars), 0) as budget_dollars
    from parts
    group by survey_year
)

select
    staged.survey_year,
    staged.officers as officers_staged,
    totals.officers,
    staged.budget_dollars as budget_dollars_staged,
    totals.budget_dollars
from staged
left join totals on staged.survey_year = totals.survey_year
where
    staged.n_agencies > 0
    and (
        totals.survey_year is null
        or abs(staged.officers - totals.officers) > 1e-9 * staged.officers
        or abs(staged.budget_dollars - totals.budget_dollars) > 1e-9 * staged.budget_dollars
    )
