{# Shares of each group add up to one, or are unknown throughout. #}
{% test shares_sum_to_one(model, share, group) %}
select
    {{ group }},
    sum({{ share }}) as share_total
from {{ model }}
group by {{ group }}
having
    (count({{ share }}) > 0 and count({{ share }}) < count(*))
    or abs(sum({{ share }}) - 1) > 1e-9
{% endtest %}
