{{ kept_rows(source('raw', 'gazetteer_tract')) }}
