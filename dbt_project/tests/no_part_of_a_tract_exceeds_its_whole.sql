-- No count of a tract is larger than the count it is a part of, in any release. Cells of one table of the Bureau are of one
-- tabulation, and add up to the digit; residents by age stand in another table than residents, and both are controlled to the
-- same totals. What is over is another cell, or a code.
{{ config(meta={'dagster': {'ref': {'name': 'int_tract_counts'}}}) }}

{{ counts_over_their_whole(ref('int_tract_counts')) }}
