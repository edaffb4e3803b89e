//! Taggings: which record has which tag. Among live ones a record has a tag once.
use crate::{check::Problems, entity::Entity, filter::Among, reference::Visitor, tag::Tag, text::Code};
use rapport_schema::Instant;
use serde::Serialize;

crate::shared_table! {
    /// Taggings.
    taggings: attached;
    tag -> Text,
}
crate::embed_about!(taggings);

crate::shared_row! {
    /// A tagging's columns.
    TaggingRow of Tagging in taggings: attached;
    /// The tag.
    pub tag: Code<Tag>,
}
/// A tag on a record.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Tagging {
    /// Its columns.
    #[serde(flatten)]
    pub row: TaggingRow,
}
impl From<TaggingRow> for Tagging {
    fn from(row: TaggingRow) -> Self {
        Self { row }
    }
}
crate::shared_input! { NewTagging, TaggingPatch of Tagging => taggings: attached;
    required {
        /// The tag.
        tag: Code<Tag>,
    }
    also |new, problems| { new.about.must_be(problems); }
}
crate::shared_filter! {
    /// Conditions on taggings.
    TaggingFilter of Tagging: attached;
    /// The tag.
    tag: Among<Code<Tag>>,
}
crate::sort_keys! {
    /// Orders of taggings.
    TaggingSort of Tagging {
        CreatedAt = "created_at": (Instant,) => |t| (t.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |t| (t.row.updated_at,),
    }
}
impl Entity for Tagging {
    crate::entity_of! { Tagging "tagging" in "taggings" as Attached:
        NewTagging, TaggingPatch, TaggingFilter, TaggingSort; attached;
        "Which record has which tag; once each."
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.about(&mut self.row.about);
        visitor.code::<Tag>("tag", &self.row.tag);
    }
    crate::referring! { TaggingFilter; Tag => tag }
    fn rules(&self, problems: &mut Problems) {
        self.row.about.must_be(problems);
    }
}
