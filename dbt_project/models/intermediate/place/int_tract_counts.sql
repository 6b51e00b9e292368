-- Census counts of each tract in each release, put together from the rows of its files.
-- B23025 counts the civilian labour force from the 2011 release on; before, it is summed over the age groups of B23001,
-- where the groups from 65 on have no armed forces to leave out.
with estimates as (
    select * from {{ ref('stg_census__acs5') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

bins as (
    select * from {{ ref('acs_moved_in_bins') }}
),

-- a call of the API holds at most fifty cells, so even one table's cells may come in two rows
combined as (
    select
        coalesce(
            nullif(split_part(estimates.geo_id, 'US', 2), ''),
            estimates.state_code || estimates.county_code || estimates.tract_code
        ) as tract_geoid,
        files.release_year,
        {{ largest_cells('estimates') }}
        bool_or(files.is_synthetic) as is_synthetic
    from estimates
    inner join files on estimates.source_file_id = files.source_file_id
    group by 1, 2
)

select
    combined.tract_geoid,
    combined.release_year,
    case when combined.release_year <= 2009 then 2000 when combined.release_year <= 2019 then 2010 else 2020 end as tract_vintage,
    coalesce(b01003_001, b03002_001, b01001_001) as population,
    b01001_003 + b01001_004 + b01001_005 + b01001_006 + b01001_027 + b01001_028 + b01001_029 + b01001_030 as n_under_18,
    b01001_006 + b01001_007 + b01001_008 + b01001_009 + b01001_010
    + b01001_030 + b01001_031 + b01001_032 + b01001_033 + b01001_034 as n_aged_15_24,
    b03002_001 as n_of_known_origin,
    b03002_003 as n_white,
    b03002_004 as n_black,
    b03002_006 + b03002_007 as n_asian_or_pacific,
    b03002_005 + b03002_008 + b03002_009 as n_other,
    b03002_012 as n_latino,
    b05002_001 as n_of_known_birthplace,
    b05002_013 as n_foreign_born,
    b11003_001 as n_families,
    b11003_016 as n_female_headed,
    b12001_001 as n_of_known_marital_status,
    b12001_007 + b12001_010 + b12001_016 + b12001_019 as n_divorced_or_separated,
    b17001_001 as n_of_known_poverty,
    b17001_002 as n_poor,
    b19057_001 as n_households,
    b19057_002 as n_public_assistance,
    coalesce(
        b23025_003,
        b23001_006 + b23001_013 + b23001_020 + b23001_027 + b23001_034 + b23001_041 + b23001_048 + b23001_055
        + b23001_062 + b23001_069 + b23001_092 + b23001_099 + b23001_106 + b23001_113 + b23001_120 + b23001_127
        + b23001_134 + b23001_141 + b23001_148 + b23001_155 + b23001_074 + b23001_079 + b23001_084 + b23001_160
        + b23001_165 + b23001_170
    ) as n_labor_force,
    coalesce(
        b23025_005,
        b23001_008 + b23001_015 + b23001_022 + b23001_029 + b23001_036 + b23001_043 + b23001_050 + b23001_057
        + b23001_064 + b23001_071 + b23001_076 + b23001_081 + b23001_086 + b23001_094 + b23001_101 + b23001_108
        + b23001_115 + b23001_122 + b23001_129 + b23001_136 + b23001_143 + b23001_150 + b23001_157 + b23001_162
        + b23001_167 + b23001_172
    ) as n_unemployed,
    b25002_001 as n_housing_units,
    b25002_003 as n_vacant,
    b25038_001 as n_occupied,
    (b25038_003 + b25038_010) * bins.first_bin_share
    + (b25038_004 + b25038_011) * bins.second_bin_share
    + (b25038_005 + b25038_012) * bins.third_bin_share
    + (b25038_006 + b25038_013) * bins.fourth_bin_share as n_moved_under_10y,
    bins.is_interpolated as is_moved_under_10y_interpolated,
    combined.is_synthetic
from combined
left join bins on combined.release_year = bins.release_year
where length(combined.tract_geoid) = 11
