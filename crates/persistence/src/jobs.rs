//! Work that takes longer than a request, kept until it is done, whatever becomes of the process that does it.
use crate::reports::Report;
use diesel::{insert_into, prelude::*, update};
use rapport_domain::{Id, Instant, job::JobState, user::User};
use rapport_schema::Conn;

diesel::table! {
    use diesel::sql_types::*;
    use rapport_schema::{DbId, DbInstant};
    /// Jobs.
    #[allow(missing_docs)]
    jobs (id) {
        id -> DbId,
        created_at -> DbInstant,
        owner_id -> DbId,
        asker -> Text,
        ask -> Text,
        state -> Text,
        turn -> Integer,
        beat_at -> Nullable<DbInstant>,
        done -> Integer,
        steps -> Integer,
        report_id -> Nullable<DbId>,
        problem -> Nullable<Text>,
        ended_at -> Nullable<DbInstant>,
    }
}

/// A job.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs)]
pub struct Job {
    /// Its identity.
    pub id: Id<Job>,
    /// When it was asked for.
    pub created_at: Instant,
    /// Who asked for it.
    pub owner_id: Id<User>,
    /// As whom it is done, as JSON; empty once it has ended.
    pub asker: String,
    /// The report that is asked for, as JSON.
    pub ask: String,
    /// How far it is.
    pub state: JobState,
    /// How often it was begun: whoever began it before the last time has lost it.
    pub turn: i32,
    /// When whoever works at it last showed so.
    pub beat_at: Option<Instant>,
    /// How many steps are done.
    pub done: i32,
    /// Of how many; 0 where nobody knows yet.
    pub steps: i32,
    /// The report that came of it.
    pub report_id: Option<Id<Report>>,
    /// The problem that it failed of, as JSON.
    pub problem: Option<String>,
    /// When it ended.
    pub ended_at: Option<Instant>,
}

/// Keeps a job to do.
pub fn add(c: &mut Conn, job: &Job) -> QueryResult<()> {
    insert_into(jobs::table).values(job).execute(c).map(|_| ())
}
/// One job of somebody.
pub fn find(c: &mut Conn, owner: Id<User>, id: Id<Job>) -> QueryResult<Option<Job>> {
    jobs::table.filter(jobs::id.eq(id)).filter(jobs::owner_id.eq(owner)).select(Job::as_select()).first(c).optional()
}
/// The jobs of somebody, the newest first, before one of them.
pub fn page(c: &mut Conn, owner: Id<User>, before: Option<Id<Job>>, limit: i64) -> QueryResult<Vec<Job>> {
    let mut query = jobs::table
        .filter(jobs::owner_id.eq(owner))
        .order(jobs::id.desc())
        .limit(limit)
        .select(Job::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(jobs::id.lt(before));
    }
    query.load(c)
}
/// How many jobs of somebody have not ended.
pub fn unended(c: &mut Conn, owner: Id<User>) -> QueryResult<i64> {
    jobs::table.filter(jobs::owner_id.eq(owner)).filter(jobs::ended_at.is_null()).count().get_result(c)
}

/// The oldest job that nobody works at, or has not for so long that nobody does any more.
pub fn next(c: &mut Conn, silent_since: Instant) -> QueryResult<Option<Job>> {
    jobs::table
        .filter(jobs::ended_at.is_null())
        .filter(jobs::beat_at.is_null().or(jobs::beat_at.le(silent_since)))
        .order(jobs::id)
        .select(Job::as_select())
        .first(c)
        .optional()
}
/// A job as long as it is at a turn.
#[diesel::dsl::auto_type]
fn at_turn(id: Id<Job>, turn: i32) -> _ {
    jobs::table.filter(jobs::id.eq(id)).filter(jobs::turn.eq(turn)).filter(jobs::ended_at.is_null())
}
/// Begins another turn of a job; whether nobody else did meanwhile.
pub fn begin(c: &mut Conn, job: &Job, now: Instant) -> QueryResult<bool> {
    let begun = update(at_turn(job.id, job.turn))
        .set((jobs::state.eq(JobState::Running), jobs::turn.eq(job.turn + 1), jobs::beat_at.eq(now), jobs::done.eq(0)))
        .execute(c)?;
    Ok(begun == 1)
}
/// Shows that a turn goes on, and how far it is; whether it still may.
pub fn beat(c: &mut Conn, id: Id<Job>, turn: i32, now: Instant, done: i32, steps: i32) -> QueryResult<bool> {
    let set = (jobs::beat_at.eq(now), jobs::done.eq(done), jobs::steps.eq(steps));
    Ok(update(at_turn(id, turn)).set(set).execute(c)? == 1)
}
/// Gives a turn back, for whoever comes next.
pub fn give_back(c: &mut Conn, id: Id<Job>, turn: i32) -> QueryResult<()> {
    update(at_turn(id, turn))
        .set((jobs::state.eq(JobState::Waiting), jobs::beat_at.eq(None::<Instant>)))
        .execute(c)
        .map(|_| ())
}
/// How a job ends.
pub enum End {
    /// With a report, after so many steps.
    Done(Id<Report>, i32),
    /// With a problem, as JSON.
    Failed(String),
}
/// Ends a turn; whether it still might.
pub fn end(c: &mut Conn, id: Id<Job>, turn: i32, now: Instant, end: End) -> QueryResult<bool> {
    let ended = (jobs::ended_at.eq(now), jobs::asker.eq(""));
    let ended = match end {
        End::Done(report, steps) => {
            let far = (jobs::done.eq(steps), jobs::steps.eq(steps));
            update(at_turn(id, turn))
                .set((ended, jobs::state.eq(JobState::Done), jobs::report_id.eq(report), far))
                .execute(c)?
        }
        End::Failed(problem) => update(at_turn(id, turn))
            .set((ended, jobs::state.eq(JobState::Failed), jobs::problem.eq(problem)))
            .execute(c)?,
    };
    Ok(ended == 1)
}
/// Cancels a job of somebody that has not ended.
pub fn cancel(c: &mut Conn, owner: Id<User>, id: Id<Job>, now: Instant) -> QueryResult<()> {
    let mine = jobs::table.filter(jobs::id.eq(id)).filter(jobs::owner_id.eq(owner)).filter(jobs::ended_at.is_null());
    let set = (jobs::state.eq(JobState::Cancelled), jobs::ended_at.eq(now), jobs::asker.eq(""));
    update(mine).set(set).execute(c).map(|_| ())
}
/// Forgets jobs that ended before a moment.
pub fn forget(c: &mut Conn, before: Instant) -> QueryResult<usize> {
    diesel::delete(jobs::table.filter(jobs::ended_at.lt(before))).execute(c)
}
