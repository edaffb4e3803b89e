//! Where records are looked at one by one before they go out.
use super::Obstacle;
use crate::{Can, House, Read, RecordRef, Result, read::all};
use chrono::NaiveDate;
use rapport_domain::{
    Id,
    country::{Country, CountryCode, CountryFilter},
    entity::{Entity, Key},
    grant::{Grant, GrantStatus},
    organization::{Organization, OrganizationFilter, OrganizationKind},
    partial_date::PartialDate,
    region::{Region, RegionFilter},
    review::Review,
    scope::{Scope, Sensitivity},
    when::Period,
    wording::Wording,
};
use rapport_persistence::Conn;
use rapport_reporting::iati::{self, Narrative, Organisation, Publisher};
use std::collections::HashMap;

/// Looks at records one by one.
pub struct Desk<'h> {
    pub scope: Scope,
    house: &'h House,
    pub today: NaiveDate,
    pub organizations: HashMap<Id<Organization>, Organization>,
    pub countries: HashMap<String, String>,
    pub regions: HashMap<String, String>,
    pub publisher: Option<Publisher>,
    /// What is in the way; none are kept at a desk that nobody asks.
    pub obstacles: Vec<Obstacle>,
    /// Whether nobody asks.
    pub is_silent: bool,
}
impl<'h> Desk<'h> {
    /// What is published is public, whoever asks.
    pub fn new(c: &mut Conn, can: &Can<Read, Grant>, house: &'h House) -> Result<Self> {
        let scope = can.scope.clone();
        let actor = can.actor;
        let organizations = all::<Organization>(c, actor, &scope, OrganizationFilter::default())?;
        let countries = all::<Country>(c, actor, &scope, CountryFilter::default())?;
        let regions = all::<Region>(c, actor, &scope, RegionFilter::default())?;
        let public = organizations.into_iter().filter(|one| one.sensitivity == Sensitivity::Public);
        let mut desk = Self {
            today: house.now().0.date_naive(),
            organizations: public.map(|one| (one.id, one)).collect(),
            countries: countries.into_iter().map(|one| (one.row.code.to_string(), one.row.name)).collect(),
            regions: regions.into_iter().map(|one| (one.row.code.to_string(), one.row.name)).collect(),
            publisher: None,
            obstacles: vec![],
            is_silent: false,
            scope,
            house,
        };
        desk.identify();
        Ok(desk)
    }
    fn identify(&mut self) {
        let known = self.house.publisher.and_then(|id| self.organizations.get(&id));
        let Some(own) = known else {
            let detail = "no organization publishes: start the server with --publisher";
            return self.note_of("organizations", "", "", "/org_id", "rapport:publisher", detail);
        };
        match &own.org_id {
            Some(reference) => {
                let kind = kind_of(own.kind);
                self.publisher = Some(Publisher { reference: reference.clone(), kind, name: own.name.clone() });
            }
            None => {
                let (key, title) = (own.id.to_string(), own.name.clone());
                let detail = "whoever publishes has an identifier of org-id.guide";
                self.note_of("organizations", &key, &title, "/org_id", "1.14.8", detail);
            }
        }
    }
    fn note_of(&mut self, kind: &'static str, key: &str, title: &str, pointer: &str, rule: &'static str, detail: &str) {
        if self.is_silent {
            return;
        }
        self.obstacles.push(Obstacle {
            record: RecordRef { kind, key: key.to_owned() },
            title: title.to_owned(),
            pointer: pointer.to_owned(),
            rule,
            detail: detail.to_owned(),
        });
    }
    /// An organization as the standard names it.
    pub fn named(&self, id: Option<Id<Organization>>, role: Option<&str>) -> Option<Organisation> {
        match id.and_then(|id| self.organizations.get(&id)) {
            Some(one) => Some(Organisation {
                reference: one.org_id.clone(),
                kind: Some(kind_of(one.kind)),
                name: one.name.clone(),
            }),
            None => role.map(|name| Organisation { name: name.to_owned(), ..Organisation::default() }),
        }
    }
    pub fn own(&self) -> Organisation {
        let own = self.publisher.as_ref();
        Organisation {
            reference: own.map(|one| one.reference.clone()),
            kind: own.map(|one| one.kind),
            name: own.map(|one| one.name.clone()).unwrap_or_default(),
        }
    }
    /// The identifier of the whole that all activities are parts of.
    pub fn programme(&self) -> String {
        format!("{}-programme", self.publisher.as_ref().map_or("", |one| one.reference.as_str()))
    }
    /// An identifier that never changes: that of the publisher, and that of the record.
    pub fn id(&self, part: &str, key: impl std::fmt::Display) -> String {
        format!("{}-{part}-{key}", self.publisher.as_ref().map_or("", |one| one.reference.as_str()))
    }
}

