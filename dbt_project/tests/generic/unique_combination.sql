{# No two rows share these columns, and none of the columns is missing. #}
{% test unique_combination(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as n_rows
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 {% for column in columns %}or {{ column }} is null{{ ' ' if not loop.last }}{% endfor %}
{% endtest %}
