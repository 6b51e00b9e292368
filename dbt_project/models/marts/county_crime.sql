{%- set offences = [
    'murders', 'rapes', 'robberies', 'aggravated_assaults', 'burglaries', 'larcenies', 'motor_vehicle_thefts', 'arsons'
] %}
{%- set rates = ['violent_crimes', 'property_crimes'] + offences -%}
with crime as (
    select * from {{ ref('int_county_crime') }}
),

residents as (
    select * from {{ ref('int_county_population_years') }}
),

summed as (
    select
        crime.*,
        crime.murders + crime.rapes + crime.robberies + crime.aggravated_assaults as violent_crimes_sum,
        crime.burglaries + crime.larcenies + crime.motor_vehicle_thefts as property_crimes_sum,
        -- imputed crimes stand for the whole county, so the residents of reporting agencies come last
        coalesce(crime.printed_population, residents.population, nullif(crime.reporting_population, 0)) as population,
        case
            when crime.printed_population is not null then 'printed'
            when residents.population is not null then 'county_year'
            when crime.reporting_population > 0 then 'reporting_agencies'
        end as population_basis
    from crime
    left join residents on crime.county_fips = residents.county_fips and crime.year = residents.year
),

totalled as (
    select
        *,
        coalesce(violent_crimes_printed, violent_crimes_sum) as violent_crimes,
        coalesce(property_crimes_printed, property_crimes_sum) as property_crimes
    from summed
)

select
    county_fips,
    cast(year as integer) as year,
    {%- for offence in offences %}
    cast({{ offence }} as integer) as {{ offence }},
    {%- endfor %}
    cast(violent_crimes as integer) as violent_crimes,
    cast(violent_crimes_sum as integer) as violent_crimes_sum,
    cast(property_crimes as integer) as property_crimes,
    cast(property_crimes_sum as integer) as property_crimes_sum,
    case
        when violent_crimes_printed is not null and property_crimes_printed is not null
            then violent_crimes_printed = violent_crimes_sum and property_crimes_printed = property_crimes_sum
    end as is_total_sum_of_offences,
    cast(population as integer) as population,
    population_basis,
    cast(reporting_population as integer) as reporting_population,
    {%- for counted in rates %}
    cast({{ counted }} * 100000.0 / population as double) as {{ counted }}_per_100000,
    {%- endfor %}
    cast(coverage_indicator as double) as coverage_indicator,
    coverage_indicator < {{ var('lowest_coverage_indicator') }} or reporting_population = 0 as is_coverage_warned,
    is_synthetic
from totalled
