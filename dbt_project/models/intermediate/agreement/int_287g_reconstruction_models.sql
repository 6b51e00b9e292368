-- Each way in which the reconstruction writes an agreement's models, and what it says: one model, or a relabelling of the one
-- to the other. Anything else is no statement about the model.
with reconstructed as (
    select distinct models_listed from {{ ref('stg_ice__reconstruction') }}
    where models_listed is not null
),

support_types as (
    select * from {{ ref('support_types') }}
),

parts as (
    select
        models_listed,
        upper(trim(split_part(models_listed, '->', 1))) as first_listed,
        upper(trim(split_part(models_listed, '->', 2))) as second_listed,
        trim(split_part(models_listed, '->', 3)) as third_listed
    from reconstructed
)

select
    parts.models_listed,
    first_model.policy as first_policy,
    case when second_model.policy <> first_model.policy then second_model.policy end as second_policy,
    case
        when first_model.policy is null then 'not one of the support types'
        when parts.second_listed <> '' and second_model.policy is null then 'not one of the support types'
        when parts.third_listed <> '' then 'relabelled more than once'
        when first_model.policy not in ('287g_jail', '287g_task_force', '287g_hybrid') then 'not a model of those years'
        when second_model.policy not in ('287g_jail', '287g_task_force') then 'not a model it can have been relabelled to'
    end as problem
from parts
left join support_types as first_model on parts.first_listed = first_model.support_type
left join support_types as second_model on parts.second_listed = second_model.support_type
