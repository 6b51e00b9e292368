{#
Every row of a staged table is in the model: a join that knows no such state or code would drop it silently. Rows the model
leaves out on purpose are named by a condition, `unless`, or by a model that sets them aside with a reason, `set_aside_by`.
#}
{% test every_row_of(model, staged, unless='false', set_aside_by=none) %}
select
    staged.source_file_id,
    staged.source_row_number
from {{ staged }} as staged
left join {{ model }} as claims
    on staged.source_file_id = claims.source_file_id and staged.source_row_number = claims.source_row_number
where claims.source_file_id is null and not ({{ unless }})
{%- if set_aside_by %}
    and not exists (
        select 1 as found from {{ set_aside_by }} as aside
        where
            aside.set_aside_reason is not null
            and aside.source_file_id = staged.source_file_id
            and aside.source_row_number = staged.source_row_number
    )
{%- endif %}
{% endtest %}
