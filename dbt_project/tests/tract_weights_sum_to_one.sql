-- The weights of a tract of 2000 give away all of its residents, or it has none. Divided by their sum they would look whole where
-- a row was lost or set aside, and move the residents of that row into other tracts. Remedy: mend or remove the tract's rows in
-- the file of weights; what was set aside stands in quality.rejected_rows.
select
    tract_code_2000,
    count(*) as n_rows,
    sum(weight) as weight_total
from {{ ref('stg_ltdb__tract_weights_2000_2010') }}
group by tract_code_2000
having abs(sum(weight) - 1) > 1e-3 and sum(weight) > 0
