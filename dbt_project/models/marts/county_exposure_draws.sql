-- Exposures under each draw of the uncertain dates, where they differ from those of county_exposures: an estimate is repeated
-- over draws by laying these rows over that table.
with spells as (
    select * from {{ ref('policy_timeline') }}
),

date_draws as (
    select * from {{ ref('policy_date_draws') }}
),

draws as (
    select distinct draw_number from date_draws
),

counted_spells as (
    select * from {{ ref('int_counted_spells') }}
    where counting_rule = '{{ var("counting_rule") }}'
),

bridge as (
    select * from {{ ref('jurisdiction_counties') }}
),

months as (
    select * from {{ ref('int_months') }}
),

base as (
    select * from {{ ref('county_exposures') }}
),

interviewed as (
    select distinct county_fips from base
),

drawn_spells as (
    select
        draws.draw_number,
        bridge.county_fips,
        counted_spells.counted_as as policy,
        coalesce(date_draws.starts_on, spells.start_latest) as starts_on,
        coalesce(date_draws.ends_on, spells.end_earliest, cast('2999-12-31' as date)) as ends_on,
        date_draws.spell_id is not null as is_uncertain
    from spells
    inner join counted_spells on spells.spell_id = counted_spells.spell_id
    inner join bridge on spells.jurisdiction_id = bridge.jurisdiction_id
    inner join interviewed on bridge.county_fips = interviewed.county_fips
    cross join draws
    left join date_draws on spells.spell_id = date_draws.spell_id and draws.draw_number = date_draws.draw_number
    where counted_spells.counted_as in ({{ text_list(var('exposure_policies')) }})
),

-- only where a date is uncertain can a draw say anything new
uncertain as (
    select distinct
        policy,
        county_fips
    from drawn_spells
    where is_uncertain
),

in_month as (
    select
        drawn_spells.draw_number,
        drawn_spells.policy,
        drawn_spells.county_fips,
        months.month_start,
        max(case
            when drawn_spells.starts_on <= months.month_start and drawn_spells.ends_on >= months.month_end then 1 else 0
        end) as is_whole
    from drawn_spells
    inner join uncertain
        on drawn_spells.policy = uncertain.policy and drawn_spells.county_fips = uncertain.county_fips
    inner join months
        on drawn_spells.starts_on <= months.month_end and drawn_spells.ends_on >= months.month_start
    group by drawn_spells.draw_number, drawn_spells.policy, drawn_spells.county_fips, months.month_start
),

-- each active month lies in the windows of the six interviews after it
windows as (
    select
        in_month.draw_number,
        in_month.policy,
        in_month.county_fips,
        {{ add_months('in_month.month_start', 'lags.n + 1') }} as interview_month,
        count(*) as n_active,
        sum(in_month.is_whole) as n_whole
    from in_month
    cross join range(6) as lags (n)
    group by in_month.draw_number, in_month.policy, in_month.county_fips, {{ add_months('in_month.month_start', 'lags.n + 1') }}
),

exposed as (
    select
        draws.draw_number,
        base.policy,
        base.county_fips,
        base.interview_month,
        base.exposure_any,
        base.exposure_share,
        base.exposure_full,
        coalesce(windows.n_active, 0) as n_active,
        coalesce(windows.n_whole, 0) as n_whole,
        base.is_synthetic
    from base
    inner join uncertain on base.policy = uncertain.policy and base.county_fips = uncertain.county_fips
    cross join draws
    left join windows
        on draws.draw_number = windows.draw_number
            and base.policy = windows.policy
            and base.county_fips = windows.county_fips
            and base.interview_month = windows.interview_month
    where base.is_covered
)

select
    draw_number,
    policy,
    county_fips,
    interview_month,
    n_active > 0 as exposure_any,
    cast(n_active / 6.0 as double) as exposure_share,
    n_whole = 6 as exposure_full,
    is_synthetic
from exposed
where
    exposure_any is distinct from (n_active > 0)
    or exposure_share is null or abs(exposure_share - n_active / 6.0) > 1e-9
    or exposure_full is distinct from (n_whole = 6)
