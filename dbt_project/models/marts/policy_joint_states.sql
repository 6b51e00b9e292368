-- The policies of an interview's exposure side by side: which of them stand together in a county and month.
{%- set flags = var('joint_policies') %}
with panel as (
    select * from {{ ref('policy_county_month') }}
    where policy in ({{ text_list(flags) }})
),

side_by_side as (
    select
        county_fips,
        month_start,
        {%- for policy in flags %}
        bool_or(is_active) filter (where policy = '{{ policy }}') as is_active_{{ policy }},
        {%- endfor %}
        bool_or(is_synthetic) as is_synthetic
    from panel
    group by county_fips, month_start
),

named as (
    select
        *,
        {% for policy in flags %}
        case when is_active_{{ policy }} then ' + {{ policy }}' else '' end{{ ' || ' if not loop.last }}
        {%- endfor %} as active_names,
        {% for policy in flags %}
        case when is_active_{{ policy }} is null then ' ? {{ policy }}' else '' end{{ ' || ' if not loop.last }}
        {%- endfor %} as unknown_names
    from side_by_side
)

select
    county_fips,
    month_start,
    {%- for policy in flags %}
    is_active_{{ policy }},
    {%- endfor %}
    cast(case when active_names = '' then 'none' else substr(active_names, 4) end || unknown_names as string) as joint_state,
    unknown_names = '' as is_fully_known,
    is_synthetic
from named
