//! Tags: words that a team sorts its records by.
use crate::{
    entity::{Class, Entity, Kind, Version},
    filter::Among,
    region::code_of,
    text::{Code, Folded, Line, Prose, fold},
    translations::Translations,
};
use diesel::prelude::*;
use rapport_schema::Instant;
use serde::Serialize;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbInstant;
    /// Tags.
    #[allow(missing_docs)]
    tags (code) {
        code -> Text,
        version -> Integer,
        created_at -> DbInstant,
        updated_at -> DbInstant,
        deleted_at -> Nullable<DbInstant>,
        name -> Text,
        name_folded -> Text,
        names -> Text,
        note -> Nullable<Text>,
    }
}

/// A tag.
#[derive(Clone, Debug, Queryable, Selectable, Serialize, utoipa::ToSchema)]
#[diesel(table_name = tags)]
pub struct Tag {
    /// Its code, such as `co_creation`.
    pub code: Code<Tag>,
    /// How often it has been written.
    pub version: Version,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last written.
    pub updated_at: Instant,
    /// The word.
    pub name: String,
    /// The word by language.
    pub names: Translations,
    /// What it is for.
    pub note: Option<String>,
}

crate::input! { NewTag, TagPatch => tags;
    required {
        /// The word.
        name: Line,
    }
    optional {
        /// What it is for.
        note: Prose,
    }
    defaulted {
        /// The word by language.
        names: Translations,
    }
    once {
        /// Its code; made from the name where absent.
        code: Option<Code<Tag>>,
    }
}
crate::filter! {
    /// Conditions on tags.
    TagFilter {
        /// Its code.
        code: Among<Code<Tag>>,
        /// The word, whatever the case and accents.
        name: Among<Folded>,
    }
}
crate::sort_keys! {
    /// Orders of tags.
    TagSort of Tag {
        Name = "name": (String,) => |t| (fold(&t.name),),
        Code = "code": (String,) => |t| (t.code.to_string(),),
    }
}
impl Entity for Tag {
    const KIND: Kind = Kind { name: "tag", path: "tags", class: Class::Record };
    const ABOUT: &'static str = "Words that a team sorts its records by.";
    type Key = Code<Tag>;
    type New = NewTag;
    type Patch = TagPatch;
    type Filter = TagFilter;
    type Sort = TagSort;
    fn key(&self) -> Code<Tag> {
        self.code.clone()
    }
    fn version(&self) -> Version {
        self.version
    }
    fn chosen(new: &NewTag) -> Option<Code<Tag>> {
        new.code.clone().or_else(|| code_of(&new.name))
    }
    fn carry_over(before: &Self, _seen: &Self, patch: &mut TagPatch) {
        patch.names = patch.names.as_ref().map(|names| before.names.merged(names));
    }
}
