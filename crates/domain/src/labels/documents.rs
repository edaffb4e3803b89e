//! The codes of documents.
use super::List;

pub const LISTS: &[List] = &[List {
    name: "MediaType",
    codes: &[
        ("application/pdf", "PDF", "PDF", "PDF"),
        ("image/png", "Image (PNG)", "Imagen (PNG)", "Image (PNG)"),
        ("image/jpeg", "Image (JPEG)", "Imagen (JPEG)", "Image (JPEG)"),
        ("text/plain", "Plain text", "Texto sin formato", "Texte brut"),
        ("text/csv", "Table (CSV)", "Tabla (CSV)", "Tableau (CSV)"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Word document",
            "Documento de Word",
            "Document Word",
        ),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Excel workbook",
            "Libro de Excel",
            "Classeur Excel",
        ),
        (
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "PowerPoint presentation",
            "Presentación de PowerPoint",
            "Présentation PowerPoint",
        ),
        ("application/vnd.oasis.opendocument.text", "OpenDocument text", "Texto OpenDocument", "Texte OpenDocument"),
        (
            "application/vnd.oasis.opendocument.spreadsheet",
            "OpenDocument spreadsheet",
            "Hoja de cálculo OpenDocument",
            "Feuille de calcul OpenDocument",
        ),
    ],
}];
