//! Testimonials: what people say of the team's work, in whose words, and whether they agreed to be printed.
//!
//! The public sees what its speaker agreed to publish, unless a country's risk holds it back (`risk`). Whoever agreed to
//! be printed without a name stays without one there.
use crate::{
    check::Problems,
    country::{Country, CountryCode},
    entity::Entity,
    filter::{Among, Flag, Maybe, Refs},
    intervention::Intervention,
    organization::Organization,
    person::Person,
    place,
    reference::Visitor,
    region::Region,
    review::{Review, Sets},
    scope::Sensitivity,
    text::{Line, Prose},
    traces::Traces,
    user::User,
    when::Edtf,
    wording::Language,
};
use rapport_schema::{Id, Instant};
use serde::Serialize;

crate::shared_table! {
    /// Testimonials.
    testimonials: placed dated reviewed guarded noted worded;
    text -> Nullable<Text>,
    summary -> Nullable<Text>,
    lang -> Text,
    original_language -> Nullable<Text>,
    speaker_id -> Nullable<DbId>,
    speaker_said -> Nullable<Text>,
    consent -> Text,
    consent_evidence -> Nullable<Text>,
    consent_when -> Nullable<Text>,
    verification -> Text,
    released -> Bool,
    released_by -> Nullable<DbId>,
    released_at -> Nullable<DbInstant>,
}
crate::link_table! {
    /// The countries of testimonials.
    testimonial_countries (testimonial_id) country -> Text in testimonials
}
crate::link_table! {
    /// For whom their speakers worked at the time.
    testimonial_affiliations (testimonial_id) organization_id -> DbId in testimonials
}
crate::link_table! {
    /// What they speak of.
    testimonial_interventions (testimonial_id) intervention_id -> DbId in testimonials
}
crate::link_table! {
    /// Whom they praise.
    testimonial_people (testimonial_id) person_id -> DbId in testimonials
}
crate::embed_when!(testimonials: when_text, when_earliest, when_latest);

crate::codes! {
    /// What the speaker agreed to: nothing, use within the team, print under their name, print without it.
    Consent {
        None = "none", Internal = "internal", PublishNamed = "publish_named", PublishAnonymously = "publish_anonymously",
    } default None
}
impl Consent {
    /// What lets it be printed.
    pub const PUBLISHES: [Self; 2] = [Self::PublishNamed, Self::PublishAnonymously];
}
crate::codes! {
    /// Whether somebody made sure that it was said so.
    Verification { Unverified = "unverified", Verified = "verified", Disputed = "disputed" } default Unverified
}

crate::shared_row! {
    /// A testimonial's own columns.
    TestimonialRow of Testimonial in testimonials: placed dated reviewed guarded noted worded;
    /// The words themselves.
    pub text: Option<String>,
    /// What was said, in other words.
    pub summary: Option<String>,
    /// The language in which it was said, where the text is a translation.
    pub original_language: Option<Language>,
    /// Who said it.
    #[schema(required = false)]
    pub speaker_id: Option<Id<Person>>,
    /// Who said it, in the source's words.
    #[schema(required = false)]
    pub speaker_said: Option<String>,
    /// What the speaker agreed to.
    pub consent: Consent,
    /// Where it is written that they did.
    #[schema(required = false)]
    pub consent_evidence: Option<String>,
    /// When they agreed.
    pub consent_when: Option<Edtf>,
    /// Whether somebody made sure that it was said so.
    pub verification: Verification,
    /// Whether the public may see it though a country's risk holds it back.
    pub released: bool,
    /// Who set `released` last.
    pub released_by: Option<Id<User>>,
    /// When.
    pub released_at: Option<Instant>,
}
/// What somebody said of the team's work.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Testimonial {
    /// Its own columns.
    #[serde(flatten)]
    pub row: TestimonialRow,
    /// The countries that it is about.
    pub countries: Vec<CountryCode>,
    /// For whom the speaker worked at the time.
    #[schema(required = false)]
    pub affiliations: Vec<Id<Organization>>,
    /// What it speaks of.
    pub interventions: Vec<Id<Intervention>>,
    /// Whom it praises.
    pub people: Vec<Id<Person>>,
}
impl From<TestimonialRow> for Testimonial {
    fn from(row: TestimonialRow) -> Self {
        Self { row, countries: vec![], affiliations: vec![], interventions: vec![], people: vec![] }
    }
}

