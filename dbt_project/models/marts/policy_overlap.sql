-- How two policies lie over each other in county-months of the study period: counts, their correlation, and the correlation
-- that is left within counties and months, which is what a model with both kinds of effects has to tell them apart.
{%- set flags = var('joint_policies') %}
with states as (
    select * from {{ ref('policy_joint_states') }}
    where month_start between cast('2005-01-01' as date) and cast('{{ var("study_last_month") }}' as date)
),

numbers as (
    select
        county_fips,
        month_start,
        {%- for policy in flags %}
        cast(cast(is_active_{{ policy }} as integer) as double) as flag_{{ policy }},
        {%- endfor %}
        is_synthetic
    from states
),

-- what the county's and the month's mean leave, approximately where county-months are missing
demeaned as (
    select
        {%- for policy in flags %}
        flag_{{ policy }} - avg(flag_{{ policy }}) over county - avg(flag_{{ policy }}) over calendar_month
        + avg(flag_{{ policy }}) over everything as rest_{{ policy }},
        {%- endfor %}
        *
    from numbers
    window
        county as (partition by county_fips),
        calendar_month as (partition by month_start),
        everything as (partition by 1)
),

pairs as (
    {%- for policy in flags %}
    {%- set is_last_policy = loop.last %}
    {%- for other in flags %}
    select
        '{{ policy }}' as policy,
        '{{ other }}' as other_policy,
        count(*) as n_county_months,
        count(flag_{{ policy }} + flag_{{ other }}) as n_known,
        count(*) filter (where flag_{{ policy }} = 1 and flag_{{ other }} = 1) as n_both,
        count(*) filter (where flag_{{ policy }} = 1 and flag_{{ other }} = 0) as n_policy_alone,
        count(*) filter (where flag_{{ policy }} = 0 and flag_{{ other }} = 1) as n_other_alone,
        count(*) filter (where flag_{{ policy }} = 0 and flag_{{ other }} = 0) as n_neither,
        corr(flag_{{ policy }}, flag_{{ other }}) as correlation,
        corr(rest_{{ policy }}, rest_{{ other }}) as correlation_within,
        bool_or(is_synthetic) as is_synthetic
    from demeaned
    {{ 'union all' if not (loop.last and is_last_policy) }}
    {%- endfor %}
    {%- endfor %}
)

select
    policy,
    other_policy,
    cast(n_county_months as bigint) as n_county_months,
    cast(n_known as bigint) as n_known,
    cast(n_both as bigint) as n_both,
    cast(n_policy_alone as bigint) as n_policy_alone,
    cast(n_other_alone as bigint) as n_other_alone,
    cast(n_neither as bigint) as n_neither,
    -- a policy that never changes has no correlation; engines differ in whether that is null or not a number
    cast(case when correlation between -1.001 and 1.001 then correlation end as double) as correlation,
    cast(case when correlation_within between -1.001 and 1.001 then correlation_within end as double) as correlation_within,
    is_synthetic
from pairs
