//! Reports as they were made: kept with a hash, given back byte by byte, traced to their records, compared, and withdrawn when
//! something that they told may be told no more.
use super::{Ask, Progress, ReportKind, make, readers};
use crate::{Actor, Can, Error, House, Report as CanReport, Result, Work, write::check_question};
use rapport_domain::{
    Id, Instant, KINDS,
    citation::{Citation, CitationFilter},
    entity::{Kind, Life, List},
    filter::Only,
    intervention::{Intervention, InterventionFilter},
    organization::Organization,
    partial_date::PartialDate,
    policy::Role,
    reference::AnyKey,
    scope::{Grants, Scope, Sensitivity},
    user::User,
};
use rapport_persistence::{
    Conn, Db, Fault, Statements, files, journal, region,
    reports::{self, Report},
    versions,
};
use rapport_reporting::report::{Document, Source};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Through how many interventions a report goes that somebody waits for.
const LONG: i64 = 5_000;

/// A report as a list and a receipt tell of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Report)]
pub struct Kept {
    /// Its identity.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id<Report>,
    /// When it was made.
    pub created_at: Instant,
    /// What it is.
    pub kind: ReportKind,
    /// What was asked.
    #[schema(value_type = Ask)]
    pub asked: serde_json::Value,
    /// The number of the last change to the data when it was made.
    pub data_version: i64,
    /// The SHA-256 of its JSON.
    pub hash: String,
    /// When it was withdrawn; null while it is good.
    pub withdrawn_at: Option<Instant>,
    /// The report in its place, without what may be told no more.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub replaced_by: Option<Id<Report>>,
    /// The report in whose place it is.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub replaces: Option<Id<Report>>,
    /// How many passages of that one changed.
    pub changed: Option<i32>,
}
impl From<Report> for Kept {
    fn from(report: Report) -> Self {
        Self {
            id: report.id,
            created_at: report.created_at,
            kind: report.kind.parse().unwrap_or(ReportKind::Snapshot),
            asked: serde_json::from_str(&report.ask).unwrap_or_default(),
            data_version: report.data_version,
            hash: report.hash,
            withdrawn_at: report.withdrawn_at,
            replaced_by: report.replaced_by,
            replaces: report.replaces,
            changed: report.changed,
        }
    }
}

/// How often a report is made whose records are changed meanwhile.
const TRIES: usize = 3;

