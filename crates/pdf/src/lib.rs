//! Reports as PDF (tagged, PDF/UA-1). What a report says comes as data into one template, so no text of a record is ever read as
//! markup. The template's fonts are the only ones: the same report gives the same bytes on every machine.
#[cfg(feature = "typeset")]
mod typeset;
mod view;

use rapport_reporting::report::Document;
use std::fmt;

/// Its `Content-Type`.
pub const MEDIA_TYPE: &str = "application/pdf";

/// Why there is no PDF.
#[derive(Debug)]
pub enum NoPdf {
    /// The program was built without it.
    NotBuilt,
    /// The template failed.
    Broken(String),
}
impl fmt::Display for NoPdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotBuilt => f.write_str("this program was built without PDF"),
            Self::Broken(why) => write!(f, "the template: {why}"),
        }
    }
}
impl std::error::Error for NoPdf {}

/// A report as PDF; the same document gives the same bytes.
pub fn pages(document: &Document) -> Result<Vec<u8>, NoPdf> {
    let view = view::json(document).map_err(|why| NoPdf::Broken(why.to_string()))?;
    #[cfg(feature = "typeset")]
    return typeset::pages(view).map_err(NoPdf::Broken);
    #[cfg(not(feature = "typeset"))]
    {
        drop(view);
        Err(NoPdf::NotBuilt)
    }
}
