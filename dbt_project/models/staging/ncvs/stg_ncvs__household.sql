{{ kept_rows(source('raw', 'ncvs_household')) }}
