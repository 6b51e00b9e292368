{{ kept_rows(source('raw', 'police_agencies')) }}
