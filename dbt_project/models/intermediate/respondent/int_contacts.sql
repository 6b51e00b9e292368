-- Every scheduled contact with a person of 12 or over, with its number and its place, noninterviews included.
with persons as (
    select * from {{ ref('stg_ncvs__person') }}
),

households as (
    select * from {{ ref('stg_ncvs__household') }}
),

areas as (
    select * from {{ ref('stg_ncvs__area') }}
),

changes as (
    select * from {{ ref('county_changes') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

-- the county code comes as three digits within the state or as all five
located as (
    select
        areas.yearq,
        areas.idper,
        areas.tract_geoid,
        areas.tract_vintage,
        lpad(cast(
            case when areas.county_code < 1000 then areas.state_code * 1000 + areas.county_code else areas.county_code end
            as string
        ), 5, '0') as county_fips_listed
    from areas
)

select
    persons.*,
    case
        when persons.interview_year is not null and persons.interview_month_number is not null
            then make_date(persons.interview_year, persons.interview_month_number, 1)
    end as interview_month,
    coalesce(
        persons.time_in_sample,
        row_number() over (partition by persons.idper order by persons.yearq, persons.source_row_number)
    ) as interview_number,
    households.household_weight,
    households.pseudo_stratum,
    households.half_sample,
    households.tenure,
    coalesce(
        households.income,
        case when households.income_from_2015 >= 15 then 14 else households.income_from_2015 end
    ) as income,
    households.region_code,
    households.place_code,
    coalesce(changes.county_fips_2010, located.county_fips_listed) as county_fips,
    located.tract_geoid,
    located.tract_vintage,
    files.is_synthetic
from persons
inner join files on persons.source_file_id = files.source_file_id
left join households on persons.yearq = households.yearq and persons.idhh = households.idhh
left join located on persons.yearq = located.yearq and persons.idper = located.idper
left join changes on located.county_fips_listed = changes.county_fips_listed
