select
    cast(null as string) as tract_geoid_listed,
    cast(null as integer) as tract_vintage,
    cast(null as string) as tract_geoid
where false
