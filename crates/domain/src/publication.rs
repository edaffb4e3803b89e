//! Publications: what the team told the world, or a part of it, through which channel and in which language.
use crate::{
    check::Problems,
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Maybe, Refs},
    intervention::{Intervention, interventions},
    place,
    reference::Visitor,
    region::Region,
    text::{Line, Prose, Web, fold},
    wording::Language,
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Publications.
    publications: placed dated reviewed guarded noted worded;
    title -> Text,
    title_folded -> Text,
    summary -> Nullable<Text>,
    channel -> Nullable<Text>,
    language -> Nullable<Text>,
    url -> Nullable<Text>,
}
crate::link_table! {
    /// The countries that publications are about.
    publication_countries (publication_id) country -> Text in publications
}
crate::link_table! {
    /// The interventions that publications are a part of.
    publication_interventions (publication_id) intervention_id -> DbId in publications
}
diesel::allow_tables_to_appear_in_same_query!(interventions, publication_interventions);
crate::embed_when!(publications: when_text, when_earliest, when_latest);

crate::codes! {
    /// How something was told.
    Channel {
        Hub = "hub", Blog = "blog", Newsletter = "newsletter", MailingList = "mailing_list", Webinar = "webinar",
        VideoConference = "video_conference", SocialMedia = "social_media", Guidance = "guidance",
    }
}

crate::shared_row! {
    /// A publication's own columns.
    PublicationRow of Publication in publications: placed dated reviewed guarded noted worded;
    /// What it is called.
    pub title: String,
    /// What it tells.
    pub summary: Option<String>,
    /// How it was told; null where nobody says.
    pub channel: Option<Channel>,
    /// The language that it is in, a BCP 47 tag; `lang` is that of this record's own texts.
    pub language: Option<Language>,
    /// Where it stands.
    pub url: Option<String>,
}
/// Something that was told, and the interventions that it belongs to.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Publication {
    /// Its own columns.
    #[serde(flatten)]
    pub row: PublicationRow,
    /// The countries that it is about.
    pub countries: Vec<CountryCode>,
    /// The interventions that it is a part of.
    pub interventions: Vec<Id<Intervention>>,
}
impl From<PublicationRow> for Publication {
    fn from(row: PublicationRow) -> Self {
        Self { row, countries: vec![], interventions: vec![] }
    }
}

crate::shared_input! { NewPublication, PublicationPatch of Publication => publications: placed dated reviewed guarded noted worded;
    required {
        /// What it is called.
        title: Line,
    }
    optional {
        /// What it tells.
        summary: Prose,
        /// How it was told.
        channel: Channel,
        /// The language that it is in, a BCP 47 tag.
        language: Language,
        /// Where it stands: an address of the web.
        url: Web,
    }
    links {
        /// The interventions that it is a part of.
        interventions: Vec<Id<Intervention>>,
    }
}
crate::shared_filter! {
    /// Conditions on publications.
    PublicationFilter of Publication: placed dated reviewed guarded;
    /// How it was told.
    channel: Maybe<Channel>,
    /// The language that it is in.
    language: Maybe<Language>,
    /// An intervention that it is a part of.
    intervention: Refs<Intervention>,
}
crate::sort_keys! {
    /// Orders of publications.
    PublicationSort of Publication {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |p| p.row.when.order(),
        Title = "title": (String,) => |p| (fold(&p.row.title),),
        CreatedAt = "created_at": (Instant,) => |p| (p.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |p| (p.row.updated_at,),
    }
}
impl Entity for Publication {
    crate::entity_of! { Publication "publication" in "publications" as Record:
        NewPublication, PublicationPatch, PublicationFilter, PublicationSort; placed guarded noted dated;
        "What the team told, through which channel and in which language: posts, newsletters, webinars, guidance."
    }
    crate::carries_over! { values interventions; worded row { title: Line, summary: Prose }; }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.place(&mut self.row.region, &mut self.countries);
        visitor.each::<Intervention>("interventions", &mut self.interventions);
    }
    crate::referring! { PublicationFilter; Intervention => intervention, Region => region, Country => country }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
    }
}
