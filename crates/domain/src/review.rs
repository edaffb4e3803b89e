//! How far a record has been checked for what reports may print.

crate::codes! {
    /// How far a record has been checked for what reports may print.
    Review { Draft = "draft", Reviewed = "reviewed", Published = "published" } default Draft
}

/// A member of a body that may be set: its stamp says who did.
pub trait Sets {
    /// Whether it does.
    fn sets(&self) -> bool;
}
impl Sets for Review {
    fn sets(&self) -> bool {
        *self != Self::Draft
    }
}
impl Sets for Option<Review> {
    fn sets(&self) -> bool {
        self.is_some()
    }
}
impl Sets for bool {
    fn sets(&self) -> bool {
        *self
    }
}
impl Sets for Option<bool> {
    fn sets(&self) -> bool {
        self.is_some()
    }
}
