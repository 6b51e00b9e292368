-- Dividing counts among tracts of other boundaries moves nobody in or out: every total of a release is the same in its own tracts
-- and in those of 2000 and 2010, but for rounding. A release in which some tract lacks a count has no such total.
{{ config(meta={'dagster': {'ref': {'name': 'int_tract_counts_by_vintage'}}}) }}

with own as (
    select
        {%- for name in count_names() %}
        case when count(*) = count({{ name }}) then sum({{ name }}) end as {{ name }},
        {%- endfor %}
        release_year
    from {{ ref('int_tract_counts') }}
    group by release_year
),

divided as (
    select
        tract_vintage,
        {%- for name in count_names() %}
        sum({{ name }}) as {{ name }},
        {%- endfor %}
        release_year
    from {{ ref('int_tract_counts_by_vintage') }}
    group by tract_vintage, release_year
)

{% for name in count_names() %}
select
    divided.tract_vintage,
    divided.release_year,
    '{{ name }}' as count_name,
    own.{{ name }} as own_total,
    divided.{{ name }} as divided_total
from own
inner join divided on own.release_year = divided.release_year
where abs(own.{{ name }} - coalesce(divided.{{ name }}, 0)) > 1e-9 * own.{{ name }} + 1e-6
{{ 'union all' if not loop.last }}
{% endfor %}
