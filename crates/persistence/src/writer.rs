//! SQLite's one writer: a thread that runs the writes of waiting requests in one transaction, and answers them after the
//! commit. Many small durable writes then share one flush to disk.
use crate::{
    Fault,
    alone::Alone,
    db::begin,
    pool::{self, Use},
    url::Target,
};
use diesel::{
    QueryResult, RunQueryDsl,
    connection::{Connection, SimpleConnection, TransactionManager},
    result::Error,
};
use rapport_schema::Conn;
use std::{
    sync::mpsc::{self, SyncSender},
    thread,
    time::{Duration, Instant},
};

/// One request's write.
pub trait Job: Send {
    /// Does it in a transaction that is open, perhaps again after that one was rolled back; says whether it is to be kept.
    fn run(&mut self, c: &mut Conn) -> bool;
    /// Says how the last run went, once the commit is through, or is not.
    fn answer(self: Box<Self>, committed: Result<(), Fault>);
}

/// How long the log grows before what is in it is brought into the file.
const PAUSE: Duration = Duration::from_millis(200);
/// How many writes share a transaction at the most, and how long it takes them in.
const MOST_JOBS: usize = 64;
const LONGEST: Duration = Duration::from_millis(5);

/// What the writer is asked.
pub enum Ask {
    /// To do a request's write.
    Do(Box<dyn Job>),
    /// To bring the write-ahead log into the file and end; it says when it has.
    Stop(mpsc::Sender<()>),
}

/// Starts the writer; it ends when it is told to, or the last sender is gone, and then others may serve the file.
pub fn start(mut c: Conn, target: Target, alone: Option<Alone>) -> Result<mpsc::Sender<Ask>, Fault> {
    let (asks, queue) = mpsc::channel::<Ask>();
    let (committed, checkpoints) = checkpoints(&target)?;
    thread::Builder::new()
        .name("sqlite-writer".into())
        .spawn(move || {
            let alone = alone;
            let mut next = None;
            loop {
                let first = match next.take().map_or_else(|| queue.recv(), Ok) {
                    Ok(Ask::Do(job)) => job,
                    Ok(Ask::Stop(stopped)) => {
                        drop(committed);
                        let _ = checkpoints.join();
                        let _ = c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)");
                        drop((c, alone));
                        let _ = stopped.send(());
                        return;
                    }
                    Err(_) => return,
                };
                match opened(&mut c, &target) {
                    Ok(()) => {
                        next = batch(&mut c, first, &queue);
                        let _ = committed.try_send(()); // it may have heard already
                    }
                    Err(why) => first.answer(Err(why)),
                }
            }
        })
        .map_err(|why| Fault::Unavailable(why.to_string()))?;
    Ok(asks)
}

/// A thread that brings the write-ahead log into the file, some time after it hears of a commit: a writer that does so itself
/// lets every request wait. The writer still does where the log has grown long, since only then it begins anew.
fn checkpoints(target: &Target) -> Result<(SyncSender<()>, thread::JoinHandle<()>), Fault> {
    let unavailable = |why: std::io::Error| Fault::Unavailable(why.to_string());
    let mut c = pool::open(target, Use::Write)?;
    let (committed, heard) = mpsc::sync_channel(1);
    let thread = thread::Builder::new().name("sqlite-checkpoints".into()).spawn(move || {
        while heard.recv().is_ok() {
            thread::sleep(PAUSE);
            let _ = c.batch_execute("PRAGMA wal_checkpoint(PASSIVE)"); // what is left over is brought the next time
        }
    });
    Ok((committed, thread.map_err(unavailable)?))
}

type Manager = <Conn as Connection>::TransactionManager;

/// Begins a transaction, on a fresh connection where the old one is beyond repair.
fn opened(c: &mut Conn, target: &Target) -> Result<(), Fault> {
    if Manager::is_broken_transaction_manager(c) {
        *c = pool::open(target, Use::Write)?;
    }
    begin(c)
}

/// Runs what waits in one transaction; gives back what was asked meanwhile and is no write.
///
/// A write that fails has mostly changed nothing yet, and the others go on. Where it has, all is rolled back and run again, each
/// in a savepoint of its own, which is what every write would cost if that came first.
fn batch(c: &mut Conn, first: Box<dyn Job>, queue: &mpsc::Receiver<Ask>) -> Option<Ask> {
    let started = Instant::now();
    let (mut jobs, mut next, mut other) = (vec![], Some(first), None);
    let mut ran = Ok(Ran::Well);
    while let Some(mut job) = next.take() {
        ran = run(c, &mut *job);
        jobs.push(job);
        if matches!(ran, Ok(Ran::Well)) && jobs.len() < MOST_JOBS && started.elapsed() < LONGEST {
            match queue.try_recv() {
                Ok(Ask::Do(job)) => next = Some(job),
                Ok(stop) => other = Some(stop),
                Err(_) => {}
            }
        }
    }
    let committed = match ran {
        Ok(Ran::Well) => commit(c),
        Ok(Ran::Over) => again(c, &mut jobs),
        Err(fault) => Err(fault),
    };
    if committed.is_err() {
        let _ = Manager::rollback_transaction(c);
    }
    for job in jobs {
        job.answer(match &committed {
            Ok(()) => Ok(()),
            Err(Fault::Full(why)) => Err(Fault::Full(why.clone())),
            Err(why) => Err(Fault::Unavailable(why.to_string())),
        });
    }
    other
}
/// How a job ran.
enum Ran {
    /// It is to be kept, or left nothing behind.
    Well,
    /// It failed and left something behind.
    Over,
}
fn run(c: &mut Conn, job: &mut dyn Job) -> Result<Ran, Fault> {
    let before = changes(c)?;
    if job.run(c) {
        return Ok(Ran::Well);
    }
    still_open(c)?;
    Ok(if changes(c)? == before { Ran::Well } else { Ran::Over })
}
/// Runs jobs anew, each in a savepoint of its own.
fn again(c: &mut Conn, jobs: &mut [Box<dyn Job>]) -> Result<(), Fault> {
    Manager::rollback_transaction(c)?;
    begin(c)?;
    for job in jobs {
        let mut kept = false;
        let done = c.transaction(|c| {
            kept = job.run(c);
            if kept { Ok(()) } else { Err(Error::RollbackTransaction) }
        });
        match done {
            Err(why) if kept => return Err(why.into()),
            Err(_) => still_open(c)?,
            Ok(()) => {}
        }
    }
    commit(c)
}
fn commit(c: &mut Conn) -> Result<(), Fault> {
    Ok(Manager::commit_transaction(c)?)
}
diesel::define_sql_function! {
    /// How many rows this connection has changed.
    fn total_changes() -> BigInt;
}
fn changes(c: &mut Conn) -> QueryResult<i64> {
    diesel::select(total_changes()).get_result(c)
}

/// Whether the transaction still stands: a full disk ends it as a whole, silently.
fn still_open(c: &mut Conn) -> Result<(), Fault> {
    match c.batch_execute("BEGIN") {
        Err(_) => Ok(()), // "cannot start a transaction within a transaction"
        Ok(()) => {
            let _ = c.batch_execute("ROLLBACK");
            Err(Fault::Full("the transaction was ended by the database".into()))
        }
    }
}
