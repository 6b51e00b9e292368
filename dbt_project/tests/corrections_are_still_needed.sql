-- Each row of agency_corrections and county_name_corrections corrects an error that some real file still has. A row found here
-- corrects nothing: delete it, or write the text as the source now has it.
{{ config(meta={'dagster': {'ref': {'name': 'int_expired_corrections'}}}) }}

select * from {{ ref('int_expired_corrections') }}
