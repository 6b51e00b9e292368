{{ kept_rows() }}
