//! `GET /v1/export/{list}`: all that a list's filters find, as a file. It is written at full speed into a temporary file without
//! a name, from one snapshot, and sent from there: a slow reader holds no transaction.
use crate::{
    Api, beside::columns_of, caller::May, columns::Columns, content::disposition, problem::Refusal, query, verbs::Reply,
};
use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodySize, MessageBody},
    http::header::ContentEncoding,
    web::{Bytes, Data},
};
use rapport_application::{
    Can, Error, Read, Resource, Result,
    include::{Looking, values},
    read, shown,
};
use rapport_domain::{entity::Entity, partial_date::PartialDate};
use rapport_persistence::{Conn, Fault};
use rapport_reporting::{Export, Format};
use serde_json::Value;
use std::{
    fs::File,
    io::{self, BufWriter, Seek},
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, ReadBuf},
    sync::{OwnedSemaphorePermit, Semaphore},
};

/// How many exports are written or read at once.
pub const MOST: usize = 2;
/// How long a reader may take.
const LONGEST: Duration = Duration::from_secs(600);
/// How many records are read at once.
const PAGE: i64 = 1_000;
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
    let columns = known.shown(&asked.beside);
    let file = api
        .db
        .read(move |c| -> Result<File> {
            let out = BufWriter::new(tempfile::tempfile().map_err(|why| fault(&why))?);
            let mut export = Export::new(format, columns, R::AS.path, out).map_err(|why| fault(&why))?;
            write::<R>(c, &may.0, asked, (&today, &at), known, &mut |record| export.row(record))?;
            let out = export.finish().map_err(|why| fault(&why))?;
            let mut file = out.into_inner().map_err(|why| fault(why.error()))?;
            file.rewind().map_err(|why| fault(&why))?;
            Ok(file)
        })
        .await?;
    let body = Sent::of(file, turn).map_err(|why| Refusal::from(fault(&why)))?;
    let name = format!("{}.{}", R::AS.path, format.extension());
    let mut response = HttpResponse::Ok();
    if format == Format::Xlsx {
        response.insert_header(ContentEncoding::Identity); // it is packed already
    }
    Ok(response
        .content_type(format.media_type())
        .insert_header(("content-disposition", disposition(&name)))
        .insert_header(("cache-control", "no-store"))
        .insert_header(("x-content-type-options", "nosniff"))
        .body(body))
}

/// Hands every record that is asked for to a writer, page by page, each with the names of those that it names.
fn write<R: Resource>(
    c: &mut Conn,
    can: &Can<Read, R::Of>,
    mut asked: query::Asked<R::Of>,
    (today, at): (&PartialDate, &PartialDate),
    columns: &Columns,
    row: &mut dyn FnMut(&Value) -> io::Result<()>,
) -> Result<()> {
    let looking = Looking { actor: can.actor, scope: &can.scope, at };
    let mut names = columns.names(&asked.beside);
    asked.list.limit = PAGE;
    loop {
        let mut page = read::list::<R>(c, can, today, &mut asked.list)?;
        let more = page.len() as i64 > PAGE;
        page.truncate(PAGE as usize);
        asked.list.after = page.last().filter(|_| more).map(|last| asked.place(last));
        let mut page = values(&shown::<R>(c, &can.scope, at, page)?)?;
        page.iter_mut().for_each(|record| asked.beside.prune(record));
        names.add(c, &looking, &mut page)?;
        for record in &page {
            row(record).map_err(|why| fault(&why))?;
        }
        if !more {
            return Ok(());
        }
    }
}
fn fault(why: &io::Error) -> Error {
    let told = format!("a temporary file: {why}");
    match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::Full(told).into(),
        _ => Fault::Broken(told).into(),
    }
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
