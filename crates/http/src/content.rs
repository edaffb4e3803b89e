//! `PUT|GET /v1/documents/{key}/content`: the bytes of a document, apart from its record.
use crate::{
    Api, MOST_CONTENT_BYTES,
    body::{arrived, refuse},
    caller::May,
    conditional::{self, Held},
    problem::Refusal,
    query,
    verbs::{At, Reply, written},
};
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{StatusCode, header::CONTENT_TYPE},
    web::{Bytes, Data},
};
use rapport_application::{
    Error, Read, Result, Update, Work,
    documents::{self, Kept},
};
use rapport_domain::document::{Document, MediaType};
use rapport_persistence::Fault;
use std::{future::Future, pin::Pin, time::Duration};
use tokio::task::spawn_blocking;

/// How long a content may take to arrive.
const PATIENCE: Duration = Duration::from_secs(600);

/// A content as it came, of a type that is taken.
pub struct Upload {
    media_type: MediaType,
    bytes: Bytes,
}
impl FromRequest for Upload {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = std::result::Result<Self, Refusal>>>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let typed = request.headers().get(CONTENT_TYPE).map(|t| String::from_utf8_lossy(t.as_bytes()).to_lowercase());
        let media_type = typed.as_deref().and_then(|t| t.split(';').next()?.trim().parse::<MediaType>().ok());
        let encoded = request.headers().get("content-encoding").is_some_and(|encoding| encoding != "identity");
        // How much it may be is said where the route is.
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            let Some(media_type) = media_type.filter(|_| !encoded) else {
                let types: Vec<_> = MediaType::ALL.iter().map(|t| t.as_str()).collect();
                let detail = format!("send the content as it is, with one of these types: {}", types.join(", "));
                return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
            };
            let bytes = arrived(bytes, PATIENCE).await?.map_err(|why| match why.as_response_error().status_code() {
                StatusCode::PAYLOAD_TOO_LARGE => {
                    let detail = format!("a content has at most {MOST_CONTENT_BYTES} bytes");
                    refuse(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
                }
                _ => refuse(StatusCode::BAD_REQUEST, "unreadable_body", "the content did not arrive whole".into()),
            })?;
            if bytes.is_empty() {
                return Err(Error::rule("", "blank", "the content is empty").into());
            }
            Ok(Self { media_type, bytes })
        })
    }
}

/// Takes a content: it is in its folder before the record says so.
pub async fn put(
    api: Data<Api>,
    may: May<Update, Document, (At<Document>, Held, Upload)>,
    request: HttpRequest,
) -> Reply {
    let May(can, (At(id), Held(held), upload)) = may;
    let (house, asked) = (api.house.clone(), can.clone());
    api.db
        .read(move |c| -> Result<_> { documents::may_put(&mut Work::new(c, &house, asked.actor), &asked, &id, held) })
        .await?;
    let files = api.files.clone();
    let kept = spawn_blocking(move || -> std::result::Result<Kept, Refusal> {
        let Upload { media_type, bytes } = upload;
        if !media_type.fits(&bytes) {
            let detail = format!("the content does not look like {media_type}");
            return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_mismatch", detail));
        }
        let size = i32::try_from(bytes.len()).map_err(|why| Fault::Broken(why.to_string()))?;
        Ok(Kept { media_type, size, sha256: files.keep(&bytes)? })
    })
    .await
    .map_err(|why| Fault::Broken(why.to_string()))??;
    let house = api.house.clone();
    let (version, body) = api
        .db
        .write(move |c| -> Result<_> {
            let mut work = Work::new(c, &house, can.actor);
            let after = documents::put(&mut work, &can, &id, held, kept.clone())?;
            Ok((after.row.version, written::<Document>(&mut work, &can.scope, after)?))
        })
        .await?;
    conditional::record(&request, StatusCode::OK, &conditional::strong(version), body).await
}

/// Gives a content, to be saved and not to be shown: it is somebody else's file.
pub async fn get(api: Data<Api>, may: May<Read, Document, (At<Document>,)>, request: HttpRequest) -> Reply {
    let May(can, (At(id),)) = may;
    query::paging(&request)?.only(&[])?;
    let (document, kept) = api.db.read(move |c| documents::find(c, &can, &id)).await?;
    let etag = format!("\"{}\"", kept.sha256);
    if conditional::holds(&request, &etag) {
        return Ok(conditional::not_modified(&etag));
    }
    let files = api.files.clone();
    let content =
        spawn_blocking(move || files.read(&kept.sha256)).await.map_err(|why| Fault::Broken(why.to_string()))??;
    let usual = || format!("{}.{}", document.row.id, kept.media_type.extension());
    let name = document.row.file_name.clone().unwrap_or_else(usual);
    Ok(conditional::cacheable(HttpResponse::Ok(), &etag)
        .insert_header(("content-disposition", disposition(&name)))
        .insert_header(("x-content-type-options", "nosniff"))
        .content_type(kept.media_type.as_str())
        .body(content))
}

/// `Content-Disposition` (RFC 6266): the name in plain letters, and as it is (RFC 8187).
pub fn disposition(name: &str) -> String {
    let plain = |c: char| if c == ' ' || (c.is_ascii_graphic() && !"\"\\%".contains(c)) { c } else { '_' };
    let as_it_is = |byte: u8| match byte {
        b if b.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&b) => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    let (ascii, utf8) = (name.chars().map(plain).collect::<String>(), name.bytes().map(as_it_is).collect::<String>());
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{utf8}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_cannot_break_out_of_the_header() {
        for (name, told) in [
            ("plan.pdf", "filename=\"plan.pdf\"; filename*=UTF-8''plan.pdf"),
            ("año \"1\".pdf", "filename=\"a_o _1_.pdf\"; filename*=UTF-8''a%C3%B1o%20%221%22.pdf"),
            ("a\\b;%", "filename=\"a_b;_\"; filename*=UTF-8''a%5Cb%3B%25"),
        ] {
            assert_eq!(disposition(name), format!("attachment; {told}"));
        }
    }
}
