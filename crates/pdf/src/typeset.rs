//! The template, the data and the fonts, as typst sees them: nothing else is there.
use std::sync::LazyLock;
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_kit::fonts::{FontStore, embedded};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const TEMPLATE: &str = include_str!("report.typ");

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut fonts = FontStore::new();
    fonts.extend(embedded());
    fonts
});
static MAIN: LazyLock<Source> = LazyLock::new(|| Source::new(named("report.typ"), TEMPLATE.to_owned()));
static DATA: LazyLock<FileId> = LazyLock::new(|| named("report.json"));

fn named(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the name of a file");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// One report and the template.
struct Desk(Bytes);
impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }
    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }
    fn main(&self) -> FileId {
        MAIN.id()
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == MAIN.id() { Ok(MAIN.clone()) } else { Err(FileError::Other(None)) }
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA { Ok(self.0.clone()) } else { Err(FileError::Other(None)) }
    }
    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None // a report does not say when it was printed
    }
}

/// The pages of a view.
pub fn pages(view: Vec<u8>) -> Result<Vec<u8>, String> {
    let document = typst::compile(&Desk(Bytes::new(view))).output.map_err(|found| told(&found))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|_| "no such standard".to_owned())?;
    let options = PdfOptions { standards, creator: Smart::Custom(Some("Rapport".into())), ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|found| told(&found));
    // What it remembers of this report is of no use to the next.
    typst::comemo::evict(0);
    bytes
}
fn told(found: &[SourceDiagnostic]) -> String {
    found.iter().map(|one| one.message.to_string()).collect::<Vec<_>>().join("; ")
}
