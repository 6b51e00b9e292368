{{ kept_rows(source('raw', 'ncvs_area')) }}
