//! Introductions: whom the team brought together with whom.
use crate::{
    check::Problems,
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Maybe, OfGroups, Refs},
    intervention::Intervention,
    organization::Organization,
    person::Person,
    place,
    reference::Visitor,
    region::Region,
    text::{Line, Prose, fold},
    traces::Traces,
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Introductions.
    introductions: placed dated reviewed guarded noted worded;
    title -> Text,
    title_folded -> Text,
    summary -> Nullable<Text>,
    kind -> Nullable<Text>,
    party_id -> Nullable<DbId>,
    party_person_id -> Nullable<DbId>,
    to_id -> Nullable<DbId>,
    to_person_id -> Nullable<DbId>,
    to_country -> Nullable<Text>,
    to_said -> Nullable<Text>,
    intervention_id -> Nullable<DbId>,
}
crate::link_table! {
    /// The countries assisted by introductions.
    introduction_countries (introduction_id) country -> Text in introductions
}
crate::embed_when!(introductions: when_text, when_earliest, when_latest);

crate::codes! {
    /// To whom somebody was introduced.
    IntroductionKind {
        Peer = "peer", Government = "government", Funder = "funder", TechnicalAssistance = "technical_assistance",
    }
}

crate::shared_row! {
    /// An introduction's own columns.
    IntroductionRow of Introduction in introductions: placed dated reviewed guarded noted worded;
    /// Who was introduced to whom.
    pub title: String,
    /// In more words.
    pub summary: Option<String>,
    /// What those are to whom somebody was introduced; null where nobody says.
    pub kind: Option<IntroductionKind>,
    /// The organization that was introduced.
    pub party_id: Option<Id<Organization>>,
    /// The person who was introduced.
    pub party_person_id: Option<Id<Person>>,
    /// The organization that they met.
    pub to_id: Option<Id<Organization>>,
    /// The person whom they met.
    pub to_person_id: Option<Id<Person>>,
    /// The country of those whom they met.
    pub to_country: Option<CountryCode>,
    /// Whom they met, in words, where nobody has a name for them.
    pub to_said: Option<String>,
    /// The intervention that brought them together.
    pub intervention_id: Option<Id<Intervention>>,
}
/// Somebody brought together with somebody else. Its place is that of the party assisted.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Introduction {
    /// Its own columns.
    #[serde(flatten)]
    pub row: IntroductionRow,
    /// The countries assisted.
    pub countries: Vec<CountryCode>,
}
impl From<IntroductionRow> for Introduction {
    fn from(row: IntroductionRow) -> Self {
        Self { row, countries: vec![] }
    }
}

crate::shared_input! { NewIntroduction, IntroductionPatch of Introduction => introductions: placed dated reviewed guarded noted worded;
    required {
        /// Who was introduced to whom.
        title: Line,
    }
    optional {
        /// In more words.
        summary: Prose,
        /// What those are to whom somebody was introduced.
        kind: IntroductionKind,
        /// The organization that was introduced.
        party_id: Id<Organization>,
        /// The person who was introduced.
        party_person_id: Id<Person>,
        /// The organization that they met.
        to_id: Id<Organization>,
        /// The person whom they met.
        to_person_id: Id<Person>,
        /// The country of those whom they met.
        to_country: CountryCode,
        /// Whom they met, in words.
        to_said: Line,
        /// The intervention that brought them together.
        intervention_id: Id<Intervention>,
    }
    also |new, problems| {
        let to = new.to_id.is_some() || new.to_person_id.is_some() || new.to_country.is_some() || new.to_said.is_some();
        check_sides(new.party_id.is_some() || new.party_person_id.is_some(), to, problems);
    }
}
/// An introduction has two sides.
fn check_sides(party: bool, to: bool, problems: &mut Problems) {
    if !party {
        problems.add_at("party_id", "nobody", "say who was introduced: party_id, party_person_id, or both");
    }
    if !to {
        problems.add_at("to_id", "nobody", "say to whom: to_id, to_person_id, to_country or to_said");
    }
}
crate::shared_filter! {
    /// Conditions on introductions.
    IntroductionFilter of Introduction: placed dated reviewed guarded;
    /// What those are to whom somebody was introduced.
    kind: Maybe<IntroductionKind>,
    /// The organization that was introduced.
    party: Refs<Organization>,
    /// The person who was introduced.
    party_person: Refs<Person>,
    /// The organization that they met.
    to: Refs<Organization>,
    /// The person whom they met.
    to_person: Refs<Person>,
    /// The country of those whom they met.
    to_country: OfGroups<Maybe<CountryCode>>,
    /// The intervention that brought them together.
    intervention: Refs<Intervention>,
}
crate::sort_keys! {
    /// Orders of introductions.
    IntroductionSort of Introduction {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |i| i.row.when.order(),
        Title = "title": (String,) => |i| (fold(&i.row.title),),
        CreatedAt = "created_at": (Instant,) => |i| (i.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |i| (i.row.updated_at,),
    }
}
impl Entity for Introduction {
    crate::entity_of! { Introduction "introduction" in "introductions" as Record:
        NewIntroduction, IntroductionPatch, IntroductionFilter, IntroductionSort; placed guarded noted dated;
        "Whom the team brought together with whom: peers, governments, funders, technical assistance."
    }
    crate::carries_over! { worded row { title: Line, summary: Prose, to_said: Line }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.place(&mut self.row.region, &mut self.countries);
        visitor.maybe::<Organization>("party_id", &mut self.row.party_id);
        visitor.maybe::<Person>("party_person_id", &mut self.row.party_person_id);
        visitor.maybe::<Organization>("to_id", &mut self.row.to_id);
        visitor.maybe::<Person>("to_person_id", &mut self.row.to_person_id);
        visitor.maybe::<Country>("to_country", &mut self.row.to_country);
        visitor.maybe::<Intervention>("intervention_id", &mut self.row.intervention_id);
    }
    fn unnamed(&self, person: Id<Person>, traces: &Traces) -> Option<IntroductionPatch> {
        let left = traces.line_without(self.row.to_said.as_ref()?, self.row.to_person_id == Some(person))?;
        Some(IntroductionPatch { to_said: Some(Some(left)), ..IntroductionPatch::default() })
    }
    crate::referring! { IntroductionFilter; Organization => party, Organization => to, Person => party_person,
    Person => to_person, Intervention => intervention, Region => region, Country => country, Country => to_country }
    fn rules(&self, problems: &mut Problems) {
        let row = &self.row;
        place::check(&self.countries, row.region.as_ref(), row.worldwide, problems);
        let to = row.to_id.is_some() || row.to_person_id.is_some() || row.to_country.is_some() || row.to_said.is_some();
        check_sides(row.party_id.is_some() || row.party_person_id.is_some(), to, problems);
    }
}
