with tracts as (select distinct tract_vintage, tract_geoid from {{ ref('int_tract_counts') }})
select
    tract_vintage as from_vintage,
    tract_geoid as from_tract_geoid,
    case when tract_vintage = 2000 then 2010 else 2000 end as to_vintage,
    tract_geoid as to_tract_geoid,
    cast(1.0 as double) as weight,
    'identity' as weight_basis,
    false as is_boundary_changed
from tracts
