//! `/v1/reports`: reports are made and kept, given back as the file that is asked for, traced to their records, and compared.
use crate::{
    Api,
    body::Body,
    caller::{Caller, May},
    conditional,
    content::disposition,
    jobs,
    pages::Turning,
    problem::Refusal,
    query,
    verbs::{Reply, broken},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{ContentEncoding, LOCATION},
    web::{Data, Path},
};
use rapport_application::{
    Report as CanReport, Result,
    report::{self, Ask, Kept},
};
use rapport_domain::{Id, intervention::Intervention};
use rapport_pdf::NoPdf;
use rapport_persistence::{Conn, reports::Report};
use rapport_reporting::report::File;
use std::{str::FromStr, sync::Arc};
use tokio::task::spawn_blocking;

/// The id in a path: what is none names nothing.
pub fn id<T>(text: &str) -> std::result::Result<Id<T>, Refusal> {
    text.parse().map_err(|_| Refusal::NOT_FOUND)
}

/// Makes a report; or keeps it as a job, where it is long, or the caller will not wait.
pub async fn make(
    api: Data<Api>,
    may: May<CanReport, Intervention, (Body,)>,
    caller: Caller,
    request: HttpRequest,
) -> Reply {
    let May(can, (body,)) = may;
    let mut ask: Ask = body.read()?;
    let (reader, waits) = (can.clone(), !jobs::is_preferred(&request));
    let look = move |c: &mut Conn| -> Result<_> {
        report::check(c, &reader, &mut ask)?;
        Ok((!waits || report::is_long(c, &reader, &ask)?, ask))
    };
    let (is_job, ask) = api.db.read(look).await?;
    if is_job {
        return jobs::keep(&api, &caller, &ask, !waits).await;
    }
    let made = report::report(&api.db, &api.house, can, ask, Arc::default(), |_, _| Ok(())).await?;
    let path = format!("/v1/reports/{}", made.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, path)).insert_header(("cache-control", "no-store")).json(made))
}
/// The caller's own reports.
pub async fn list(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let paging = query::paging(&request)?;
    paging.only(&["limit", "cursor"])?;
    let (actor, also) = (caller.actor, caller.actor.id.to_string());
    Turning::<Id<Report>>::of(&request, &paging, &[], "")?
        .answer(&api, &request, caller.scope, &also, move |c: &mut Conn, _, page| {
            let mine = report::mine(c, actor, page.after, page.limit + 1)?;
            Ok((mine.into_iter().map(|kept: Kept| (kept.id, kept)).collect(), None))
        })
        .await
}
/// What a report is wanted as.
#[derive(Clone, Copy)]
pub enum Format {
    /// A file that any program writes.
    File(File),
    /// Pages, where the program is built with them.
    Pdf,
}
impl Format {
    /// The names of all of them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        File::ALL.into_iter().map(File::as_str).chain(["pdf"])
    }
    fn as_str(self) -> &'static str {
        match self {
            Self::File(file) => file.as_str(),
            Self::Pdf => "pdf",
        }
    }
    fn media_type(self) -> &'static str {
        match self {
            Self::File(file) => file.media_type(),
            Self::Pdf => rapport_pdf::MEDIA_TYPE,
        }
    }
}
impl FromStr for Format {
    type Err = &'static str;
    fn from_str(name: &str) -> std::result::Result<Self, Self::Err> {
        let file = File::ALL.into_iter().find(|file| file.as_str() == name).map(Self::File);
        file.or((name == "pdf").then_some(Self::Pdf)).ok_or("is json, html, md, xlsx or pdf")
    }
}
/// A report as a file: the same bytes each time.
pub async fn fetch(api: Data<Api>, caller: Caller, path: Path<String>, request: HttpRequest) -> Reply {
    let id = id(&path)?;
    let mut paging = query::paging(&request)?;
    let format = query::taken(&mut paging.rest, "format")?.unwrap_or(Format::File(File::Json));
    paging.only(&[])?;
    let kept = api.db.read(move |c| report::find(c, caller.actor, &caller.scope, id)).await?;
    let told = report::told(&kept)?;
    let tag = format!("\"{}-{}\"", kept.hash, format.as_str());
    if conditional::holds(&request, &tag) {
        return Ok(conditional::not_modified(&tag));
    }
    let bytes = match format {
        // What was hashed is what is sent.
        Format::File(File::Json) => told.as_bytes().to_vec(),
        Format::File(file) => {
            let document = report::document(&kept)?;
            spawn_blocking(move || document.file(file)).await.map_err(broken)?.map_err(broken)?
        }
        Format::Pdf => {
            // It takes seconds of a processor, as an export does.
            let turn = api.exports.turn().ok_or(Refusal::Busy)?;
            let document = report::document(&kept)?;
            let pages = spawn_blocking(move || {
                let _turn = turn;
                rapport_pdf::pages(&document)
            });
            match pages.await.map_err(broken)? {
                Err(NoPdf::NotBuilt) => return Err(Refusal::NotBuilt),
                pages => pages.map_err(broken)?,
            }
        }
    };
    let mut response = conditional::cacheable(HttpResponse::Ok(), &tag);
    if matches!(format, Format::Pdf | Format::File(File::Xlsx)) {
        response.insert_header(ContentEncoding::Identity); // it is packed already
    }
    let name = format!("{}-{}.{}", kept.kind, kept.created_at.0.format("%Y-%m-%d"), format.as_str());
    Ok(response
        .content_type(format.media_type())
        .insert_header(("content-disposition", disposition(&name)))
        .body(bytes))
}
/// What a report is, and whether it still is good.
pub async fn receipt(api: Data<Api>, caller: Caller, path: Path<String>, request: HttpRequest) -> Reply {
    let id = id(&path)?;
    query::paging(&request)?.only(&[])?;
    let kept = api.db.read(move |c| report::find(c, caller.actor, &caller.scope, id)).await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(Kept::from(kept)))
}
/// The records behind a reference.
pub async fn trace(api: Data<Api>, caller: Caller, path: Path<(String, String)>, request: HttpRequest) -> Reply {
    let (key, reference) = path.into_inner();
    let id = id(&key)?;
    query::paging(&request)?.only(&[])?;
    let traced = api
        .db
        .read(move |c| -> Result<_> {
            let kept = report::find(c, caller.actor, &caller.scope, id)?;
            report::traced(c, &caller.scope, &report::document(&kept)?, &reference)
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(traced))
}
/// How a report differs from an earlier one.
pub async fn difference(api: Data<Api>, caller: Caller, path: Path<String>, request: HttpRequest) -> Reply {
    let later = id(&path)?;
    let mut paging = query::paging(&request)?;
    let from: Id<Report> = query::taken(&mut paging.rest, "from")?.ok_or(Refusal::query("from", "names a report"))?;
    paging.only(&[])?;
    let difference = api
        .db
        .read(move |c| -> Result<_> {
            let find = |c: &mut Conn, id| report::find(c, caller.actor, &caller.scope, id);
            let (earlier, later) = (find(c, from)?, find(c, later)?);
            report::differ(&earlier, &later)
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(difference))
}
