{{ kept_rows(source('raw', 'ice_287g_pending')) }}
