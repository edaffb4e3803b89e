//! Sources: the documents, pages and talks that facts come from, each with its own date.
use crate::{
    codes,
    entity::Entity,
    filter::{Among, Maybe},
    reference::Visitor,
    text::{Folded, Line, Web, fold},
    when::Edtf,
    wording::Language,
};
use rapport_schema::Instant;
use serde::Serialize;

crate::shared_table! {
    /// Sources.
    sources: dated guarded noted worded;
    title -> Text,
    title_folded -> Text,
    kind -> Text,
    accessed -> Nullable<Text>,
    language -> Nullable<Text>,
    publisher -> Nullable<Text>,
    url -> Nullable<Text>,
    hash -> Nullable<Text>,
}
crate::embed_when!(sources: when_text, when_earliest, when_latest);

codes! {
    /// What a source is.
    SourceKind {
        Report = "report", WebPage = "web_page", Email = "email", Interview = "interview", Document = "document",
        Dataset = "dataset", SocialMedia = "social_media", Press = "press", Other = "other",
    }
}
crate::shared_row! {
    /// A source's own columns.
    SourceRow of Source in sources: dated guarded noted worded;
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: SourceKind,
    /// When somebody looked at it, in EDTF.
    pub accessed: Option<Edtf>,
    /// The language that it is in.
    pub language: Option<Language>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it is.
    pub url: Option<String>,
    /// Its fingerprint, such as `sha256:` and 64 digits, by which a copy is known to be the same.
    pub hash: Option<String>,
}
/// Where facts come from. `when` is the source's own date.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Source {
    /// Its own columns.
    #[serde(flatten)]
    pub row: SourceRow,
}
impl From<SourceRow> for Source {
    fn from(row: SourceRow) -> Self {
        Self { row }
    }
}
crate::shared_input! { NewSource, SourcePatch of Source => sources: dated guarded noted worded;
    required {
        /// What it is called.
        title: Line,
        /// What it is.
        kind: SourceKind,
    }
    optional {
        /// When somebody looked at it, in EDTF.
        accessed: Edtf,
        /// The language that it is in.
        language: Language,
        /// Who published it.
        publisher: Line,
        /// Where it is.
        url: Web,
        /// Its fingerprint.
        hash: Line,
    }
}
crate::shared_filter! {
    /// Conditions on sources.
    SourceFilter of Source: dated guarded;
    /// What it is called, whatever the case and accents.
    title: Among<Folded>,
    /// What it is.
    kind: Among<SourceKind>,
    /// The language that it is in.
    language: Maybe<Language>,
}
crate::sort_keys! {
    /// Orders of sources.
    SourceSort of Source {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |s| s.row.when.order(),
        Title = "title": (String,) => |s| (fold(&s.row.title),),
        CreatedAt = "created_at": (Instant,) => |s| (s.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |s| (s.row.updated_at,),
    }
}
impl Entity for Source {
    crate::entity_of! { Source "source" in "sources" as Record:
        NewSource, SourcePatch, SourceFilter, SourceSort; guarded noted dated;
        "Where facts come from: documents, pages, talks, each with its own date. Citations lead from records to them."
    }
    crate::carries_over! { worded row { title: Line, publisher: Line }; }
    fn references(&mut self, _: &mut dyn Visitor) {}
}
