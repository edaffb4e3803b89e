//! How far a record has been checked for what reports may print.

crate::codes! {
    /// How far a record has been checked for what reports may print.
    Review { Draft = "draft", Reviewed = "reviewed", Published = "published" } default Draft
}
