{#
The rule of each staged column stands once, in the model's yml beside its description:

    config: {meta: {raw: v3014, cast: integer, required: true, minimum: 12, maximum: 90, missing_codes: [98, 99]}}

raw            the raw column, or true where it bears the same name; only columns with it are read from the file
cast           integer | whole (64 bits) | decimal | date | listed_date (as people type it) | text | name | code (a name in capitals)
scale          digits kept of a decimal
required       a missing cell rejects the row
accepted       the only values allowed
accepted_from  {seed, column}: the only values allowed are those of a seed's column; a model with it declares `depends_on` the seed
minimum, maximum, exact_length; a date's maximum may be `today`
missing_codes  values that mean "not stated" or "not asked": they become null and reject nothing
recoded        {from, to}: one value that stands for another
on_error       set_cell_aside: the row stays, the cell becomes null and is listed
#}
{% macro column_rules(staged_name) %}
    {%- set rules = [] -%}
    {#- nothing is known of the models while dbt still parses them -#}
    {%- if not execute %}{{ return(rules) }}{% endif -%}
    {%- set staged_model = graph.nodes['model.' ~ project_name ~ '.' ~ staged_name] -%}
    {%- for column in staged_model.columns.values() -%}
        {%- set meta = column.get('config', {}).get('meta', {}) or column.get('meta', {}) -%}
        {%- if meta.get('raw') -%}
            {%- set unknown = meta.keys() | reject('in', ['raw', 'cast', 'scale', 'required', 'accepted', 'accepted_from', 'minimum', 'maximum', 'exact_length', 'missing_codes', 'recoded', 'on_error']) | list -%}
            {%- if unknown -%}
                {{ exceptions.raise_compiler_error(staged_model.name ~ '.' ~ column.name ~ ': unknown rule ' ~ unknown | join(', ') ~ '; see macros/staging/column_rules.sql') }}
            {%- endif -%}
            {%- do rules.append(dict(meta, name=column.name, raw=column.name if meta.raw is true else meta.raw)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(rules) }}
{% endmacro %}


{# A value of a rule as an SQL literal; what is dated after the day of a refresh cannot have happened. #}
{% macro rule_literal(value) -%}
    {%- if value == 'today' -%}current_date{%- elif value is string -%}'{{ value | replace("'", "''") }}'{%- else -%}{{ value }}{%- endif -%}
{%- endmacro %}

{% macro rule_literals(values) -%}
    {%- for value in values -%}{{ rule_literal(value) }}{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}


{# The cell as its type, whatever it says. #}
{% macro cast_cell(rule) -%}
    {%- set cast = rule.get('cast', 'text') -%}
    {%- if cast == 'integer' -%}{{ integer_cast(rule.raw) }}
    {%- elif cast == 'whole' -%}{{ integer_cast(rule.raw, 'bigint') }}
    {%- elif cast == 'decimal' and rule.scale is defined -%}cast(round({{ decimal_cast(rule.raw) }}, {{ rule.scale }}) as decimal(18, {{ rule.scale }}))
    {%- elif cast == 'decimal' -%}{{ decimal_cast(rule.raw) }}
    {%- elif cast == 'date' -%}{{ date_cast(rule.raw) }}
    {%- elif cast == 'listed_date' -%}{{ listed_date_cast(rule.raw) }}
    {%- elif cast == 'text' -%}{{ plain_text(rule.raw) }}
    {%- elif cast == 'name' -%}{{ clean_name(rule.raw) }}
    {%- elif cast == 'code' -%}upper({{ clean_name(rule.raw) }})
    {%- else -%}{{ exceptions.raise_compiler_error(rule.name ~ ': no cast called ' ~ cast) }}
    {%- endif -%}
{%- endmacro %}


{# Why a cell cannot be used, or null; read over typed_cells(). #}
{% macro cell_problem(rule) -%}
    {%- set cell = rule.name -%}
    case
        {%- if is_typed(rule) %}
        when {{ cell }}__unreadable then 'cannot be read as {{ 'a date' if rule.cast in ['date', 'listed_date'] else 'a number' if rule.cast == 'decimal' else 'a whole number' }}'
        {%- endif %}
        {%- if rule.get('required') %}
        when {{ cell }} is null then 'missing'
        {%- endif %}
        {%- if rule.accepted is defined %}
        when {{ cell }} not in ({{ rule_literals(rule.accepted) }}) then 'unknown code'
        {%- endif %}
        {%- if rule.accepted_from is defined %}
        when {{ cell }} is not null and not {{ cell }}__is_known then 'not one of the {{ rule.accepted_from.seed | replace('_', ' ') }}'
        {%- endif %}
        {%- if rule.minimum is defined %}
        when {{ cell }} < {{ rule_literal(rule.minimum) }} then 'below {{ rule.minimum }}'
        {%- endif %}
        {%- if rule.maximum is defined %}
        when {{ cell }} > {{ rule_literal(rule.maximum) }} then '{{ 'in the future' if rule.maximum == 'today' else 'above ' ~ rule.maximum }}'
        {%- endif %}
        {%- if rule.exact_length is defined %}
        when length({{ cell }}) <> {{ rule.exact_length }} then 'not {{ rule.exact_length }} characters long'
        {%- endif %}
    end
{%- endmacro %}


{# Is the cell anything but text? Any text is a text, so only the others can be unreadable. #}
{% macro is_typed(rule) %}
    {{ return(rule.get('cast', 'text') not in ['text', 'name', 'code']) }}
{% endmacro %}


{# Does the cell keep its column's rule? The same conditions as cell_problem(), as one cheap truth value. #}
{% macro cell_is_usable(rule) -%}
    {%- set cell = rule.name -%}
    {%- set limits = [] -%}
    {%- if rule.accepted is defined %}{% do limits.append(cell ~ ' in (' ~ rule_literals(rule.accepted) ~ ')') %}{% endif -%}
    {%- if rule.accepted_from is defined %}{% do limits.append(cell ~ '__is_known') %}{% endif -%}
    {%- if rule.minimum is defined %}{% do limits.append(cell ~ ' >= ' ~ rule_literal(rule.minimum)) %}{% endif -%}
    {%- if rule.maximum is defined %}{% do limits.append(cell ~ ' <= ' ~ rule_literal(rule.maximum)) %}{% endif -%}
    {%- if rule.exact_length is defined %}{% do limits.append('length(' ~ cell ~ ') = ' ~ rule.exact_length) %}{% endif -%}
    {%- set conditions = [] -%}
    {%- if is_typed(rule) %}{% do conditions.append('not ' ~ cell ~ '__unreadable') %}{% endif -%}
    {%- if rule.get('required') %}{% do conditions.append(cell ~ ' is not null') %}{% endif -%}
    {%- if limits %}{% do conditions.append('(' ~ cell ~ ' is null or ' ~ limits | join(' and ') ~ ')') %}{% endif -%}
    {{ conditions | join(' and ') if conditions else 'true' }}
{%- endmacro %}


{# Can a cell of this column be wrong at all? Columns without limits need no check. #}
{% macro has_limits(rule) %}
    {{ return(
        rule.get('required', false) or is_typed(rule)
        or rule.accepted is defined or rule.accepted_from is defined or rule.exact_length is defined
    ) }}
{% endmacro %}


{# The cell, null where it says "not stated" or "not asked". A case, since DuckDB makes a join of a long `in`. #}
{% macro stated(rule) -%}
    {%- if rule.missing_codes is defined or rule.recoded is defined -%}
    case {{ rule.name }}
    {%- for code in rule.get('missing_codes', []) %} when {{ rule_literal(code) }} then null{% endfor %}
    {%- if rule.recoded is defined %} when {{ rule_literal(rule.recoded['from']) }} then {{ rule_literal(rule.recoded['to']) }}{% endif %} else {{ rule.name }} end
    {%- else -%}
    {{ rule.name }}
    {%- endif -%}
{%- endmacro %}


{#
Two CTEs: every cell of a raw table cast by its rule (`casts`), then `cells` with "not stated" and "not asked" as null (`x`),
whether the text could not be read as its type (`x__unreadable`), and whether a seed knows the value (`x__is_known`).
#}
{% macro typed_cells(relation, rules) -%}
casts as {{ computed_once() }} (
    select
        source_file_id,
        source_row_number
        {%- for rule in rules %},
        {{ cast_cell(rule) }} as {{ rule.name }}
        {%- if is_typed(rule) %},
        {{ cast_cell(rule) }} is null and {{ plain_text(rule.raw) }} is not null as {{ rule.name }}__unreadable
        {%- endif %}
        {%- endfor %}
    from {{ relation }}
),

cells as (
    select
        source_file_id,
        source_row_number
        {%- for rule in rules %},
        {{ stated(rule) }} as {{ rule.name }}
        {%- if is_typed(rule) %},
        {{ rule.name }}__unreadable
        {%- endif %}
        {%- if rule.accepted_from is defined %},
        {{ rule.name }}__seed.known_value is not null as {{ rule.name }}__is_known
        {%- endif %}
        {%- endfor %}
    from casts
    {%- for rule in rules if rule.accepted_from is defined %}
    left join ({{ known_values(rule) }}) as {{ rule.name }}__seed on casts.{{ rule.name }} = {{ rule.name }}__seed.known_value
    {%- endfor %}
)
{%- endmacro %}


{# The values a seed's column allows, in capitals where the cell is. A join, as Spark has no subquery inside a case. #}
{% macro known_values(rule) -%}
    {%- set value = rule.accepted_from.column -%}
    select distinct {{ 'upper(' ~ value ~ ')' if rule.get('cast') == 'code' else value }} as known_value from {{ ref(rule.accepted_from.seed) }}
{%- endmacro %}


{# DuckDB writes a CTE's expressions into every place that names them, so a cell would be cast a dozen times; Spark does not. #}
{% macro computed_once() -%}
    {{ adapter.dispatch('computed_once')() }}
{%- endmacro %}

{% macro default__computed_once() -%}materialized{%- endmacro %}

{% macro spark__computed_once() -%}{%- endmacro %}
