//! The content of documents: it is in its folder before the record says so.
use crate::{
    Can, Error, Read, Result, Update, Work, read, update,
    write::{held_at, reach},
};
use rapport_domain::{
    Id,
    document::{Document, DocumentPatch, MediaType},
    entity::{Life, Version},
};
use rapport_persistence::Conn;

/// A content that is in the folder.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What it is.
    pub media_type: MediaType,
    /// How long, in bytes.
    pub size: i32,
    /// Its hash, by which it is found.
    pub sha256: String,
}

/// Refuses a content that its caller may not put, before anything of it is written.
pub fn may_put(work: &mut Work<'_>, can: &Can<Update, Document>, id: &Id<Document>, held: Version) -> Result<()> {
    let before = held_at::<Document>(work, &can.scope, Life::Live, id, held)?;
    reach(work, can, &before, "")
}

/// Says in the record what its content is.
pub fn put(
    work: &mut Work<'_>,
    can: &Can<Update, Document>,
    id: &Id<Document>,
    held: Version,
    content: Kept,
) -> Result<Document> {
    let Kept { media_type, size, sha256 } = content;
    let patch = DocumentPatch {
        media_type: Some(media_type),
        size: Some(size),
        sha256: Some(sha256),
        ..DocumentPatch::default()
    };
    update(work, can, id, held, patch)
}

/// The record of a document that has a content, and the content's description.
pub fn find(c: &mut Conn, can: &Can<Read, Document>, id: &Id<Document>) -> Result<(Document, Kept)> {
    let found = read::find::<Document>(c, can, id, Life::Live)?;
    let row = &found.row;
    match (row.media_type, row.size, row.sha256.clone()) {
        (Some(media_type), Some(size), Some(sha256)) => Ok((found, Kept { media_type, size, sha256 })),
        _ => Err(Error::NotFound),
    }
}
