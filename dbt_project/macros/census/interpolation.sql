{#
The measures of each area and year of the panel: linear between the middle years of the two releases around the year; before the
first and after the last the nearest release is held and the year is marked as extrapolated. `relation` has the area's `keys`, release_year, every measure with its margin (`x_moe`) and
the flags is_moved_under_10y_interpolated, is_suppressed, is_boundary_changed, is_synthetic.

Neighbouring releases share most of their survey years, so their errors are taken to move together: the margin of a mean is the
mean of the margins. It is never too small for sampling error; what the line itself may miss, above all between 2000 and 2007, is in
no margin.
#}
{% macro interpolated_measures(relation, keys, years) -%}
    {%- set key = keys | join(', ') -%}
    with releases as (
        select
            *,
            {{ middle_year('release_year') }} as middle_year,
            row_number() over (partition by {{ key }} order by release_year) as release_position,
            count(*) over (partition by {{ key }}) as n_releases,
            lead({{ middle_year('release_year') }}) over (partition by {{ key }} order by release_year) as next_middle_year
        from {{ relation }}
    ),

    -- each release speaks from its middle year up to the next one's; the first also for what is before, the last for what follows
    spans as (
        select
            releases.*,
            years.year,
            case
                when releases.next_middle_year is null or years.year <= releases.middle_year then 0
                else (years.year - releases.middle_year) / cast(releases.next_middle_year - releases.middle_year as double)
            end as next_share
        from releases
        inner join {{ years }} as years
            on (years.year >= releases.middle_year or releases.release_position = 1)
                and (years.year < releases.next_middle_year or releases.next_middle_year is null)
    )

    select
        {%- for name in keys %}
        spans.{{ name }},
        {%- endfor %}
        spans.year,
        spans.release_year as release_year,
        case when spans.next_share > 0 then following.release_year end as next_release_year,
        spans.next_share > 0 as is_interpolated,
        spans.year < spans.middle_year or (spans.next_middle_year is null and spans.year > spans.middle_year) as is_extrapolated,
        case
            when spans.next_share > 0 then following.release_year > spans.year
            else spans.release_year > spans.year
        end as uses_future_years,
        {%- for measure in area_measures() %}
        {%- for column in [measure, measure ~ '_moe'] %}
        case
            when spans.next_share > 0 then (1 - spans.next_share) * spans.{{ column }} + spans.next_share * following.{{ column }}
            else spans.{{ column }}
        end as {{ column }},
        {%- endfor %}
        {%- endfor %}
        {%- for flag in ['is_moved_under_10y_interpolated', 'is_suppressed', 'is_boundary_changed', 'is_synthetic'] %}
        spans.{{ flag }} or (spans.next_share > 0 and following.{{ flag }}) as {{ flag }}{{ ',' if not loop.last }}
        {%- endfor %}
    from spans
    left join releases as following
        on {% for name in keys %}spans.{{ name }} = following.{{ name }} and {% endfor %}spans.release_position + 1 = following.release_position
{%- endmacro %}
