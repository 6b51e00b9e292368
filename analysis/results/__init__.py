"""The tables of results: columns, types, keys and what each column means."""
