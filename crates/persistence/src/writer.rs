//! SQLite's one writer: a thread that runs the writes of waiting requests in one transaction, each in a savepoint of
//! its own, and answers them after the commit. Many small durable writes then share one flush to disk.
use crate::{
    Fault,
    db::begin,
    pool::{self, Use},
    url::Target,
};
use diesel::connection::{Connection, SimpleConnection, TransactionManager};
use rapport_schema::Conn;
use std::{
    sync::mpsc::{self, SyncSender},
    thread,
    time::{Duration, Instant},
};

/// What a job leaves to be said once the commit is through, or is not.
pub type Answer = Box<dyn FnOnce(Result<(), Fault>) + Send>;
/// One request's write: run inside a savepoint of a transaction that is open, or else told why there is none.
pub type Job = Box<dyn FnOnce(Result<&mut Conn, Fault>) -> Done + Send>;
/// A job that has run.
pub struct Done {
    /// Whether the savepoint was kept.
    pub wrote: bool,
    /// What it leaves to be said.
    pub answer: Answer,
}

/// How long the log grows before what is in it is brought into the file.
const PAUSE: Duration = Duration::from_millis(200);
const MOST_JOBS: usize = 64;
const LONGEST: Duration = Duration::from_millis(5);

/// What the writer is asked.
pub enum Ask {
    /// To do a request's write.
    Do(Job),
    /// To bring the write-ahead log into the file and end; it says when it has.
    Stop(mpsc::Sender<()>),
}

/// Starts the writer; it ends when it is told to, or the last sender is gone.
pub fn start(mut c: Conn, target: Target) -> Result<mpsc::Sender<Ask>, Fault> {
    let (asks, queue) = mpsc::channel::<Ask>();
    let (committed, checkpoints) = checkpoints(&target)?;
    thread::Builder::new()
        .name("sqlite-writer".into())
        .spawn(move || {
            let mut next = None;
            loop {
                let first = match next.take().map_or_else(|| queue.recv(), Ok) {
                    Ok(Ask::Do(job)) => job,
                    Ok(Ask::Stop(stopped)) => {
                        drop(committed);
                        let _ = checkpoints.join();
                        let _ = c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)");
                        drop(c);
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
                    Err(why) => (first(Err(why)).answer)(Ok(())),
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
fn batch(c: &mut Conn, first: Job, queue: &mpsc::Receiver<Ask>) -> Option<Ask> {
    let mut other = None;
    let started = Instant::now();
    let (mut done, mut next) = (vec![], Some(first));
    let mut gone = None;
    while let Some(job) = next.take() {
        let job = job(Ok(c));
        if !job.wrote && !is_open(c) {
            gone = Some(Fault::Full("the transaction was ended by the database".into()));
        }
        done.push(job);
        if gone.is_none() && done.len() < MOST_JOBS && started.elapsed() < LONGEST {
            match queue.try_recv() {
                Ok(Ask::Do(job)) => next = Some(job),
                Ok(stop) => other = Some(stop),
                Err(_) => {}
            }
        }
    }
    let committed = match gone {
        Some(fault) => {
            let _ = Manager::rollback_transaction(c);
            Err(fault)
        }
        None => Manager::commit_transaction(c).map_err(|why| {
            let _ = Manager::rollback_transaction(c);
            Fault::from(why)
        }),
    };
    for job in done {
        (job.answer)(match &committed {
            Ok(()) => Ok(()),
            Err(Fault::Full(why)) => Err(Fault::Full(why.clone())),
            Err(why) => Err(Fault::Unavailable(why.to_string())),
        });
    }
    other
}

/// Whether the outer transaction still stands: a full disk inside a savepoint ends it as a whole, silently.
fn is_open(c: &mut Conn) -> bool {
    match c.batch_execute("BEGIN") {
        Err(_) => true, // "cannot start a transaction within a transaction"
        Ok(()) => {
            let _ = c.batch_execute("ROLLBACK");
            false
        }
    }
}
