//! Assessments.
use crate::{
    conditions::{and, attached, by_sensitivity, dated, maybe_ids, shared, subject, texts},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::not;
use rapport_domain::{
    assessment::{Assessment, AssessmentRow, assessments},
    organization::{Organization, organizations},
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Assessment as AssessmentRow, assessments, key id by AmongIds;
    visible |scope| and(by_sensitivity!(scope, assessments), attached!(scope, assessments));
    matching |f, scope, all| {
        shared!(all, f, assessments: attached dated reviewed guarded);
        texts!(all, assessments::scale, f.scale);
        texts!(all, assessments::code, f.code);
        maybe_ids!(all, scope, assessments::assessor_id, f.assessor, Organization in organizations);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    update |p| (dated!(assessments, p), subject!(assessments, p));
}
