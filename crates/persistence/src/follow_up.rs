//! Follow-ups.
use crate::{
    conditions::{attached, dated, dates, ids, shared, subject, texts, titled, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::not;
use rapport_domain::follow_up::{FollowUp, FollowUpRow, follow_ups};
use rapport_schema::{AmongIds, AmongTexts};

statements! { FollowUp as FollowUpRow, follow_ups, key id by AmongIds;
    visible |scope| attached!(scope, follow_ups guarded);
    matching |f, scope, all| {
        shared!(all, f, follow_ups: attached guarded);
        texts!(all, follow_ups::status, f.status);
        dates!(all, follow_ups, due_undated, due_earliest, due_latest, f.due);
        ids!(all, follow_ups::owner_id, f.owner);
    }
    sort {
        Due => rising [due_undated: bool], [due_earliest: NaiveDate], [due_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (titled!(new follow_ups::title_folded, n.title), worded!(new follow_ups, n));
    update |p| (worded!(follow_ups, p),
        titled!(follow_ups::title_folded, p.title),
        subject!(follow_ups, p),
        dated!(follow_ups, p.due: due_text, due_earliest, due_latest),
    );
}
