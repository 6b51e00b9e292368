{{ kept_rows(source('raw', 'ncvs_incident')) }}