/// A report that is made and not kept yet.
#[derive(Clone)]
struct Draft {
    ask: Ask,
    document: Document,
    data_version: i64,
}
/// Looks whether a report may be asked for so, and makes the question whole.
pub fn check(c: &mut Conn, can: &Can<CanReport, Intervention>, ask: &mut Ask) -> Result<()> {
    // A funder's report is about its own organization, whatever it asks for.
    if let Grants::Of(own) = can.scope.grants
        && ask.kind == ReportKind::Funder
    {
        match (own, ask.funder) {
            (Some(own), None) => ask.funder = Some(own),
            (Some(own), Some(asked)) if own == asked => {}
            _ => {
                let detail = "a funder's report is about its own organization".to_owned();
                return Err(Error::Forbidden { pointer: Some("/funder".into()), detail });
            }
        }
    }
    check_question(c, &can.scope, ask)?;
    if ask.readers == Sensitivity::Internal && can.scope.inside == Sensitivity::Public {
        return Err(Error::Forbidden { pointer: Some("/readers".into()), detail: "you read what is public".into() });
    }
    Ok(())
}
/// Whether a report would go through so much that nobody should wait for it.
pub fn is_long(c: &mut Conn, can: &Can<CanReport, Intervention>, ask: &Ask) -> Result<bool> {
    let mut filter = InterventionFilter::default();
    if ask.is_of_places() {
        let mut countries = region::members(c, &ask.regions)?;
        countries.extend(&ask.countries);
        filter.country = Only::one_of(countries);
    }
    Ok(Intervention::count(c, &can.scope, Life::Live, &filter)? > LONG)
}
/// Makes a report, of the data as it is now.
fn draft(
    c: &mut Conn,
    house: &House,
    can: &Can<CanReport, Intervention>,
    mut ask: Ask,
    progress: &Progress,
) -> Result<Draft> {
    check(c, can, &mut ask)?;
    let data_version = journal::last(c)?;
    let document = make(c, house, can, &ask, data_version, progress)?;
    Ok(Draft { ask, document, data_version })
}
/// Makes a report and keeps it, with what `also` does in the same transaction. Others write on while it is made; what they change of
/// its records may be told no more, so it is made anew then, and the last time goes without what stands on those. Versions are
/// compared, and not places in the journal: PostgreSQL commits entries in another order than it numbers them.
pub async fn report(
    db: &Db,
    house: &House,
    can: Can<CanReport, Intervention>,
    ask: Ask,
    progress: Arc<Progress>,
    also: impl Fn(&mut Conn, &Kept) -> Result<()> + Clone + Send + 'static,
) -> Result<Kept> {
    let mut left = TRIES;
    loop {
        left -= 1;
        let (of, may, ask, progress) = (house.clone(), can.clone(), ask.clone(), progress.clone());
        let draft = db.read(move |c| draft(c, &of, &may, ask, &progress)).await?;
        let (of, may, also) = (house.clone(), can.clone(), also.clone());
        let keep = move |c: &mut Conn| -> Result<_> {
            let kept = keep(&mut Work::new(c, &of, may.actor), &may, draft.clone(), left == 0)?;
            kept.map(|kept| also(c, &kept).map(|()| kept)).transpose()
        };
        if let Some(kept) = db.write(keep).await? {
            return Ok(kept);
        }
    }
}
/// Keeps a report, unless a record that it stands on was changed since it was read, or may be told to its readers no more.
fn keep(
    work: &mut Work<'_>,
    can: &Can<CanReport, Intervention>,
    mut made: Draft,
    is_last: bool,
) -> Result<Option<Kept>> {
    // From here on whoever withdraws something waits, and then finds this report, too.
    reports::alone(work.c)?;
    let sources = || made.document.references.values().flatten();
    let named = sources().filter_map(|source| Some((kind_of(source)?, source.key.as_str().into())));
    let now = versions(work.c, &readers(&can.scope, made.ask.readers), named)?;
    let is_changed = |source: &Source| {
        let kind = kind_of(source).map_or("", |kind| kind.name);
        now.get(&(kind, source.key.as_str().into())) != Some(&source.version)
    };
    if sources().any(is_changed) {
        if !is_last {
            return Ok(None);
        }
        made.document.redact(is_changed);
    }
    let report = Report {
        id: work.house.id().into(),
        created_at: work.now,
        owner_id: can.actor.id,
        funder_id: made.ask.funder,
        kind: made.ask.kind.to_string(),
        readers: made.ask.readers,
        ask: text(&made.ask)?,
        data_version: made.data_version,
        document: None,
        hash: String::new(),
        withdrawn_at: None,
        replaced_by: None,
        replaces: None,
        changed: None,
    };
    store(work.c, report, &made.document).map(Some)
}
/// What kind of record a source is.
fn kind_of(source: &Source) -> Option<Kind> {
    KINDS.iter().find(|kind| kind.path == source.kind).copied()
}
fn store(c: &mut Conn, mut report: Report, document: &Document) -> Result<Kept> {
    let json = text(document)?;
    report.hash = files::hex(&Sha256::digest(json.as_bytes()));
    report.document = Some(json);
    let sources: BTreeSet<_> =
        document.references.values().flatten().map(|s| (s.kind.clone(), s.key.clone())).collect();
    reports::keep(c, &report, &Vec::from_iter(sources))?;
    Ok(report.into())
}
/// As it is kept.
pub fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|why| broken(&why))
}
/// That something was not as it is kept.
pub fn broken(why: &serde_json::Error) -> Error {
    Fault::Broken(format!("a report or a job as it is kept: {why}")).into()
}

/// One report that a caller may read: its own, one for its organization, and every one for those who read everything.
pub fn find(c: &mut Conn, actor: Actor, scope: &Scope, id: Id<Report>) -> Result<Report> {
    let report = reports::find(c, id)?.ok_or(Error::NotFound)?;
    let funds = |own: Id<Organization>| report.funder_id == Some(own) && report.readers == Sensitivity::Public;
    let mine = report.owner_id == actor.id
        || matches!(actor.role, Role::Admin | Role::Auditor)
        || matches!(scope.grants, Grants::Of(Some(own)) if funds(own));
    if mine { Ok(report) } else { Err(Error::NotFound) }
}
/// The caller's own reports, the newest first.
pub fn mine(c: &mut Conn, actor: Actor, before: Option<Id<Report>>, limit: i64) -> Result<Vec<Kept>> {
    Ok(reports::page(c, actor.id, before, limit)?.into_iter().map(Kept::from).collect())
}
/// What a report says, as it was kept; of one that was withdrawn, which one stands in its place.
pub fn told(report: &Report) -> Result<&str> {
    report.document.as_deref().ok_or(Error::Gone { replaced_by: report.replaced_by.map(|id| id.0) })
}
/// What a report says.
pub fn document(report: &Report) -> Result<Document> {
    serde_json::from_str(told(report)?).map_err(|why| broken(&why))
}

