-- Cells of the reconstruction that cannot be used, and rows that make no claim, with the reason.
with reconstructed as (
    select * from {{ ref('stg_ice__reconstruction') }}
),

files as (
    select * from {{ ref('stg_catalog__source_files') }}
),

lists as (
    select * from {{ ref('int_287g_lists') }}
    where source_id = 'ice_287g_reconstruction'
),

models as (
    select * from {{ ref('int_287g_reconstruction_models') }}
    where problem is not null
),

bounds as (
    select * from {{ ref('int_287g_reconstruction_bounds') }}
),

claims as (
    select distinct
        source_file_id,
        source_row_number
    from {{ ref('int_287g_reconstruction_claims') }}
),

filed as (
    select
        reconstructed.*,
        files.file_name,
        lists.as_of,
        regexp_extract(reconstructed.signing_dates_listed, '([^; ]+)[; ]*$', 1) as last_signing_listed
    from reconstructed
    inner join files on reconstructed.source_file_id = files.source_file_id
    left join lists on true
),

problems as (
    select
        filed.source_file_id,
        filed.source_row_number,
        filed.file_name,
        'models' as column_name,
        'cell set aside: ' || models.problem as reason
    from filed
    inner join models on filed.models_listed = models.models_listed

    union all

    select
        source_file_id,
        source_row_number,
        file_name,
        'first_signed_best' as column_name,
        'cell set aside: after the day the reconstruction speaks of' as reason
    from filed
    where first_signed_on > as_of

    union all

    select
        source_file_id,
        source_row_number,
        file_name,
        'active_to' as column_name,
        'cell set aside: after the day the reconstruction speaks of' as reason
    from filed
    where active_to > as_of

    union all

    select
        source_file_id,
        source_row_number,
        file_name,
        'signing_dates' as column_name,
        case
            when {{ date_cast('last_signing_listed') }} is null then 'cell set aside: its last day cannot be read as a date'
            else 'cell set aside: its last day lies after the day the reconstruction speaks of'
        end as reason
    from filed
    where last_signing_listed <> '' and coalesce({{ date_cast('last_signing_listed') }} > as_of, true)

    union all

    select
        bounds.source_file_id,
        bounds.source_row_number,
        bounds.file_name,
        case when bounds.first_signed_on is null then 'first_signed_best' else 'models' end as column_name,
        case
            when bounds.first_signed_on is null then 'row set aside: no day of first signing'
            when models.problem is null and bounds.models_listed is not null
                then 'row set aside: signed after the end of the model it names'
            else 'row set aside: no source states the model'
        end as reason
    from bounds
    left join models on bounds.models_listed = models.models_listed
    left join claims
        on bounds.source_file_id = claims.source_file_id and bounds.source_row_number = claims.source_row_number
    where claims.source_file_id is null
)

select
    source_file_id,
    source_row_number,
    file_name,
    column_name,
    reason
from problems
