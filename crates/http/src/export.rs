//! `GET /v1/export/{list}`: all that a list's filters find, as a file. It is written at full speed into a temporary file without
//! a name, from one snapshot, and sent from there: a slow reader holds no transaction.
use crate::{
    Api,
    beside::columns_of,
    caller::May,
    columns::{Called, Learned},
    content::disposition,
    problem::Refusal,
    query,
    verbs::Reply,
};
use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodySize, MessageBody},
    http::header::{CONTENT_ENCODING, HeaderValue},
    web::{Bytes, Data},
};
use rapport_application::{Can, Read, Resource, Result, Shown, include::Looking, read::rows, shown};
use rapport_domain::{entity::Entity, partial_date::PartialDate};
use rapport_persistence::{Conn, Fault, Statements};
use rapport_reporting::{Export, Format};
use serde::Serialize;
use std::{
    fs::File,
    io::{self, BufWriter, Seek},
    pin::Pin,
    sync::{
        Arc, Mutex,
        mpsc::{self, Receiver, SyncSender},
    },
    task::{Context, Poll, ready},
    thread,
    time::Duration,
};
use tokio::{
    io::{AsyncRead, ReadBuf},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

/// How many exports are written or read at once.
pub const MOST: usize = 2;
/// How long a reader may take.
const LONGEST: Duration = Duration::from_secs(600);
/// How many records are read at once.
const PAGE: i64 = 1_500;
/// What a fault calls the file.
const TEMPORARY: &str = "a temporary file";
/// How many bytes are sent at once.
const CHUNK: usize = 64 << 10;

/// The exports that go on. Clones share them.
#[derive(Clone)]
pub struct Exports(Arc<Semaphore>);
impl Default for Exports {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST)))
    }
}
impl Exports {
    /// A turn, which is given back when it is dropped; none while as many go on as may.
    pub fn turn(&self) -> Option<OwnedSemaphorePermit> {
        self.0.clone().try_acquire_owned().ok()
    }
}

/// `GET /v1/export/{list}`
pub async fn export<R: Resource>(api: Data<Api>, may: May<Read, R::Of>, request: HttpRequest) -> Reply {
    let (asked, format) = query::export::<R>(&request)?;
    let turn = api.exports.turn().ok_or(Refusal::Busy)?;
    let today = api.house.today();
    let at = <R::Of as Entity>::as_of(&asked.list.filter).cloned().unwrap_or_else(|| today.clone());
    let known = columns_of(R::AS.path).ok_or(Refusal::NOT_FOUND)?;
    let layout = known.layout(&asked.beside);
    let called = Called::new(&layout);
    let (send, pages) = mpsc::sync_channel(0);
    let writing: Writing = Box::new(move || written(Export::new(format, layout, R::AS.path, temporary()?)?, pages));
    // While one page is written, the next is read. The snapshot is let go when the last one is.
    let writing = spawn_blocking(writing);
    let read = api.db.read_by_two(move |c, twin| read::<R>(c, twin, &may.0, asked, (&today, &at), called, &send)).await;
    let file = writing.await.unwrap_or_else(|why| Err(io::Error::other(why)));
    read?;
    let file = file.map_err(|why| Refusal::from(Fault::of_file(TEMPORARY, &why)))?;
    let name = format!("{}.{}", R::AS.path, format.extension());
    let mut response = sent(file, turn, &name, format.media_type())?;
    if format == Format::Xlsx {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("identity")); // it is packed already
    }
    Ok(response)
}
/// A temporary file on its way to its reader.
pub fn sent(file: BufWriter<File>, turn: OwnedSemaphorePermit, name: &str, media_type: &str) -> Reply {
    let file = file.into_inner().map_err(|why| why.into_error()).and_then(|mut file| file.rewind().map(|()| file));
    let body =
        file.and_then(|file| Sent::of(file, turn)).map_err(|why| Refusal::from(Fault::of_file(TEMPORARY, &why)))?;
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header(("content-disposition", disposition(name)))
        .insert_header(("cache-control", "no-store"))
        .insert_header(("x-content-type-options", "nosniff"))
        .body(body))
}

