{#
The level an agency works at, by its name's key and the kind it is listed under: state, county, municipal, tribal or other. The
county in a name goes before the office: "Hudson County Department of Corrections" is no state agency. ICE files state
universities, circuits and regional jails as state agencies; they have an area of their own. Pueblo, Colorado, is no pueblo.
#}
{% macro level_of_agency(agency_key, state_key, agency_type) -%}
    case
        when {{ matches(agency_key, '(^| )(tribe|tribal|nation|pueblo of|reservation|rancheria)( |$)|[a-z] pueblo( |$)') }} then 'tribal'
        when {{ matches(agency_key, '(^| )(university|college|airport|port authority)( |$)') }} then 'other'
        when {{ matches(agency_key, ' (county|parish)( |$)') }} then 'county'
        when {{ matches(agency_key, '(^| )judicial (circuit|district|distric)( |$)') }} then 'other'
        when {{ matches(agency_key, '(^| )(regional|district) (adult |jail|detention|correction)') }} then 'other'
        when
            {{ agency_type }} like 'STATE%'
            or {{ matches(agency_key, '^(department|bureau|division|highway (state )?patrol|office of the) ') }}
            or {{ matches(agency_key, '^(highway (state )?patrol|doc)( |$)') }}
            or (
                substr({{ agency_key }}, 1, length({{ state_key }}) + 1) = {{ state_key }} || ' '
                and {{ matches(
                    'substr(' ~ agency_key ~ ', length(' ~ state_key ~ ') + 1)',
                    '^ (state (police|patrol|highway|guard|bureau)|national guard|highway patrol|military department'
                    ~ '|department of |alcohol |attorney general|law enforcement division)'
                ) }}
            )
            then 'state'
        when {{ matches(agency_key, '(^| )sheriff( |$)') }} then 'county'
        when {{ matches(agency_key, ' (police|marshals?|constables?|public safety)( |$)') }} then 'municipal'
        when {{ agency_type }} like 'COUNTY%' then 'county'
        when {{ agency_type }} like 'MUNICIPAL%' then 'municipal'
        else 'other'
    end
{%- endmacro %}
