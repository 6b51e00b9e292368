with sources as (
    select * from {{ source('raw', 'sources') }}
)

select
    source,
    title,
    citation,
    licence,
    url,
    layout,
    grain,
    cadence,
    confidentiality,
    period,
    captured_on_basis,
    file_name,
    file_sha256,
    file_bytes,
    n_rows,
    is_synthetic,
    status,
    columns_not_loaded
from sources
