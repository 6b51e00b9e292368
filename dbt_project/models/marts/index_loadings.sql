-- Loadings kept from another fit are used as they are: an index that a user has frozen is not fitted again.
with fitted as (
    select * from {{ ref('int_index_loadings') }}
),

kept as (
    select
        staged.*,
        files.is_synthetic
    from {{ ref('stg_index__loadings') }} as staged
    inner join {{ ref('stg_catalog__source_files') }} as files on staged.source_file_id = files.source_file_id
),

chosen as (
    select
        index_name,
        item,
        n_tracts,
        item_mean,
        item_standard_deviation,
        loading,
        scoring_coefficient,
        share_of_variance,
        true as is_fitted_here,
        is_synthetic
    from fitted
    where index_name not in (select kept.index_name from kept)

    union all

    select
        index_name,
        item,
        n_tracts,
        item_mean,
        item_standard_deviation,
        loading,
        scoring_coefficient,
        share_of_variance,
        false as is_fitted_here,
        is_synthetic
    from kept
)

select
    index_name,
    item,
    cast(n_tracts as bigint) as n_tracts,
    cast(item_mean as double) as item_mean,
    cast(item_standard_deviation as double) as item_standard_deviation,
    cast(loading as double) as loading,
    cast(scoring_coefficient as double) as scoring_coefficient,
    cast(share_of_variance as double) as share_of_variance,
    is_fitted_here,
    is_synthetic
from chosen
