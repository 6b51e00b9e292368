{{ kept_rows(source('raw', 'acs5')) }}
