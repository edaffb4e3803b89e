//! Documents: files about records. A document's content comes apart from the record, and lies in a folder under its hash;
//! the record says what it is.
use crate::{
    check::Problems,
    codes,
    entity::Entity,
    filter::Maybe,
    person::Person,
    reference::{AnyKey, Visitor},
    text::{Line, fold},
    traces::Traces,
    wording::Language,
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Documents.
    documents: attached guarded;
    title -> Text,
    title_folded -> Text,
    file_name -> Nullable<Text>,
    lang -> Nullable<Text>,
    media_type -> Nullable<Text>,
    size -> Nullable<Integer>,
    sha256 -> Nullable<Text>,
}
crate::embed_about!(documents);

codes! {
    /// What a content may be.
    MediaType {
        Pdf = "application/pdf",
        Png = "image/png",
        Jpeg = "image/jpeg",
        Text = "text/plain",
        Csv = "text/csv",
        Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Odt = "application/vnd.oasis.opendocument.text",
        Ods = "application/vnd.oasis.opendocument.spreadsheet",
    }
}
impl MediaType {
    /// The usual end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Text => "txt",
            Self::Csv => "csv",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Odt => "odt",
            Self::Ods => "ods",
        }
    }
    /// Whether a content looks like one of this type: by its first bytes, or by what is packed into it; texts have no
    /// such signs, but hold no zero byte.
    pub fn fits(self, content: &[u8]) -> bool {
        let packed = |name: &[u8]| content.starts_with(ZIP) && content.windows(name.len()).any(|window| window == name);
        // The first file of these is called `mimetype`, is not compressed, and says the type.
        let open = || {
            let first = content.get(30..).and_then(|rest| rest.strip_prefix(b"mimetype"));
            content.starts_with(ZIP) && first.is_some_and(|rest| rest.starts_with(self.as_str().as_bytes()))
        };
        match self {
            Self::Pdf => content.starts_with(b"%PDF-"),
            Self::Png => content.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => content.starts_with(b"\xff\xd8\xff"),
            Self::Text | Self::Csv => !content.contains(&0),
            Self::Docx => packed(b"word/"),
            Self::Xlsx => packed(b"xl/"),
            Self::Pptx => packed(b"ppt/"),
            Self::Odt | Self::Ods => open(),
        }
    }
}
/// How a ZIP archive begins.
const ZIP: &[u8] = b"PK\x03\x04";

crate::shared_row! {
    /// A document's columns.
    DocumentRow of Document in documents: attached guarded;
    /// What it is called.
    pub title: String,
    /// What the file is called where it is saved.
    pub file_name: Option<String>,
    /// The language that it is in.
    pub lang: Option<Language>,
    /// What its content is; null while it has none.
    pub media_type: Option<MediaType>,
    /// How long its content is, in bytes.
    pub size: Option<i32>,
    /// The SHA-256 of its content, in hexadecimal digits.
    pub sha256: Option<String>,
}
/// A file about a record, or of the team.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Document {
    /// Its columns.
    #[serde(flatten)]
    pub row: DocumentRow,
}
impl From<DocumentRow> for Document {
    fn from(row: DocumentRow) -> Self {
        Self { row }
    }
}
crate::shared_input! { NewDocument, DocumentPatch of Document => documents: attached guarded;
    required {
        /// What it is called.
        title: Line,
    }
    optional {
        /// What the file is called where it is saved.
        file_name: Line,
        /// The language that it is in.
        lang: Language,
    }
    stamped {
        /// What its content is.
        media_type: MediaType,
        /// How long its content is.
        size: i32,
        /// The hash of its content.
        sha256: String,
    } by |_me, _by, _at| {}
    also |new, problems| { check_name(new.file_name.as_ref().map(Line::as_str), problems); }
}
fn check_name(file_name: Option<&str>, problems: &mut Problems) {
    if file_name.is_some_and(|name| name.contains(['/', '\\'])) {
        problems.add_at("file_name", "bad_file_name", "a name without folders");
    }
}
crate::shared_filter! {
    /// Conditions on documents.
    DocumentFilter of Document: attached guarded;
    /// What its content is; null finds those without content.
    media_type: Maybe<MediaType>,
    /// The language that it is in.
    lang: Maybe<Language>,
    /// The hash of its content.
    sha256: Maybe<String>,
}
crate::sort_keys! {
    /// Orders of documents.
    DocumentSort of Document {
        Title = "title": (String,) => |d| (fold(&d.row.title),),
        CreatedAt = "created_at": (Instant,) => |d| (d.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |d| (d.row.updated_at,),
    }
}
impl Entity for Document {
    const SEARCHED: &'static [&'static str] = &["title"];
    crate::entity_of! { Document "document" in "documents" as Attached:
        NewDocument, DocumentPatch, DocumentFilter, DocumentSort; attached guarded;
        "Files about records, or of the team. The content comes by PUT …/content."
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.about(&mut self.row.about);
    }
    /// What a file is called, here and where it is saved.
    fn unnamed(&self, person: Id<Person>, traces: &Traces) -> Option<DocumentPatch> {
        let theirs = self.row.about.record() == Some((Person::KIND, AnyKey::Id(person.0)));
        let title = traces.line_without(&self.row.title, theirs);
        let file_name = self.row.file_name.as_ref().and_then(|name| traces.line_without(name, theirs)).map(Some);
        let any = title.is_some() || file_name.is_some();
        any.then(|| DocumentPatch { title, file_name, ..DocumentPatch::default() })
    }
    fn rules(&self, problems: &mut Problems) {
        check_name(self.row.file_name.as_deref(), problems);
    }
}
