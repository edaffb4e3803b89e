//! Who took up a practice, and how far they have come with it.
use crate::{
    codes,
    country::CountryCode,
    intervention::{Intervention, interventions},
    outcome::{Outcome, results},
    practice::practices,
    region::Region,
    text::{Code, Prose},
};
use rapport_schema::Id;

codes! {
    /// How far somebody has come with a practice that others told them of.
    Stage { Shared = "shared", UnderDiscussion = "under_discussion", Adopted = "adopted" } default Shared
}
crate::element! {
    /// Where a practice went, and from where: to a country, to a region as a whole, or to the world; by which intervention, with what result.
    Adoption, NewAdoption in practice_adoptions (practice_id) of practices: dated;
    optional {
        /// The country that took it up.
        country: CountryCode as CountryCode => Text,
        /// From which country they took it, where that is one: who took it up before them may be their model. Where absent,
        /// from those that the practice comes from.
        from_country: CountryCode as CountryCode => Text,
        /// The region that took it up as a whole.
        region: Code<Region> as Code<Region> => Text,
        /// The intervention by which it spread.
        intervention_id: Id<Intervention> as Id<Intervention> => DbId,
        /// The result in which it shows.
        result_id: Id<Outcome> as Id<Outcome> => DbId,
        /// What else is to be said.
        note: String as Prose => Text,
    }
    defaulted {
        /// Whether the whole world took it up.
        worldwide: bool as bool => Bool,
        /// How far they have come.
        stage: Stage as Stage => Text,
    }
    also |new, problems| {
        let given = [new.country.is_some(), new.region.is_some(), new.worldwide];
        if given.into_iter().filter(|given| *given).count() != 1 {
            problems.add_at("country", "one_place", "give exactly one of country, region and worldwide");
        }
    }
}
diesel::allow_tables_to_appear_in_same_query!(interventions, practice_adoptions);
diesel::allow_tables_to_appear_in_same_query!(results, practice_adoptions);
