//! Follow-ups: what somebody is to do, by when, about which record.
use crate::{
    check::Problems,
    codes,
    entity::Entity,
    filter::{Among, Dates},
    reference::Visitor,
    text::{Line, Prose, fold},
    user::User,
    when::{Edtf, Period, When},
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Follow-ups.
    follow_ups: attached guarded worded;
    title -> Text,
    title_folded -> Text,
    due_text -> Nullable<Text>,
    due_earliest -> Date,
    due_latest -> Date,
    due_undated -> Bool,
    owner_id -> Nullable<DbId>,
    status -> Text,
    done -> Nullable<Text>,
    note -> Nullable<Text>,
}
crate::embed_about!(follow_ups);
crate::embed_when!(follow_ups: due_text, due_earliest, due_latest);

codes! {
    /// Whether it is still to be done.
    FollowUpStatus { Open = "open", Done = "done", Cancelled = "cancelled" } default Open
}
crate::shared_row! {
    /// A follow-up's own columns.
    FollowUpRow of FollowUp in follow_ups: attached guarded worded;
    /// What is to be done.
    pub title: String,
    /// By when, in EDTF.
    #[diesel(select_expression = (follow_ups::due_text, follow_ups::due_earliest, follow_ups::due_latest))]
    pub due: Period,
    /// Who is to do it; null where nobody is named.
    pub owner_id: Option<Id<User>>,
    /// Whether it is still to be done.
    pub status: FollowUpStatus,
    /// When it was done, in EDTF.
    pub done: Option<Edtf>,
    /// What there is to say of it.
    pub note: Option<String>,
}
/// What somebody is to do.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FollowUp {
    /// Its own columns.
    #[serde(flatten)]
    pub row: FollowUpRow,
}
impl From<FollowUpRow> for FollowUp {
    fn from(row: FollowUpRow) -> Self {
        Self { row }
    }
}
crate::shared_input! { NewFollowUp, FollowUpPatch of FollowUp => follow_ups: attached guarded worded;
    required {
        /// What is to be done.
        title: Line,
    }
    optional {
        /// Who is to do it: coordinators name themselves, administrators anyone.
        owner_id: Id<User>,
        /// When it was done, in EDTF.
        done: Edtf,
        /// What there is to say of it.
        note: Prose,
    }
    defaulted {
        /// Whether it is still to be done.
        status: FollowUpStatus,
    }
    spread {
        /// By when, in EDTF.
        due: When,
    }
    also |new, problems| { check_done(new.status, new.done.is_some(), problems); }
}
fn check_done(status: FollowUpStatus, done: bool, problems: &mut Problems) {
    if done && status == FollowUpStatus::Open {
        problems.add_at("done", "not_done", "what is still to be done has no date on which it was; say null");
    }
}
crate::shared_filter! {
    /// Conditions on follow-ups.
    FollowUpFilter of FollowUp: attached guarded;
    /// Whether it is still to be done.
    status: Among<FollowUpStatus>,
    /// By when.
    due: Dates,
    /// Who is to do it.
    owner: Among<Id<User>>,
}
crate::sort_keys! {
    /// Orders of follow-ups.
    FollowUpSort of FollowUp {
        Due = "due": (bool, chrono::NaiveDate, chrono::NaiveDate) => |f| f.row.due.order(),
        Title = "title": (String,) => |f| (fold(&f.row.title),),
        CreatedAt = "created_at": (Instant,) => |f| (f.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |f| (f.row.updated_at,),
    }
}
impl Entity for FollowUp {
    crate::entity_of! { FollowUp "follow_up" in "follow-ups" as Attached:
        NewFollowUp, FollowUpPatch, FollowUpFilter, FollowUpSort; attached guarded;
        "What somebody is to do, by when, about which record."
    }
    crate::carries_over! { worded row { title: Line, note: Prose }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.about(&mut self.row.about);
    }
    fn rules(&self, problems: &mut Problems) {
        check_done(self.row.status, self.row.done.is_some(), problems);
    }
}
