//! The database: where it is decided how reads and writes run, and nowhere else.
use crate::{
    Fault, migrations,
    pool::{self, Kept, Pool, State, Use, Waits},
    twin,
    url::Target,
    watch::{self, Watch},
    writer::{self, Ask, Job},
};
use diesel::{
    QueryResult,
    connection::{AnsiTransactionManager, Connection, TransactionManager},
    result::Error,
};
use rapport_schema::Conn;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, mpsc},
};
use tokio::{sync::oneshot, task::spawn_blocking};
use tracing::Instrument;

type Manager = <Conn as Connection>::TransactionManager;

/// How a database is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many connections at the most.
    pub connections: u32,
    /// Whether an SQLite file that another program serves may be written to beside it. It has its schema from that one.
    pub beside: bool,
    /// Where the statements of the connections of the pool are written down.
    pub heard: Option<Heard>,
}
/// The texts of statements, as long as somebody wants to know.
pub type Heard = Arc<Mutex<Option<Vec<String>>>>;
impl Default for Options {
    fn default() -> Self {
        Self { connections: 8, beside: false, heard: None }
    }
}

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);
pub(crate) enum Inner {
    Sqlite { readers: Pool, waits: Waits, glances: Pool, writer: mpsc::Sender<Ask>, watch: Watch },
    Postgres { pool: Pool, waits: Waits },
}

impl Db {
    /// Opens the database that a URL means, and brings its schema up to date.
    pub fn open(url: &str, options: &Options) -> Result<Self, Fault> {
        let target = Target::parse(url).map_err(Fault::Unavailable)?;
        let alone = target.alone(options.beside)?;
        let mut c = pool::open(&target, Use::Write)?;
        migrations::run(&mut c, alone.is_some() || matches!(target, Target::Postgres(_)))?;
        let waits = Waits::default();
        Ok(Self(Arc::new(match &target {
            Target::Sqlite(_) => {
                let watch = Watch::start(&target)?;
                let writer = writer::start(c, target.clone(), alone)?;
                let readers = pool::pool(&target, Use::Read, options, Some(&waits));
                let glances = pool::pool(&target, Use::Read, options, None); // never waited for long
                Inner::Sqlite { readers, waits, glances, writer, watch }
            }
            Target::Postgres(_) => {
                Inner::Postgres { pool: pool::pool(&target, Use::Write, options, Some(&waits)), waits }
            }
        })))
    }

    /// Runs statements that read one consistent snapshot.
    pub async fn read<T, E>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + From<Error> + Send + 'static,
    {
        let pool = match &*self.0 {
            Inner::Sqlite { readers, .. } => readers.clone(),
            Inner::Postgres { pool, .. } => pool.clone(),
        };
        elsewhere(|say| {
            let read = move |c: Result<&mut Conn, Fault>| say(c.map_err(E::from).and_then(|c| guarded(c, f)));
            move || reading(&pool, Box::new(read))
        })
        .instrument(tracing::debug_span!("database read", otel.kind = "client"))
        .await
    }

