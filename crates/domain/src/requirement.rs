//! What a grant asks of its recipient.
use crate::{
    grant::grants,
    text::{Line, Prose},
    when::Edtf,
};

crate::element! {
    /// What a grant asks of its recipient: a report by a date, and when it came.
    Requirement, NewRequirement in grant_requirements (grant_id) of grants:;
    required {
        /// What is asked.
        title: String as Line => Text,
    }
    optional {
        /// By when, in EDTF.
        due: Edtf as Edtf => Text,
        /// When it was met, in EDTF; null as long as it is not.
        met: Edtf as Edtf => Text,
        /// What there is to say of it.
        note: String as Prose => Text,
    }
}
