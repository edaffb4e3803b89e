//! Reports that take longer than a request: they are kept as jobs, and made by whichever process has time. A process that
//! dies loses its turn, and another begins anew.
use crate::{
    Actor, Can, Error, House, Report as CanReport, Result, api_key,
    report::{self, Ask, Kept, Progress, broken, text},
    tokens::Bearer,
};
use chrono::Duration;
use rapport_domain::{Id, Instant, intervention::Intervention, job::JobState, user::User};
use rapport_persistence::{
    Conn, Db, Fault,
    accounts::{self, Account, Outsider},
    files::hex,
    jobs::{self, End},
    reports::Report,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time,
};
use tokio::{sync::Notify, time::timeout};

pub use rapport_persistence::jobs::Job;

/// How often whoever works at a job shows that it does. Each time is a write, after which answers are made anew.
const BEAT: time::Duration = time::Duration::from_secs(5);
/// After how many seconds of silence nobody works at it any more.
const SILENT: i64 = 15;
/// How often it is looked for jobs that other processes were asked for, or left.
const LOOK: time::Duration = time::Duration::from_secs(5);
/// How often a job is begun that the database fails.
const TURNS: i32 = 5;
/// How many jobs of somebody may wait and be at work.
pub const MOST: i64 = 20;
/// How long jobs that have ended are kept, in days.
const KEPT: i64 = 30;

/// The jobs of a process. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Jobs(Arc<Inner>);
#[derive(Debug, Default)]
struct Inner {
    /// Those that this process works at.
    here: Mutex<HashMap<Id<Job>, Arc<Progress>>>,
    /// That there is one more, or that it is over.
    more: Notify,
    over: AtomicBool,
}

/// A job as its owner reads it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Job)]
pub struct Told {
    /// Its identity.
    #[schema(value_type = String, format = Uuid)]
    pub id: Id<Job>,
    /// When it was asked for.
    pub created_at: Instant,
    /// The report that is asked for.
    #[schema(value_type = Ask)]
    pub asked: serde_json::Value,
    /// How far it is.
    pub state: JobState,
    /// How many steps are done.
    pub done: i32,
    /// Of how many; 0 where nobody knows yet.
    pub steps: i32,
    /// The report that came of it.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub report_id: Option<Id<Report>>,
    /// The problem that it failed of.
    #[schema(value_type = Option<Object>)]
    pub problem: Option<serde_json::Value>,
    /// When it ended.
    pub ended_at: Option<Instant>,
}

/// As whom a job is done.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Asker {
    /// A user, who may log out meanwhile.
    User(Id<User>),
    /// The holder of an API key, by the hash of its secret.
    Key(String),
    /// Somebody by the word of an identity provider.
    Outsider(Outsider),
}
impl Asker {
    fn of(bearer: &Bearer) -> Self {
        match bearer {
            Bearer::Session { user, .. } => Self::User(*user),
            Bearer::Key(hash) => Self::Key(hex(hash)),
            Bearer::Outsider(outsider) => Self::Outsider(Outsider::clone(outsider)),
        }
    }
    /// What they are and see today; nobody where they may call no more.
    fn today(&self, c: &mut Conn, now: Instant) -> Result<Account> {
        let account = match self {
            Self::User(user) => accounts::scope_of(c, *user)?,
            Self::Key(hash) => accounts::of_key(c, hash)?,
            Self::Outsider(outsider) => accounts::of_outsider(c, outsider, now)?,
        };
        let account = account.ok_or(Error::Unauthenticated)?;
        match &account.key {
            Some(key) if api_key::is_over(key, now) => Err(Error::Unauthenticated),
            _ => Ok(account),
        }
    }
}

impl Jobs {
    /// Keeps a report to be made.
    pub async fn ask(&self, db: &Db, house: &House, bearer: &Bearer, actor: Actor, ask: &Ask) -> Result<Told> {
        let job = Job {
            id: house.id().into(),
            created_at: house.now(),
            owner_id: actor.id,
            asker: text(&Asker::of(bearer))?,
            ask: text(ask)?,
            state: JobState::Waiting,
            turn: 0,
            beat_at: None,
            done: 0,
            steps: 0,
            report_id: None,
            problem: None,
            ended_at: None,
        };
        let kept = job.clone();
        db.write(move |c| -> Result<_> {
            if jobs::unended(c, kept.owner_id)? >= MOST {
                let detail = format!("{MOST} reports of yours are being made; cancel one, or wait");
                return Err(Error::conflict("too_many_jobs", None, detail));
            }
            Ok(jobs::add(c, &kept)?)
        })
        .await?;
        self.0.more.notify_one();
        self.told(job)
    }
    /// One of the caller's own.
    pub fn find(&self, c: &mut Conn, actor: Actor, id: Id<Job>) -> Result<Told> {
        self.told(jobs::find(c, actor.id, id)?.ok_or(Error::NotFound)?)
    }
    /// The caller's own, the newest first.
    pub fn mine(&self, c: &mut Conn, actor: Actor, before: Option<Id<Job>>, limit: i64) -> Result<Vec<Told>> {
        jobs::page(c, actor.id, before, limit)?.into_iter().map(|job| self.told(job)).collect()
    }
    /// Cancels one of the caller's own; one that has ended stays as it is.
    pub fn cancel(&self, c: &mut Conn, actor: Actor, id: Id<Job>, now: Instant) -> Result<Told> {
        jobs::cancel(c, actor.id, id, now)?;
        let told = self.find(c, actor, id)?;
        if let Some(progress) = self.here().get(&id).filter(|_| told.state == JobState::Cancelled) {
            progress.stop();
        }
        Ok(told)
    }
    fn here(&self) -> std::sync::MutexGuard<'_, HashMap<Id<Job>, Arc<Progress>>> {
        self.0.here.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn told(&self, job: Job) -> Result<Told> {
        // What is done here is known better here.
        let far = self.here().get(&job.id).filter(|_| job.state == JobState::Running).map(|progress| progress.far());
        let (done, steps) = far.unwrap_or((job.done, job.steps));
        Ok(Told {
            id: job.id,
            created_at: job.created_at,
            asked: serde_json::from_str(&job.ask).map_err(|why| broken(&why))?,
            state: job.state,
            done,
            steps,
            report_id: job.report_id,
            problem: job.problem.and_then(|problem| serde_json::from_str(&problem).ok()),
            ended_at: job.ended_at,
        })
    }

