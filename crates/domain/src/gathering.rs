//! Gatherings: summits, regional meetings, conferences and what stands beside them, whoever holds them.
use crate::{
    check::Problems,
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Among, Maybe, OfGroups, Refs},
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    place,
    reference::Visitor,
    region::Region,
    text::{Folded, Line, Prose, fold},
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Gatherings.
    gatherings: placed dated reviewed guarded noted worded;
    title -> Text,
    title_folded -> Text,
    summary -> Nullable<Text>,
    kind -> Text,
    status -> Text,
    held_in -> Nullable<Text>,
    place -> Nullable<Text>,
    parent_id -> Nullable<DbId>,
}
crate::link_table! {
    /// The countries that gatherings are about.
    gathering_countries (gathering_id) country -> Text in gatherings
}
crate::link_table! {
    /// Who holds gatherings.
    gathering_hosts (gathering_id) organization_id -> DbId in gatherings
}
crate::link_table! {
    /// What the team did for gatherings, or at them.
    gathering_interventions (gathering_id) intervention_id -> DbId in gatherings
}
diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::DbId;
    /// The other names of gatherings.
    #[allow(missing_docs)]
    gathering_aliases (gathering_id, alias) {
        gathering_id -> DbId,
        alias -> Text,
        alias_folded -> Text,
        position -> Integer,
    }
}
diesel::allow_tables_to_appear_in_same_query!(gatherings, gathering_aliases);
diesel::allow_tables_to_appear_in_same_query!(organizations, gathering_hosts);
diesel::allow_tables_to_appear_in_same_query!(interventions, gathering_interventions);
crate::embed_when!(gatherings: when_text, when_earliest, when_latest);

crate::codes! {
    /// What sort of gathering.
    GatheringKind {
        Summit = "summit", RegionalMeeting = "regional_meeting", PeerEvent = "peer_event",
        CivilSocietyDay = "civil_society_day", Conference = "conference", Other = "other",
    } default Other
}
crate::codes! {
    /// Whether it is still to come, took place, or was called off.
    GatheringStatus { Planned = "planned", Held = "held", Cancelled = "cancelled" } default Planned
}

crate::shared_row! {
    /// A gathering's own columns.
    GatheringRow of Gathering in gatherings: placed dated reviewed guarded noted worded;
    /// Its usual name.
    pub title: String,
    /// In more words.
    pub summary: Option<String>,
    /// What sort.
    pub kind: GatheringKind,
    /// Whether it is still to come, took place, or was called off.
    pub status: GatheringStatus,
    /// The country where it takes place.
    pub held_in: Option<CountryCode>,
    /// The place, in words.
    pub place: Option<String>,
    /// The gathering that it is a part of.
    pub parent_id: Option<Id<Gathering>>,
}
/// A gathering, with who holds it and what the team did there.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Gathering {
    /// Its own columns.
    #[serde(flatten)]
    pub row: GatheringRow,
    /// Its other names.
    pub aliases: Vec<String>,
    /// The countries that it is about.
    pub countries: Vec<CountryCode>,
    /// Who holds it.
    pub hosts: Vec<Id<Organization>>,
    /// What the team did for it, or there.
    pub interventions: Vec<Id<Intervention>>,
}
impl From<GatheringRow> for Gathering {
    fn from(row: GatheringRow) -> Self {
        Self { row, aliases: vec![], countries: vec![], hosts: vec![], interventions: vec![] }
    }
}

crate::shared_input! { NewGathering, GatheringPatch of Gathering => gatherings: placed dated reviewed guarded noted worded;
    required {
        /// Its usual name.
        title: Line,
    }
    optional {
        /// In more words.
        summary: Prose,
        /// The country where it takes place.
        held_in: CountryCode,
        /// The place, in words.
        place: Line,
        /// The gathering that it is a part of.
        parent_id: Id<Gathering>,
    }
    defaulted {
        /// What sort.
        kind: GatheringKind,
        /// Whether it is still to come, took place, or was called off.
        status: GatheringStatus,
    }
    links {
        /// Its other names.
        aliases: Vec<Line>,
        /// Who holds it.
        hosts: Vec<Id<Organization>>,
        /// What the team did for it, or there.
        interventions: Vec<Id<Intervention>>,
    }
}
crate::shared_filter! {
    /// Conditions on gatherings.
    GatheringFilter of Gathering: placed dated reviewed guarded;
    /// Its usual name or another one, whatever the case and accents.
    name: Among<Folded>,
    /// What sort.
    kind: Among<GatheringKind>,
    /// Whether it is still to come, took place, or was called off.
    status: Among<GatheringStatus>,
    /// Where it takes place.
    held_in: OfGroups<Maybe<CountryCode>>,
    /// Who holds it.
    host: Refs<Organization>,
    /// What the team did for it, or there.
    intervention: Refs<Intervention>,
    /// What it is a part of.
    parent: Refs<Gathering>,
}
crate::sort_keys! {
    /// Orders of gatherings.
    GatheringSort of Gathering {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |g| g.row.when.order(),
        Title = "title": (String,) => |g| (fold(&g.row.title),),
        CreatedAt = "created_at": (Instant,) => |g| (g.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |g| (g.row.updated_at,),
    }
}
impl Entity for Gathering {
    crate::entity_of! { Gathering "gathering" in "gatherings" as Record:
        NewGathering, GatheringPatch, GatheringFilter, GatheringSort; placed guarded noted dated;
        "Summits, regional meetings, peer events and conferences, under all their names."
    }
    crate::carries_over! { values hosts interventions; worded row { title: Line, summary: Prose, place: Line }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.place(&mut self.row.region, &mut self.countries);
        visitor.maybe::<Country>("held_in", &mut self.row.held_in);
        visitor.maybe::<Gathering>("parent_id", &mut self.row.parent_id);
        visitor.each::<Organization>("hosts", &mut self.hosts);
        visitor.each::<Intervention>("interventions", &mut self.interventions);
    }
    crate::referring! { GatheringFilter; Gathering => parent, Organization => host, Intervention => intervention,
    Region => region, Country => country, Country => held_in }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
    }
}