/// A record behind a statement, and whose hands it went through.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Traced {
    /// The record, and the version that was read.
    #[serde(flatten)]
    pub source: Source,
    /// What was done to it up to that version: who entered it, who reviewed it, and when.
    pub hands: Vec<Hand>,
    /// The citations that back it, as far as the caller sees them.
    #[schema(value_type = Vec<String>)]
    pub citations: Vec<Id<Citation>>,
}
/// Something done to a record.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Hand {
    /// The version after it.
    pub version: i32,
    /// What: create, update, transition.
    pub action: String,
    /// When.
    pub at: Instant,
    /// Who, where the caller may know users.
    pub user_id: Option<Id<User>>,
}
/// The records behind a reference of a report.
pub fn traced(c: &mut Conn, scope: &Scope, document: &Document, reference: &str) -> Result<Vec<Traced>> {
    let sources = document.references.get(reference).ok_or(Error::NotFound)?;
    let mut all = vec![];
    for source in sources {
        let Some(kind) = kind_of(source) else { continue };
        let key = source.key.as_str().into();
        let hands = journal::hands(c, kind, &key)?;
        let hands = hands.into_iter().filter(|(version, ..)| *version <= source.version);
        let hands =
            hands.map(|(version, action, at, by)| Hand { version, action, at, user_id: by.filter(|_| scope.accounts) });
        let citations = Citation::page(c, scope, &List::every(CitationFilter::about(kind, &key)))?;
        let citations = citations.into_iter().map(|citation| citation.row.id).collect();
        all.push(Traced { source: source.clone(), hands: hands.collect(), citations });
    }
    Ok(all)
}

/// How two reports differ in what they stand on.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Difference {
    /// What had happened when the earlier report was made, and was not on record, or not approved.
    pub entered_late: Vec<Source>,
    /// What was changed since.
    pub corrected: Vec<Source>,
    /// What is in the later report no more.
    pub withdrawn: Vec<Source>,
    /// What happened since, or may have.
    pub new: Vec<Source>,
}
/// How a later report differs from an earlier one.
pub fn differ(earlier: &Report, later: &Report) -> Result<Difference> {
    let of = |report| -> Result<BTreeMap<(String, String), Source>> {
        let sources = document(report)?.references.into_values().flatten();
        Ok(sources.map(|source| ((source.kind.clone(), source.key.clone()), source)).collect())
    };
    let (before, mut after) = (of(earlier)?, of(later)?);
    let made = earlier.created_at.0.date_naive();
    let mut difference = Difference::default();
    for (key, source) in before {
        match after.remove(&key) {
            None => difference.withdrawn.push(source),
            Some(now) if now.version != source.version => difference.corrected.push(now),
            Some(_) => {}
        }
    }
    for source in after.into_values() {
        let when = source.when.as_deref().and_then(|text| PartialDate::parse(text).ok());
        match when.is_some_and(|when| when.latest() <= made) {
            true => difference.entered_late.push(source),
            false => difference.new.push(source),
        }
    }
    Ok(difference)
}

/// Withdraws the reports that tell of a record and may tell of it no more, each for one without it: those whose readers may
/// not see what is as sensitive as it is now.
pub fn redact(work: &mut Work<'_>, kind: Kind, key: &AnyKey, sensitivity: Option<Sensitivity>) -> Result<()> {
    reports::alone(work.c)?;
    let key = key.to_string();
    for report in reports::standing_on(work.c, kind.path, &key)? {
        if sensitivity.is_some_and(|now| now <= report.readers) {
            continue;
        }
        let mut left = document(&report)?;
        let changed = left.redact(|source| source.kind == kind.path && source.key == key);
        let id = work.house.id().into();
        let next = Report {
            id,
            created_at: work.now,
            replaces: Some(report.id),
            changed: i32::try_from(changed).ok(),
            ..report.clone()
        };
        store(work.c, next, &left)?;
        reports::withdraw(work.c, report.id, work.now, id)?;
    }
    Ok(())
}
