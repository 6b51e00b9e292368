{# Rows read are rows kept plus rows rejected, for every file. #}
{% test rows_add_up(model) %}
select *
from {{ model }}
where rows_read <> rows_kept + rows_rejected
{% endtest %}
