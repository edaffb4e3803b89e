use crate::{
    conditions::{by_sensitivity, dated, linked_dates, maybe_numbers, maybe_texts, shared, texts, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use rapport_domain::{
    action_plan::{
        ActionPlan, ActionPlanRow, PlanDeadline, PlanVersion, action_plan_deadlines, action_plan_versions, action_plans,
    },
    review::Review,
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { ActionPlan as ActionPlanRow, action_plans, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, action_plans, |countries, _regions| {
        AmongTexts::new(action_plans::country, countries)
    });
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, action_plans: dated reviewed guarded);
        texts!(all, action_plans::country, f.country);
        maybe_numbers!(all, action_plans::number, f.number);
        maybe_texts!(all, action_plans::official_id, f.official_id);
        maybe_texts!(all, action_plans::phase, f.phase);
        linked_dates!(all, action_plans::id, action_plan_deadlines.action_plan_id, due_text, due_earliest, due_latest, f.due);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| worded!(new action_plans, n);
    update |p| (worded!(action_plans, p), dated!(action_plans, p));
    elements {
        versions => action_plan_versions.action_plan_id: PlanVersion,
        deadlines => action_plan_deadlines.action_plan_id: PlanDeadline,
    }
}
