-- depends_on: {{ ref('states') }}, {{ ref('support_types') }}
{{ kept_rows() }}
