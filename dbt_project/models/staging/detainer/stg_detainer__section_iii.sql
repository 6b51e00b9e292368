{{ kept_rows(source('raw', 'detainer_section_iii')) }}