crate::shared_input! { NewTestimonial, TestimonialPatch of Testimonial => testimonials: placed dated reviewed guarded noted worded;
    optional {
        /// The words themselves.
        text: Prose,
        /// What was said, in other words.
        summary: Prose,
        /// The language in which it was said, where the text is a translation.
        original_language: Language,
        /// Who said it.
        speaker_id: Id<Person>,
        /// Who said it, in the source's words.
        speaker_said: Line,
        /// Where it is written that the speaker agreed.
        consent_evidence: Prose,
        /// When they agreed.
        consent_when: Edtf,
    }
    defaulted {
        /// What the speaker agreed to.
        consent: Consent,
        /// Whether somebody made sure that it was said so.
        verification: Verification,
        /// Whether the public may see it though a country's risk holds it back; for administrators.
        released: bool,
    }
    links {
        /// For whom the speaker worked at the time.
        affiliations: Vec<Id<Organization>>,
        /// What it speaks of.
        interventions: Vec<Id<Intervention>>,
        /// Whom it praises.
        people: Vec<Id<Person>>,
    }
    stamped {
        /// Who set `released`.
        released_by: Id<User>,
        /// When.
        released_at: Instant,
    } by |me, by, at| {
        if me.released.sets() { (me.released_by, me.released_at) = (Some(by), Some(at)); }
    }
    also |new, problems| {
        let (words, evidence) = (new.text.is_some() || new.summary.is_some(), new.consent_evidence.is_some());
        check(words, new.lang.is_some(), new.consent, evidence, new.review, problems);
    }
}
/// There are words; consent is written down somewhere; nothing is printed without it.
fn check(words: bool, lang: bool, consent: Consent, evidence: bool, review: Review, problems: &mut Problems) {
    if !words {
        problems.add_at("text", "no_words", "give the text, a summary, or both");
    }
    if !lang {
        problems.add_at("lang", "missing_field", "say in which language the words are");
    }
    if consent != Consent::None && !evidence {
        problems.add_at("consent_evidence", "no_evidence", "say where it is written that the speaker agreed");
    }
    if review == Review::Published && !Consent::PUBLISHES.contains(&consent) {
        let detail = "what is published has the speaker's consent: publish_named or publish_anonymously";
        problems.add_at("consent", "no_consent", detail);
    }
}
impl TestimonialPatch {
    /// Whether it changes the words, whose they are said to be, what that person agreed to, or where.
    pub fn says_something_else(&self, before: &Testimonial) -> bool {
        fn other<T: AsRef<str>>(said: &Option<Option<T>>, before: &Option<String>) -> bool {
            said.as_ref().is_some_and(|said| said.as_ref().map(AsRef::as_ref) != before.as_deref())
        }
        let row = &before.row;
        let words = other(&self.text, &row.text) || other(&self.summary, &row.summary);
        let translated = self.translations.as_ref().is_some_and(|texts| *texts != row.wording.translations);
        let speaker = other(&self.speaker_said, &row.speaker_said)
            || self.speaker_id.is_some_and(|speaker| speaker != row.speaker_id)
            || self.affiliations.as_ref().is_some_and(|all| *all != before.affiliations);
        let agreed = self.consent.is_some_and(|consent| consent != row.consent);
        words || translated || speaker || agreed || self.countries.as_ref().is_some_and(|all| *all != before.countries)
    }
}
crate::shared_filter! {
    /// Conditions on testimonials.
    TestimonialFilter of Testimonial: placed dated reviewed guarded;
    /// What the speaker agreed to.
    consent: Among<Consent>,
    /// Whether somebody made sure that it was said so.
    verification: Among<Verification>,
    /// The language of the text.
    lang: Among<Language>,
    /// The language in which it was said.
    original_language: Maybe<Language>,
    /// Who said it.
    speaker: Refs<Person>,
    /// For whom the speaker worked at the time.
    affiliation: Refs<Organization>,
    /// What it speaks of.
    intervention: Refs<Intervention>,
    /// Whom it praises.
    person: Refs<Person>,
    /// Whether the public may see it though a country's risk holds it back.
    released: Flag,
}
crate::sort_keys! {
    /// Orders of testimonials.
    TestimonialSort of Testimonial {
        When = "when": (bool, chrono::NaiveDate, chrono::NaiveDate) => |t| t.row.when.order(),
        CreatedAt = "created_at": (Instant,) => |t| (t.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |t| (t.row.updated_at,),
    }
}
impl Entity for Testimonial {
    const SEARCHED: &'static [&'static str] = &["summary", "text"];
    crate::entity_of! { Testimonial "testimonial" in "testimonials" as Record:
        NewTestimonial, TestimonialPatch, TestimonialFilter, TestimonialSort; placed guarded noted dated;
        "What people say of the team's work, who said it, and whether they agreed to be printed."
    }
    crate::carries_over! { values affiliations interventions people; worded row { text: Prose, summary: Prose }; }
    /// Its history holds drafts, words since withdrawn and speakers who now are nameless: it is not for the public.
    fn journal_sensitivity(&self) -> Sensitivity {
        self.row.sensitivity.max(Sensitivity::Internal)
    }
    fn veiled(&mut self, ceiling: Sensitivity) -> &'static [&'static str] {
        let nameless = ceiling == Sensitivity::Public && self.row.consent != Consent::PublishNamed;
        // Evidence of consent, such as a letter, is called after whoever gave it.
        if nameless { &["speaker_id", "speaker_said", "affiliations", "consent_evidence"] } else { &[] }
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.maybe::<Person>("speaker_id", &mut self.row.speaker_id);
        visitor.each::<Organization>("affiliations", &mut self.affiliations);
        visitor.each::<Intervention>("interventions", &mut self.interventions);
        visitor.each::<Person>("people", &mut self.people);
        visitor.place(&mut self.row.region, &mut self.countries);
    }
    /// Whoever spoke, in words, and what their consent is written in.
    fn unnamed(&self, person: Id<Person>, traces: &Traces) -> Option<TestimonialPatch> {
        let theirs = self.row.speaker_id == Some(person);
        let (said, evidence) = (self.row.speaker_said.as_ref(), self.row.consent_evidence.as_ref());
        let speaker_said = match said {
            Some(_) if theirs => Some(None),
            said => said.and_then(|said| traces.line_without(said, false)).map(Some),
        };
        let consent_evidence = evidence.and_then(|evidence| traces.prose_without(evidence, theirs)).map(Some);
        let any = speaker_said.is_some() || consent_evidence.is_some();
        any.then(|| TestimonialPatch { speaker_said, consent_evidence, ..TestimonialPatch::default() })
    }
    crate::referring! { TestimonialFilter; Person => speaker, Person => person, Organization => affiliation,
    Intervention => intervention, Region => region, Country => country }
    fn rules(&self, problems: &mut Problems) {
        place::check(&self.countries, self.row.region.as_ref(), self.row.worldwide, problems);
        let (words, evidence) =
            (self.row.text.is_some() || self.row.summary.is_some(), self.row.consent_evidence.is_some());
        let lang = self.row.wording.lang.is_some();
        check(words, lang, self.row.consent, evidence, self.row.review, problems);
    }
}
