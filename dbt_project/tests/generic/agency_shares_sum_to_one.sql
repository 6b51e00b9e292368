{# The shares of an agency's counties sum to 1, and each is positive. #}
{% test agency_shares_sum_to_one(model) %}
select
    state_fips,
    agency_key,
    sum(population_share) as share_total
from {{ model }}
group by state_fips, agency_key
having abs(sum(population_share) - 1) > 1e-9 or min(population_share) <= 0 or count(population_share) < count(*)
{% endtest %}
