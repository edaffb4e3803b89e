//! Assessments.
use crate::{
    conditions::{attached, dated, maybe_ids, maybe_texts, shared, subject, texts, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::not;
use rapport_domain::{
    assessment::{Assessment, AssessmentRow, assessments},
    organization::{Organization, organizations},
    review::Review,
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Assessment as AssessmentRow, assessments, key id by AmongIds;
    visible |scope| attached!(scope, assessments guarded);
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, assessments: attached dated reviewed guarded);
        texts!(all, assessments::scale, f.scale);
        texts!(all, assessments::code, f.code);
        maybe_texts!(all, assessments::criterion, f.criterion);
        maybe_ids!(all, scope, assessments::assessor_id, f.assessor, Organization in organizations);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| worded!(new assessments, n);
    update |p| (worded!(assessments, p), dated!(assessments, p), subject!(assessments, p));
}
