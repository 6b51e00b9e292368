-- What became of each interviewed person half a year later, as far as the files tell.
with interviews as (
    select * from {{ ref('int_interviews') }}
),

contacts as (
    select
        idper,
        quarter_count,
        is_interviewed
    from {{ ref('int_contacts') }}
    where not is_national_only
),

households as (
    select
        idhh,
        address_id,
        quarter_count,
        is_interviewed
    from {{ ref('int_household_interviews') }}
    where not is_national_only
),

addresses as (
    select
        address_id,
        quarter_count
    from households
    group by address_id, quarter_count
),

address_starts as (
    select
        address_id,
        min(quarter_count) as first_quarter_count
    from addresses
    group by address_id
),

file_ends as (
    select max(quarter_count) as last_quarter_count
    from households
),

followed as (
    select
        interviews.yearq,
        interviews.idper,
        case
            when contacts.is_interviewed then 'interviewed'
            when contacts.idper is not null then 'person_noninterview'
            when households.is_interviewed then 'left_household'
            when households.idhh is not null then 'household_noninterview'
            when addresses.address_id is not null then 'household_replaced'
            -- an address stays for seven half-years, whoever lives there: a replacement household counts from one again
            when interviews.interview_number >= 7 or interviews.quarter_count >= address_starts.first_quarter_count + 12
                then 'rotated_out'
            when interviews.quarter_count + 2 > file_ends.last_quarter_count then 'files_end'
            -- cases of the design of 1990 took new ids in 2006; the redesign of 2016 began with new addresses
            when interviews.quarter_count < 2006 * 4 and interviews.quarter_count + 2 >= 2006 * 4 then 'break_of_2006'
            when interviews.quarter_count < 2016 * 4 and interviews.quarter_count + 2 >= 2016 * 4 then 'redesign_of_2016'
            else 'address_left_sample'
        end as next_contact
    from interviews
    cross join file_ends
    left join contacts
        on interviews.idper = contacts.idper and interviews.quarter_count + 2 = contacts.quarter_count
    left join households
        on interviews.idhh = households.idhh and interviews.quarter_count + 2 = households.quarter_count
    left join address_starts on interviews.address_id = address_starts.address_id
    left join addresses
        on interviews.address_id = addresses.address_id and interviews.quarter_count + 2 = addresses.quarter_count
)

select
    yearq,
    idper,
    next_contact,
    case
        when next_contact = 'interviewed' then false
        when next_contact in ('person_noninterview', 'left_household', 'household_noninterview', 'household_replaced') then true
    end as is_next_interview_missing,
    case
        when next_contact = 'household_replaced' then true
        when next_contact in ('interviewed', 'person_noninterview', 'left_household', 'household_noninterview') then false
    end as is_household_replaced
from followed
