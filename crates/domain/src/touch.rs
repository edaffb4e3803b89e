//! Touches: the dated contacts of which support that went on consists.
use crate::{
    intervention::{Mode, interventions},
    text::Prose,
};

crate::element! {
    /// One contact of a thread: a call, a mail, a meeting.
    Touch, NewTouch in intervention_touches (intervention_id) of interventions: dated;
    optional {
        /// How people were in touch.
        mode: Mode as Mode => Text,
        /// What it was about.
        note: String as Prose => Text,
    }
    also |new, problems| {
        if new.when.is_undated() {
            problems.add_at("when", "undated_touch", "say when, as vague as it is known");
        }
    }
}
