//! Notes: what somebody wrote down about a record.
use crate::{check::Problems, entity::Entity, reference::Visitor, text::Prose};
use rapport_schema::Instant;
use serde::Serialize;

crate::shared_table! {
    /// Notes.
    notes: attached guarded worded;
    text -> Text,
}
crate::embed_about!(notes);

crate::shared_row! {
    /// A note's columns.
    NoteRow of Note in notes: attached guarded worded;
    /// What it says.
    pub text: String,
}
/// What somebody wrote down about a record.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Note {
    /// Its columns.
    #[serde(flatten)]
    pub row: NoteRow,
}
impl From<NoteRow> for Note {
    fn from(row: NoteRow) -> Self {
        Self { row }
    }
}
crate::shared_input! { NewNote, NotePatch of Note => notes: attached guarded worded;
    required {
        /// What it says.
        text: Prose,
    }
    also |new, problems| { new.about.must_be(problems); }
}
crate::shared_filter! {
    /// Conditions on notes.
    NoteFilter of Note: attached guarded worded;
}
crate::sort_keys! {
    /// Orders of notes.
    NoteSort of Note {
        CreatedAt = "created_at": (Instant,) => |n| (n.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |n| (n.row.updated_at,),
    }
}
impl Entity for Note {
    crate::entity_of! { Note "note" in "notes" as Attached:
        NewNote, NotePatch, NoteFilter, NoteSort; attached guarded worded;
        "What somebody wrote down about a record."
    }
    crate::carries_over! { worded row { text: Prose }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.about(&mut self.row.about);
    }
    fn rules(&self, problems: &mut Problems) {
        self.row.about.must_be(problems);
    }
}