/// What is in the way of one record.
pub struct Problems<'a> {
    kind: &'static str,
    key: String,
    title: &'a str,
    found: Vec<(String, &'static str, String)>,
}
impl<'a> Problems<'a> {
    pub fn of<E: Entity>(record: &E, title: &'a str) -> Self {
        Self { kind: E::KIND.path, key: record.key().any().to_string(), title, found: vec![] }
    }
    pub fn add(&mut self, wrong: bool, pointer: &str, rule: &'static str, detail: &str) {
        if wrong {
            self.found.push((pointer.to_owned(), rule, detail.to_owned()));
        }
    }
    pub fn approved(&mut self, review: Review, sensitivity: Sensitivity) {
        self.add(review == Review::Draft, "/review", "rapport:review", "nobody has reviewed it");
        self.add(sensitivity != Sensitivity::Public, "/sensitivity", "rapport:sensitivity", "it is not public");
    }
    /// The day that a date means, where it means one.
    pub fn day(
        &mut self,
        when: &Period,
        today: NaiveDate,
        pointer: &str,
        rules: (&'static str, &'static str),
    ) -> Option<NaiveDate> {
        let day = exact(when.0.as_ref());
        self.add(day.is_none(), pointer, rules.0, "no exact day is known");
        self.add(day.is_some_and(|day| day > today), pointer, rules.1, "the day is in the future");
        day
    }
    /// What either standard asks of a grant: that somebody approved it, and that it was awarded.
    pub fn given(&mut self, grant: &Grant) {
        self.approved(grant.row.review, grant.row.sensitivity);
        let given = GrantStatus::GIVEN.contains(&grant.row.status);
        self.add(!given, "/status", "rapport:awarded", "it was not awarded");
    }
    /// The countries, region or world that an activity is for.
    pub fn placed(&mut self, countries: &[CountryCode], region: bool, worldwide: bool) {
        let placed = !countries.is_empty() || region || worldwide;
        self.add(!placed, "/countries", "3.7.1", "it has no country or region");
    }
    /// Whether nothing is.
    pub fn tell(self, desk: &mut Desk<'_>) -> bool {
        let clear = self.found.is_empty();
        for (pointer, rule, detail) in self.found {
            desk.note_of(self.kind, &self.key, self.title, &pointer, rule, &detail);
        }
        clear
    }
}
/// The one day that a date means; a date that is about, or uncertain, means none.
fn exact(date: Option<&PartialDate>) -> Option<NaiveDate> {
    date.filter(|date| date.earliest() == date.latest() && date.text() == date.earliest().to_string())
        .map(PartialDate::earliest)
}
/// The first and the last day of a date that has both: a day, or a range of two days.
pub fn days(date: Option<&PartialDate>) -> Option<(NaiveDate, NaiveDate)> {
    let date = date?;
    let (from, to) = date.text().split_once('/').unwrap_or((date.text(), date.text()));
    Some((from.parse().ok()?, to.parse().ok()?))
}
/// The kind of an organization, by the code list OrganisationType.
fn kind_of(kind: OrganizationKind) -> &'static str {
    match kind {
        OrganizationKind::GovernmentAgency | OrganizationKind::ForeignMission => "10",
        OrganizationKind::DialogueForum | OrganizationKind::Media | OrganizationKind::Other => "90",
        OrganizationKind::Cso => "24",
        OrganizationKind::CsoNetwork => "23",
        OrganizationKind::InternationalBody => "21",
        OrganizationKind::Multilateral => "40",
        OrganizationKind::Funder => "60",
        OrganizationKind::Academic => "80",
    }
}
/// A text in each language that it is in.
pub fn narratives(wording: &Wording, member: &str, own: &str) -> Vec<Narrative> {
    let lang = wording.lang.as_ref().map_or(iati::LANGUAGE, |lang| lang.as_str());
    let others = wording.translations_of(member).map(|(other, text)| (other.as_str(), text));
    let others = others.filter(|(other, _)| *other != lang);
    let all = std::iter::once((lang, own)).chain(others);
    all.map(|(lang, text)| (lang.to_owned(), text.to_owned())).collect()
}
