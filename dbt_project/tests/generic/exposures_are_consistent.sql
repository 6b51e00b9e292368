{# Full implies share one implies any; no share without any; what no source covers is unknown. #}
{% test exposures_are_consistent(model) %}
select *
from {{ model }}
where
    (exposure_full and coalesce(exposure_share, 1) < 1)
    or (exposure_share > 0 and not coalesce(exposure_any, false))
    or (exposure_share = 0 and coalesce(exposure_any, true))
    or (exposure_any is not null and not exposure_any and coalesce(exposure_share, 0) > 0)
    or (not is_covered and exposure_any is not null and not exposure_any)
{% endtest %}
