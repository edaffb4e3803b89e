//! Steps of a status: appended, never changed. The current status is the last one appended.
use crate::{
    check::{Checked, Problems},
    partial_date::PartialDate,
    text::{Line, Prose},
    turnover::Turnover,
    user::User,
    when::{Dated, When},
};
use diesel::prelude::*;
use rapport_schema::{Id, Instant};
use serde::{Deserialize, Serialize};

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Steps of the status of commitments and results.
    #[allow(missing_docs)]
    transitions (id) {
        id -> DbId,
        kind -> Text,
        record_id -> DbId,
        position -> Integer,
        status -> Text,
        when_text -> Nullable<Text>,
        when_earliest -> Date,
        when_latest -> Date,
        when_said -> Nullable<Text>,
        when_inferred -> Bool,
        cause -> Nullable<Text>,
        evidence -> Nullable<Text>,
        turnover_id -> Nullable<DbId>,
        recorded_at -> DbInstant,
        recorded_by -> Nullable<DbId>,
    }
}

/// One step of a status.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = transitions)]
pub struct Transition {
    /// Its identity.
    pub id: Id<Transition>,
    /// The status reached.
    pub status: String,
    /// When it was reached, which may lie before the step that was recorded before it.
    #[diesel(select_expression = (transitions::when_text, transitions::when_earliest, transitions::when_latest,
        transitions::when_said, transitions::when_inferred))]
    #[serde(flatten)]
    pub when: Dated,
    /// What brought it about.
    pub cause: Option<String>,
    /// What shows it.
    pub evidence: Option<String>,
    /// The turnover that brought it about.
    pub turnover_id: Option<Id<Turnover>>,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who recorded it.
    pub recorded_by: Option<Id<User>>,
}

impl Transition {
    /// Whether it surely came after a turnover, and not by it.
    pub fn confirms(&self, turnover: &Id<Turnover>, when: &Dated) -> bool {
        let after = self.when.when.0.as_ref().zip(when.when.0.as_ref());
        self.turnover_id.as_ref() != Some(turnover) && after.is_some_and(|(step, that)| step.earliest() > that.latest())
    }
}

/// The body of a POST to `…/transitions`.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct NewTransition<S> {
    /// The status reached.
    pub status: S,
    /// When it was reached.
    #[serde(default)]
    pub when: When,
    /// The source's own words for it.
    pub when_said: Option<Line>,
    /// Whether a part of the date was supplied by us.
    #[serde(default)]
    pub when_inferred: bool,
    /// What brought it about.
    pub cause: Option<Prose>,
    /// What shows it.
    pub evidence: Option<Prose>,
    /// The turnover that brought it about.
    pub turnover_id: Option<Id<Turnover>>,
}
crate::only_objects!(NewTransition<S>);
impl<S> NewTransition<S> {
    /// The first step, which a record takes when it is created.
    pub fn first(status: S, when: When, when_said: Option<Line>, when_inferred: bool) -> Self {
        Self { status, when, when_said, when_inferred, cause: None, evidence: None, turnover_id: None }
    }
}
impl<S> Checked for NewTransition<S> {
    fn check(&self, problems: &mut Problems) {
        problems.within("when", |p| self.when.check(p));
        problems.within("when_said", |p| self.when_said.check(p));
        problems.within("cause", |p| self.cause.check(p));
        problems.within("evidence", |p| self.evidence.check(p));
        problems.within("turnover_id", |p| self.turnover_id.check(p));
    }
}

/// A status whose steps follow a table.
pub trait Steps:
    Copy + PartialEq + std::fmt::Display + serde::de::DeserializeOwned + utoipa::ToSchema + Send + Sync + Sized + 'static
{
    /// Every status.
    const ALL: &'static [Self];
    /// Those that may follow.
    fn next(self) -> &'static [Self];
    /// Notes a step that the table forbids.
    fn check(from: Self, to: Self, problems: &mut Problems) {
        if !from.next().contains(&to) {
            let next: Vec<_> = from.next().iter().map(ToString::to_string).collect();
            let detail = format!("{from} may go to {}, not to {to}", next.join(", "));
            problems.add_at("status", "forbidden_transition", detail);
        }
    }
    /// Takes it and its steps back to a date. The first step is the record's own beginning and stays. What was recorded after
    /// a step that came later came later too, unless it has a date of its own.
    fn take_back(&mut self, steps: &mut Vec<Transition>, at: &PartialDate) {
        let (mut first, mut later) = (true, false);
        steps.retain(|step| {
            let begun = match step.when.when.0 {
                Some(_) => step.when.begun_by(at),
                None => !later,
            };
            later |= !begun;
            std::mem::take(&mut first) || begun
        });
        let reached = steps.last().and_then(|last| Self::ALL.iter().find(|status| status.to_string() == last.status));
        *self = reached.copied().unwrap_or(*self);
    }
    /// The table as Markdown.
    fn table() -> String {
        let mut page = String::from("| from | may go to |\n|---|---|\n");
        for from in Self::ALL {
            let next: Vec<_> = from.next().iter().map(ToString::to_string).collect();
            page.push_str(&format!("| {from} | {} |\n", next.join(", ")));
        }
        page
    }
}
