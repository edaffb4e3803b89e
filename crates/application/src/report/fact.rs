//! What a report may print: facts that somebody approved, and why the others stay out.
use crate::Managed;
use rapport_domain::{
    challenge::Challenge,
    commitment::Commitment,
    gathering::Gathering,
    grant::Grant,
    intervention::Intervention,
    outcome::{Outcome, ResultStatus},
    practice::Practice,
    review::Review,
    testimonial::{Consent, Testimonial, Verification},
    wording::Wording,
};

/// What a report may print: a fact that somebody approved.
pub trait Fact: Managed {
    /// Why it stays out, if it does.
    fn objection(&self) -> Option<Objection>;
    /// The language of its texts.
    fn wording(&self) -> &Wording;
}
/// Why a fact stays out of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Objection {
    /// Nobody has reviewed it.
    NotReviewed,
    /// Its speaker did not agree to be printed.
    NoConsent,
    /// Nobody made sure that it was said.
    NotVerified,
    /// It was withdrawn.
    Withdrawn,
    /// The readers of the report may not see it.
    NotForReaders,
}
macro_rules! facts {
    ($($entity:ident),*) => { $(
        impl Fact for $entity {
            fn objection(&self) -> Option<Objection> {
                (self.row.review == Review::Draft).then_some(Objection::NotReviewed)
            }
            fn wording(&self) -> &Wording {
                &self.row.wording
            }
        }
    )* };
}
facts!(Challenge, Intervention, Commitment, Grant, Gathering, Practice);
impl Fact for Outcome {
    fn objection(&self) -> Option<Objection> {
        match self.row.status {
            ResultStatus::Draft => Some(Objection::NotReviewed),
            ResultStatus::Withdrawn => Some(Objection::Withdrawn),
            _ => None,
        }
    }
    fn wording(&self) -> &Wording {
        &self.row.wording
    }
}
impl Fact for Testimonial {
    fn objection(&self) -> Option<Objection> {
        if !Consent::PUBLISHES.contains(&self.row.consent) {
            Some(Objection::NoConsent)
        } else if self.row.verification != Verification::Verified {
            Some(Objection::NotVerified)
        } else {
            (self.row.review == Review::Draft).then_some(Objection::NotReviewed)
        }
    }
    fn wording(&self) -> &Wording {
        &self.row.wording
    }
}