    /// The same, with a twin of the connection where one is to be had: a long read may then be done by two threads.
    pub async fn read_by_two<T, E>(
        &self,
        f: impl FnOnce(&mut Conn, Option<&mut Conn>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + From<Error> + Send + 'static,
    {
        let db = self.clone();
        self.read(move |c| {
            let mut twin = twin::of(&db.0, c)?;
            f(c, twin.as_deref_mut())
        })
        .await
    }

    /// Runs a few quick statements that read one consistent snapshot. On SQLite they run where they are asked for, on
    /// connections that no long read holds: to go elsewhere would take longer than they do.
    pub async fn glance<T, E>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + From<Error> + Send + 'static,
    {
        let Inner::Sqlite { glances, .. } = &*self.0 else { return self.read(f).await };
        let mut answer = None;
        let read = |c: Result<&mut Conn, Fault>| answer = Some(c.map_err(E::from).and_then(|c| guarded(c, f)));
        reading(glances, Box::new(read));
        answer.unwrap_or_else(|| Err(Fault::Broken("a request's work ended without an answer".into()).into()))
    }

    /// Runs a write in one transaction that is committed before the answer, if `f` gives `Ok`.
    /// A transaction that clashed with another is run again, three times at the most.
    pub async fn write<T, E>(&self, f: impl FnMut(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + From<Error> + Clashes + Send + 'static,
    {
        let span = tracing::debug_span!("database write", otel.kind = "client");
        match &*self.0 {
            Inner::Sqlite { writer, .. } => queued(writer, f).instrument(span).await,
            Inner::Postgres { pool, .. } => {
                let pool = pool.clone();
                elsewhere(|say| move || say(repeated(&pool, f))).instrument(span).await
            }
        }
    }

    /// A text that changes whenever anything in the database may have. Ask it before reading what it speaks for.
    pub async fn version(&self) -> Result<String, Fault> {
        match &*self.0 {
            // It takes a few microseconds: to go elsewhere for it would take longer.
            Inner::Sqlite { watch, .. } => watch.version(),
            Inner::Postgres { .. } => self.peek(watch::snapshot).await,
        }
    }

    /// Runs what needs no snapshot beside that of each statement; again, where a connection is gone.
    pub async fn peek<T>(&self, f: impl FnMut(&mut Conn) -> QueryResult<T> + Send + 'static) -> Result<T, Fault>
    where
        T: Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite { glances, .. } => peeked(glances, f),
            Inner::Postgres { pool, .. } => {
                let pool = pool.clone();
                elsewhere(|say| move || say(peeked(&pool, f))).await
            }
        }
    }

    /// How the pool of connections does: on SQLite that of long reads.
    pub fn pool(&self) -> State {
        match &*self.0 {
            Inner::Sqlite { readers: pool, waits, .. } | Inner::Postgres { pool, waits } => waits.of(pool),
        }
    }

    /// Ends the writing for good: on SQLite everything is then in the one file, with no log beside it.
    pub fn stop(&self) {
        if let Inner::Sqlite { writer, .. } = &*self.0 {
            let (say, hear) = mpsc::channel();
            if writer.send(Ask::Stop(say)).is_ok() {
                let _ = hear.recv();
            }
        }
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<(), Fault> {
        self.read(|c| {
            use diesel::prelude::*;
            diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("1")).get_result::<i32>(c)?;
            Ok(())
        })
        .await
    }
}

/// An error that may mean that the same transaction, run again, goes through.
pub trait Clashes {
    /// Whether it does.
    fn clashes(&self) -> bool;
}
impl Clashes for Fault {
    fn clashes(&self) -> bool {
        matches!(self, Self::Clash(_))
    }
}

/// SQLite takes its write lock at once: a transaction that turns into a write later may fail with BUSY.
pub(crate) fn begin(c: &mut Conn) -> Result<(), Fault> {
    match c {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
        Conn::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL READ COMMITTED")?,
    }
    Ok(())
}

/// Work on the blocking pool, which says its answer. It is boxed: were there a task of each type of work, the program would
/// be larger by a tenth.
async fn elsewhere<T, E, W>(work: impl FnOnce(Say<Result<T, E>>) -> W) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
    W: FnOnce() + Send + 'static,
{
    let (say, hear) = oneshot::channel();
    // Whoever asked may have gone.
    let work: Box<dyn FnOnce() + Send> = Box::new(work(Box::new(move |answer| drop(say.send(answer)))));
    spawn_blocking(work);
    hear.await.unwrap_or_else(|_| Err(Fault::Broken("a request's work ended without an answer".into()).into()))
}
/// Takes the answer.
type Say<T> = Box<dyn FnOnce(T) + Send>;

/// Begins to read one snapshot.
pub(crate) fn look(c: &mut Conn) -> Result<(), Fault> {
    match c {
        Conn::Sqlite(c) => Ok(AnsiTransactionManager::begin_transaction_sql(c, "BEGIN")?),
        Conn::Postgres(c) => {
            Ok(AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?)
        }
    }
}
/// Lets a snapshot go: nothing was written, however it went.
pub(crate) fn let_go(kept: &mut Kept) {
    kept.broken = Manager::rollback_transaction(&mut kept.c).is_err();
}
/// Runs work on a connection that reads one snapshot.
fn reading(pool: &Pool, work: Box<dyn FnOnce(Result<&mut Conn, Fault>) + Send + '_>) {
    let kept = begun(pool, look);
    match kept {
        Ok(mut kept) => {
            work(Ok(&mut kept.c));
            let_go(&mut kept);
        }
        Err(why) => work(Err(why)),
    }
}

fn peeked<T>(pool: &Pool, mut f: impl FnMut(&mut Conn) -> QueryResult<T>) -> Result<T, Fault> {
    let mut seen = Err(Fault::Broken("nobody looked".into()));
    begun(pool, |c| {
        seen = Ok(guarded(c, |c| f(c).map_err(Fault::from))?);
        Ok(())
    })?;
    seen
}

/// A panic in a request's work fails that request alone.
fn guarded<T, E: From<Fault>>(c: &mut Conn, f: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(|| f(c)))
        .unwrap_or_else(|_| Err(Fault::Broken("a request's work panicked".into()).into()))
}

async fn queued<T, E>(
    writer: &mpsc::Sender<Ask>,
    f: impl FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Fault> + From<Error> + Send + 'static,
{
    let (say, hear) = oneshot::channel();
    let job = Queued { f, outcome: None, say };
    writer.send(Ask::Do(Box::new(job))).map_err(|_| Fault::Unavailable("the writer has stopped".into()))?;
    hear.await.unwrap_or_else(|_| Err(Fault::Unavailable("the writer has stopped".into()).into()))
}
/// A write that waits for the writer.
struct Queued<T, E, F> {
    f: F,
    /// That of the last run.
    outcome: Option<Result<T, E>>,
    say: oneshot::Sender<Result<T, E>>,
}
impl<T: Send, E: From<Fault> + Send, F: FnMut(&mut Conn) -> Result<T, E> + Send> Job for Queued<T, E, F> {
    fn run(&mut self, c: &mut Conn) -> bool {
        self.outcome.insert(guarded(c, &mut self.f)).is_ok()
    }
    fn answer(self: Box<Self>, committed: Result<(), Fault>) {
        let Self { outcome, say, .. } = *self;
        let outcome = outcome.unwrap_or_else(|| Err(Fault::Broken("a write did not run".into()).into()));
        // Whoever asked may have gone; the write stands all the same.
        let _ = say.send(committed.map_err(E::from).and(outcome));
    }
}

/// A connection with a transaction begun. One that stopped answering while it lay in the pool is let go, and the
/// next one tried.
pub(crate) fn begun(
    pool: &Pool,
    mut begin: impl FnMut(&mut Conn) -> Result<(), Fault>,
) -> Result<diesel::r2d2::PooledConnection<crate::pool::Manager>, Fault> {
    let mut left = pool.max_size();
    loop {
        let mut kept = pool.get().map_err(|why| Fault::Unavailable(why.to_string()))?;
        match begin(&mut kept.c) {
            Ok(()) => return Ok(kept),
            Err(why) => {
                kept.broken = true;
                if left == 0 {
                    return Err(why);
                }
                left -= 1;
            }
        }
    }
}

const TRIES: usize = 3;
fn repeated<T, E>(pool: &Pool, mut f: impl FnMut(&mut Conn) -> Result<T, E>) -> Result<T, E>
where
    E: From<Fault> + Clashes,
{
    let mut left = TRIES;
    loop {
        left -= 1;
        let mut kept = begun(pool, begin)?;
        let outcome = guarded(&mut kept.c, &mut f).and_then(|value| {
            Manager::commit_transaction(&mut kept.c).map_err(Fault::from)?;
            Ok(value)
        });
        match outcome {
            Err(why) => {
                kept.broken = Manager::rollback_transaction(&mut kept.c).is_err();
                if left == 0 || !why.clashes() {
                    return Err(why);
                }
            }
            done => return done,
        }
    }
}
