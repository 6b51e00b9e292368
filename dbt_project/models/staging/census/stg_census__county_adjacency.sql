{{ kept_rows(source('raw', 'county_adjacency')) }}
