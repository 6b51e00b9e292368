{#
The tracts and releases of a relation of counts in which a part is larger than its whole: the counts of every share, those not
citizens among those born abroad, and the five groups of origin together. Movers are divided at ten years, hence the tolerance.
#}
{% macro counts_over_their_whole(relation) %}
    {%- set pairs = share_measures().values() | list
        + [['n_noncitizen', 'n_foreign_born'], [heterogeneity_groups() | join(' + '), 'n_origin_universe']] -%}
    {%- for part, whole in pairs %}
    select
        tract_vintage,
        tract_geoid,
        release_year,
        '{{ part }}' as part,
        '{{ whole }}' as whole
    from {{ relation }}
    where {{ part }} > {{ whole }} + 1e-6
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
