-- Primary sampling units of each variance year group: what a domain has no record in still belongs to the design.
with households as (
    select * from {{ ref('int_household_interviews') }}
)

select distinct
    variance_year_group,
    -- a record without design variables stands in a stratum of its own
    coalesce(pseudo_stratum, 0) as pseudo_stratum,
    coalesce(half_sample, 0) as half_sample
from households
where is_for_national_rates