/// Records, and the names that are new among those that they name.
struct Page<T: Serialize> {
    records: Vec<Shown<T>>,
    learned: Learned,
}
/// Reads every record that is asked for, page by page, until nobody takes them any more. Where there are two connections, one
/// reads the rows of a page while the other reads what belongs to those of the page before.
fn read<R: Resource>(
    c: &mut Conn,
    twin: Option<&mut Conn>,
    can: &Can<Read, R::Of>,
    mut asked: query::Asked<R::Of>,
    (today, at): (&PartialDate, &PartialDate),
    mut called: Called,
    pages: &SyncSender<Page<R::Shows>>,
) -> Result<()> {
    asked.list.limit = PAGE;
    let mut bare = |c: &mut Conn| {
        let mut rows = rows::<R>(c, can, today, &mut asked.list)?;
        let more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        asked.list.after = rows.last().filter(|_| more).map(|last| asked.place(last));
        Result::Ok((rows, more))
    };
    let mut dressed = |c: &mut Conn, rows: Vec<R::Of>| {
        let looking = Looking { actor: can.actor, scope: &can.scope, at };
        let records = R::Of::gather(c, rows)?;
        let records = shown::<R>(c, &can.scope, at, records)?;
        let learned = called.learn(c, &looking, &records)?;
        Result::Ok(pages.send(Page { records, learned }).is_ok())
    };
    let Some(twin) = twin else {
        loop {
            let (rows, more) = bare(c)?;
            if !dressed(c, rows)? || !more {
                return Ok(());
            }
        }
    };
    thread::scope(|scope| {
        let (send, pages) = mpsc::sync_channel(0);
        let dressing = scope.spawn(move || {
            let mut pages = pages.iter();
            while pages.next().map_or(Ok(false), |rows| dressed(twin, rows))? {}
            Ok(())
        });
        let mut read = || loop {
            let (rows, more) = bare(c)?;
            if send.send(rows).is_err() || !more {
                return Ok(());
            }
        };
        let read = read();
        drop(send);
        let broken = |_| Err(Fault::Broken("the reading of an export panicked".into()).into());
        read.and(dressing.join().unwrap_or_else(broken))
    })
}
/// Writes a file.
type Writing = Box<dyn FnOnce() -> io::Result<BufWriter<File>> + Send>;
/// A file that is gone once nobody has it open.
pub fn temporary() -> io::Result<BufWriter<File>> {
    tempfile::tempfile().map(BufWriter::new)
}
/// Writes pages as they come.
fn written<T: Serialize>(mut export: Export<BufWriter<File>>, pages: Receiver<Page<T>>) -> io::Result<BufWriter<File>> {
    for Page { records, learned } in pages {
        learned.tell(export.names());
        for record in &records {
            export.row(record)?;
        }
    }
    export.finish()
}
/// A file on its way to its reader.
struct Sent {
    file: tokio::fs::File,
    left: u64,
    /// Given back when the file is sent, and at the latest when the reader's time is over.
    turn: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}
impl Sent {
    fn of(file: File, turn: OwnedSemaphorePermit) -> io::Result<Self> {
        let left = file.metadata()?.len();
        let turn = Arc::new(Mutex::new(Some(turn)));
        let over = Arc::downgrade(&turn);
        actix_web::rt::spawn(async move {
            actix_web::rt::time::sleep(LONGEST).await;
            // A reader that stopped reading polls nothing more.
            if let Some(turn) = over.upgrade() {
                turn.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
            }
        });
        Ok(Self { file: file.into(), left, turn })
    }
}
impl MessageBody for Sent {
    type Error = io::Error;
    fn size(&self) -> BodySize {
        BodySize::Sized(self.left)
    }
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.turn.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).is_none() {
            return Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::TimedOut))));
        }
        let mut chunk = vec![0; CHUNK];
        let mut buffer = ReadBuf::new(&mut chunk);
        ready!(Pin::new(&mut self.file).poll_read(cx, &mut buffer))?;
        let read = buffer.filled().len();
        chunk.truncate(read);
        Poll::Ready((read > 0).then(|| Ok(chunk.into())))
    }
}
