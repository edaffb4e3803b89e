//! Answers to reads: not given where the caller holds them already, and kept until the data changes, since a board asks the same
//! again and again.
use crate::{
    Api, conditional, labels,
    problem::Refusal,
    verbs::{Reply, broken},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{AcceptEncoding, ContentEncoding, Encoding, Header, VARY},
    web::{Bytes, block},
};
use flate2::{Compression, write::GzEncoder};
use rapport_application::{Resource, Result};
use rapport_domain::{entity::Version, partial_date::PartialDate, scope::Scope};
use rapport_persistence::Conn;
use serde::Serialize;
use std::{
    collections::{HashMap, VecDeque},
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

/// How many bytes of answers are kept at the most, unless said.
pub const MOST: usize = 16 << 20;
/// What part of that one answer may be.
const PART: usize = 16;
/// What an answer takes beside its bytes, about: its ETag twice, and its places in two tables.
const BESIDE: usize = 512;
/// What is shorter is not packed.
const WORTH_PACKING: usize = 1 << 10;

/// Answers with what is read of many records: not where the caller holds it already, and not by reading where it was given since
/// the data changed. With the cursor of the next page, the way there is in a `Link` header (RFC 8288). `also` is what else the
/// answer depends on; `ask` reads the query string, which an answer that is known stands for.
pub async fn answer_with_next<T, R>(
    api: &Api,
    request: &HttpRequest,
    scope: Scope,
    also: &str,
    ask: impl FnOnce() -> std::result::Result<R, Refusal>,
) -> Reply
where
    T: Serialize,
    R: FnOnce(&mut Conn, &Scope) -> Result<(T, Option<String>)> + Send + 'static,
{
    let (etag, version) = conditional::of_version(api, request, &scope, also).await?;
    let held = conditional::holds(request, &etag);
    if let Some(answer) = kept(api, request, &version, &etag).await? {
        return Ok(if held { conditional::not_modified(&etag) } else { given(request, answer) });
    }
    let read = ask()?; // it may be refused, whatever the caller holds
    if held {
        return Ok(conditional::not_modified(&etag));
    }
    let read = move |c: &mut Conn| -> Result<_> {
        let (body, next) = read(c, &scope)?;
        Ok((serde_json::to_vec(&body).map_err(broken)?, next))
    };
    let (body, next) = api.db.read(read).await?;
    let answer = Answer { next, ..Answer::of(etag.clone(), body) };
    Ok(given(request, made(api, request, &version, &etag, answer).await))
}
/// The same with one record, under an ETag that it keeps while others change; but where it shows what follows from others.
pub async fn answer_with_record<R: Resource>(
    api: &Api,
    request: &HttpRequest,
    scope: Scope,
    also: &str,
    read: impl FnOnce(&mut Conn, &Scope) -> Result<(Version, Vec<u8>)> + Send + 'static,
) -> Reply {
    let (key, version) = conditional::of_version(api, request, &scope, also).await?;
    let answer = match kept(api, request, &version, &key).await? {
        Some(answer) => answer,
        None => {
            let (of_record, body) = api.db.glance(move |c| read(c, &scope)).await?;
            let etag = conditional::in_language(&conditional::strong(of_record), labels::preferred(request));
            made(api, request, &version, &key, Answer::of(etag, body)).await
        }
    };
    match !R::DERIVED && conditional::holds(request, &answer.etag) {
        true => Ok(conditional::not_modified(&answer.etag)),
        false => Ok(given(request, answer)),
    }
}
/// An answer that was given since the data changed.
async fn kept(
    api: &Api,
    request: &HttpRequest,
    version: &str,
    key: &str,
) -> std::result::Result<Option<Answer>, Refusal> {
    match api.answers.of(version, key) {
        // It is asked for again and again: it is packed once.
        Some(kept) if kept.is_worth_packing() && takes_gzip(request) => {
            let packed = block(move || kept.pack()).await.map_err(broken)?.map_err(broken)?;
            api.answers.keep(version, key, packed.clone());
            Ok(Some(packed))
        }
        kept => Ok(kept),
    }
}
/// An answer just read, with its labels; kept if it has all of them.
async fn made(api: &Api, request: &HttpRequest, version: &str, key: &str, answer: Answer) -> Answer {
    let (body, whole) = labels::labelled(request, answer.body).await;
    let answer = Answer { body, ..answer };
    if whole {
        api.answers.keep(version, key, answer.clone());
    }
    answer
}
/// The same of what has no pages, and is asked already.
pub async fn answer<T: Serialize>(
    api: &Api,
    request: &HttpRequest,
    scope: Scope,
    also: &str,
    read: impl FnOnce(&mut Conn, &Scope) -> Result<T> + Send + 'static,
) -> Reply {
    let ask = || Ok(move |c: &mut Conn, scope: &Scope| Ok((read(c, scope)?, None)));
    answer_with_next(api, request, scope, also, ask).await
}
/// On what day, too, an answer depends that shows records of a resource as of one.
pub fn day_of<R: Resource>(day: &PartialDate) -> &str {
    if R::DERIVED { day.text() } else { "" }
}
fn given(request: &HttpRequest, answer: Answer) -> HttpResponse {
    let mut response = conditional::cacheable(HttpResponse::Ok(), &answer.etag);
    if let Some(next) = answer.next {
        let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
        pairs.retain(|(name, _)| name != "cursor");
        pairs.push(("cursor".into(), next));
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        response.insert_header(("link", format!("<{}?{query}>; rel=\"next\"", request.path())));
    }
    match answer.packed.filter(|_| takes_gzip(request)) {
        None => labels::spoken(request, response, answer.body),
        Some(packed) => {
            response.insert_header(ContentEncoding::Gzip);
            response.insert_header((VARY, format!("{}, Accept-Encoding", conditional::VARIES)));
            labels::spoken(request, response, packed)
        }
    }
}
fn takes_gzip(request: &HttpRequest) -> bool {
    let accepted = AcceptEncoding::parse(request).ok();
    let ours = [Encoding::gzip(), Encoding::zstd(), Encoding::identity()];
    accepted.and_then(|accepted| accepted.negotiate(ours.iter())) == Some(Encoding::gzip())
}

/// An answer as it is sent.
#[derive(Clone)]
struct Answer {
    etag: String,
    /// In JSON, with its labels.
    body: Bytes,
    /// The body by gzip, once somebody who takes that has asked a second time.
    packed: Option<Bytes>,
    /// The cursor of the next page.
    next: Option<String>,
}
impl Answer {
    fn of(etag: String, body: Vec<u8>) -> Self {
        Self { etag, body: body.into_boxed_slice().into(), packed: None, next: None }
    }
    fn is_worth_packing(&self) -> bool {
        self.packed.is_none() && self.body.len() >= WORTH_PACKING
    }
    /// With its body packed.
    fn pack(mut self) -> io::Result<Self> {
        let mut out = GzEncoder::new(Vec::with_capacity(self.body.len() / 8), Compression::default());
        out.write_all(&self.body)?;
        self.packed = Some(out.finish()?.into_boxed_slice().into());
        Ok(self)
    }
    fn bytes(&self) -> usize {
        BESIDE + self.body.len() + self.packed.as_ref().map_or(0, Bytes::len)
    }
}

/// Kept answers by what they answer: an ETag that stands for the data's version, for what the caller sees and for what was
/// asked. Clones share them.
#[derive(Clone)]
pub struct Answers {
    most: usize,
    kept: Arc<Mutex<Kept>>,
}
#[derive(Default)]
struct Kept {
    version: String,
    answers: HashMap<String, Answer>,
    /// Their ETags, oldest first.
    order: VecDeque<String>,
    bytes: usize,
}
impl Default for Answers {
    fn default() -> Self {
        Self::new(MOST)
    }
}
impl Answers {
    /// At the most so many bytes of them.
    pub fn new(most: usize) -> Self {
        Self { most, kept: Arc::default() }
    }
    /// A kept answer, while the data have this version: what is kept of another one will not be asked for again.
    fn of(&self, version: &str, key: &str) -> Option<Answer> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version {
            *kept = Kept { version: version.to_owned(), ..Kept::default() };
        }
        kept.answers.get(key).cloned()
    }
    /// Keeps an answer of the data's version. The oldest make room.
    fn keep(&self, version: &str, key: &str, answer: Answer) {
        if answer.body.len() > self.most / PART {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version {
            return; // it was long in reading
        }
        kept.bytes += answer.bytes();
        match kept.answers.insert(key.to_owned(), answer) {
            Some(before) => kept.bytes -= before.bytes(),
            None => kept.order.push_back(key.to_owned()),
        }
        while kept.bytes > self.most {
            let Some(oldest) = kept.order.pop_front().and_then(|key| kept.answers.remove(&key)) else { break };
            kept.bytes -= oldest.bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: impl Into<Vec<u8>>) -> Answer {
        Answer::of(String::new(), body.into())
    }
    fn body(answers: &Answers, version: &str, key: &str) -> Option<Bytes> {
        answers.of(version, key).map(|answer| answer.body)
    }

    #[test]
    fn answers_go_when_the_data_changes() {
        let answers = Answers::default();
        assert_eq!(body(&answers, "1", "a"), None);
        answers.keep("1", "a", answer("A"));
        assert_eq!(body(&answers, "1", "a").as_deref(), Some(&b"A"[..]));
        assert_eq!(body(&answers, "2", "b"), None);
        answers.keep("1", "late", answer("L"));
        answers.keep("2", "b", answer("B"));
        assert_eq!(body(&answers, "2", "late"), None);
        assert_eq!((body(&answers, "2", "a"), body(&answers, "2", "b").is_some()), (None, true));
    }

    #[test]
    fn the_oldest_make_room() {
        let answers = Answers::new(PART * (BESIDE + 10));
        assert_eq!(body(&answers, "1", "large"), None);
        answers.keep("1", "large", answer(vec![0; BESIDE + 11]));
        assert_eq!(body(&answers, "1", "large"), None);
        for number in 0..=PART {
            answers.keep("1", &number.to_string(), answer(vec![0; 10]));
            answers.keep("1", &number.to_string(), answer(vec![1; 10])); // again, in the place of the first
        }
        assert_eq!(body(&answers, "1", "0"), None);
        assert!((1..=PART).all(|number| body(&answers, "1", &number.to_string()).is_some()));
        let none = Answers::new(0);
        assert_eq!(body(&none, "1", "a"), None);
        none.keep("1", "a", answer("A"));
        assert_eq!(body(&none, "1", "a"), None);
    }
}
