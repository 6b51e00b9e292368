{{ kept_rows(source('raw', 'secure_communities')) }}
