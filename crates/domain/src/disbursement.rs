//! What was paid on a grant.
use crate::{grant::grants, money::Price, text::Prose};

crate::element! {
    /// A payment.
    Disbursement, NewDisbursement in grant_disbursements (grant_id) of grants: dated priced;
    optional {
        /// What there is to say of it.
        note: String as Prose => Text,
    }
    also |new, problems| {
        if new.amount.money().is_none() && new.amount == Price::default() {
            problems.add_at("amount", "no_amount", "say how much was paid; what nobody knows is no payment yet");
        }
    }
}
