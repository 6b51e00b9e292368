{#
Every row of a staged table is in the model: a join that knows no such state or code would drop it silently. Rows the model
leaves out on purpose are named by a condition, `unless`.
#}
{% test every_row_of(model, staged, unless='false') %}
select
    staged.source_file_id,
    staged.source_row_number
from {{ staged }} as staged
left join {{ model }} as claims
    on staged.source_file_id = claims.source_file_id and staged.source_row_number = claims.source_row_number
where claims.source_file_id is null and not ({{ unless }})
{% endtest %}
