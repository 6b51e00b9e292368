-- Each regime begins the day after the one before it ended, and only the last has no end.
{{ config(meta={'dagster': {'ref': {'name': 'federal_enforcement_regimes'}}}) }}

with ordered as (
    select
        regime,
        starts_on,
        ends_on,
        lag(ends_on) over (order by starts_on) as previous_ends_on,
        row_number() over (order by starts_on) as regime_number,
        count(*) over () as n_regimes
    from {{ ref('federal_enforcement_regimes') }}
)

select
    regime,
    starts_on,
    ends_on,
    previous_ends_on
from ordered
where
    (regime_number = 1 and starts_on <> cast('2003-01-01' as date))
    or (regime_number > 1 and (previous_ends_on is null or starts_on <> {{ add_days('previous_ends_on', 1) }}))
    or (ends_on is null) <> (regime_number = n_regimes)
    or ends_on < starts_on