    /// Ends the work: what is being made is given back, for another process.
    pub fn stop(&self) {
        self.0.over.store(true, Relaxed);
        self.here().values().for_each(|progress| progress.stop());
        self.0.more.notify_one();
    }
    fn is_over(&self) -> bool {
        self.0.over.load(Relaxed)
    }
    /// Does one job after another, until it is to stop; `problem` words what one fails of.
    pub async fn work(&self, db: &Db, house: &House, problem: fn(Error) -> String) {
        while !self.is_over() {
            match begin(db, house).await {
                Ok(Some(job)) => {
                    let id = job.id;
                    if let Err(fault) = self.turn(db, house, job, problem).await {
                        tracing::warn!(job = %id.0, %fault, "a job was left for later");
                        self.rest().await;
                    }
                }
                Ok(None) => self.rest().await,
                Err(fault) => {
                    tracing::warn!(%fault, "it was not looked for jobs this time");
                    self.rest().await;
                }
            }
        }
    }
    async fn rest(&self) {
        let _ = timeout(LOOK, self.0.more.notified()).await;
    }
    /// Works at a job to its end, or until it is to stop.
    async fn turn(&self, db: &Db, house: &House, job: Job, problem: fn(Error) -> String) -> Result<()> {
        let (id, turn) = (job.id, job.turn + 1);
        let progress = Arc::new(Progress::default());
        self.here().insert(id, progress.clone());
        let beat = || {
            let (now, (done, steps)) = (house.now(), progress.far());
            db.write(move |c| -> Result<_> { Ok(jobs::beat(c, id, turn, now, done, steps)?) })
        };
        let made = make(db, house, &job, turn, progress.clone());
        tokio::pin!(made);
        let outcome = loop {
            match timeout(BEAT, &mut made).await {
                Ok(outcome) => break outcome,
                // Where the database is away nobody else can begin; where it is another's by now, this is for nothing.
                Err(_) if matches!(beat().await, Ok(false)) => progress.stop(),
                Err(_) => {}
            }
        };
        self.here().remove(&id);
        let now = house.now();
        match outcome {
            Ok(()) => {}
            Err(_) if self.is_over() => {
                return db.write(move |c| -> Result<_> { Ok(jobs::give_back(c, id, turn)?) }).await;
            }
            Err(Error::Fault(Fault::Unavailable(_))) if matches!(beat().await, Ok(false)) => {} // cancelled
            Err(Error::Fault(fault @ (Fault::Unavailable(_) | Fault::Clash(_)))) if turn < TURNS => {
                return Err(fault.into());
            }
            Err(error) => {
                let told = problem(error);
                let end =
                    move |c: &mut Conn| -> Result<_> { Ok(jobs::end(c, id, turn, now, End::Failed(told.clone()))?) };
                db.write(end).await?;
            }
        }
        let before = (now.0 - Duration::days(KEPT)).into();
        db.write(move |c| -> Result<_> { Ok(jobs::forget(c, before)?) }).await.map(|_| ())
    }
}
/// The next job, begun.
async fn begin(db: &Db, house: &House) -> Result<Option<Job>> {
    let now = house.now();
    let silent_since = (now.0 - Duration::seconds(SILENT)).into();
    let Some(job) = db.read(move |c| -> Result<_> { Ok(jobs::next(c, silent_since)?) }).await? else { return Ok(None) };
    let kept = job.clone();
    let begun = db.write(move |c| -> Result<_> { Ok(jobs::begin(c, &kept, now)?) }).await?;
    Ok(begun.then_some(job))
}
/// Makes the report of a job and keeps it, both at once or neither.
async fn make(db: &Db, house: &House, job: &Job, turn: i32, progress: Arc<Progress>) -> Result<()> {
    let asker: Asker = serde_json::from_str(&job.asker).map_err(|why| broken(&why))?;
    let ask: Ask = serde_json::from_str(&job.ask).map_err(|why| broken(&why))?;
    let (id, now, of) = (job.id, house.now(), house.clone());
    let can = db
        .read(move |c| -> Result<_> {
            let account = asker.today(c, now)?;
            let actor = Actor { id: account.user, role: account.role };
            Can::<CanReport, Intervention>::grant(actor, account.scope)
        })
        .await?;
    let far = progress.clone();
    let end = move |c: &mut Conn, kept: &Kept| match jobs::end(c, id, turn, of.now(), End::Done(kept.id, far.far().0))?
    {
        true => Ok(()),
        // Cancelled, or begun anew by another: no report is kept.
        false => Err(Fault::Unavailable("the job is another's by now".into()).into()),
    };
    report::report(db, house, can, ask, progress, end).await.map(|_| ())
}
