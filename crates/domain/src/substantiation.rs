//! Who was asked whether a result is so, and what they said: somebody who knows, and had no part in it.
use crate::{
    codes,
    organization::{Organization, organizations},
    outcome::results,
    person::{Person, people},
    text::Prose,
};
use rapport_schema::Id;

codes! {
    /// How far somebody agrees with a part of a result.
    Agreement { Full = "full", Partial = "partial", None = "none", Unknown = "unknown" } default Unknown
}
crate::element! {
    /// What a person or an organization says of a result, part by part.
    Substantiation, NewSubstantiation in result_substantiations (result_id) of results: dated;
    optional {
        /// Who was asked.
        person_id: Id<Person> as Id<Person> => DbId,
        /// For which organization they speak, or which was asked as a whole.
        organization_id: Id<Organization> as Id<Organization> => DbId,
        /// In their own words, or in ours.
        comment: String as Prose => Text,
    }
    defaulted {
        /// Whether they had no part in the result.
        independent: bool as bool => Bool,
        /// How far they agree with what is said to have changed.
        description: Agreement as Agreement => Text,
        /// How far they agree with why it is said to matter.
        significance: Agreement as Agreement => Text,
        /// How far they agree with who is said to have contributed.
        contribution: Agreement as Agreement => Text,
        /// Whether they may be quoted.
        may_quote: bool as bool => Bool,
    }
    also |new, problems| {
        if new.person_id.is_none() && new.organization_id.is_none() {
            problems.add("nobody", "give a person, an organization, or both");
        }
    }
}
diesel::allow_tables_to_appear_in_same_query!(people, result_substantiations);
diesel::allow_tables_to_appear_in_same_query!(organizations, result_substantiations);
