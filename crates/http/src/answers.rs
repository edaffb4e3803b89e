//! Answers that many records go into: not given where the caller holds them already, and kept until the data changes, since a
//! board asks the same again and again.
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
use rapport_domain::{partial_date::PartialDate, scope::Scope};
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
    api.answers.now(&version);
    let held = conditional::holds(request, &etag);
    let answer = match api.answers.of(&etag) {
        Some(_) if held => return Ok(conditional::not_modified(&etag)),
        // It is asked for again and again: it is packed once.
        Some(kept) if kept.is_worth_packing() && takes_gzip(request) => {
            let packed = block(move || kept.pack()).await.map_err(broken)?.map_err(broken)?;
            api.answers.keep(&version, &etag, packed.clone());
            packed
        }
        Some(kept) => kept,
        None => {
            let read = ask()?; // it may be refused, whatever the caller holds
            if held {
                return Ok(conditional::not_modified(&etag));
            }
            let read = move |c: &mut Conn| -> Result<_> {
                let (body, next) = read(c, &scope)?;
                Ok((serde_json::to_vec(&body).map_err(broken)?, next))
            };
            let (body, next) = api.db.read(read).await?;
            let (body, whole) = labels::labelled(request, body).await;
            let answer = Answer { body: body.into_boxed_slice().into(), packed: None, next };
            if whole {
                api.answers.keep(&version, &etag, answer.clone());
            }
            answer
        }
    };
    Ok(given(request, &etag, answer))
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
fn given(request: &HttpRequest, etag: &str, answer: Answer) -> HttpResponse {
    let mut response = conditional::cacheable(HttpResponse::Ok(), etag);
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
    /// In JSON, with its labels.
    body: Bytes,
    /// The body by gzip, once somebody who takes that has asked a second time.
    packed: Option<Bytes>,
    /// The cursor of the next page.
    next: Option<String>,
}
impl Answer {
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

/// Kept answers by their ETags, which stand for the data's version, for what the caller sees and for what was asked. Clones
/// share them.
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
    /// The answer of an ETag.
    fn of(&self, etag: &str) -> Option<Answer> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).answers.get(etag).cloned()
    }
    /// That the data have a version: what is kept of another one will not be asked for again.
    fn now(&self, version: &str) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version {
            *kept = Kept { version: version.to_owned(), ..Kept::default() };
        }
    }
    /// Keeps an answer of the data's version. The oldest make room.
    fn keep(&self, version: &str, etag: &str, answer: Answer) {
        if answer.body.len() > self.most / PART {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version {
            return; // it was long in reading
        }
        kept.bytes += answer.bytes();
        match kept.answers.insert(etag.to_owned(), answer) {
            Some(before) => kept.bytes -= before.bytes(),
            None => kept.order.push_back(etag.to_owned()),
        }
        while kept.bytes > self.most {
            let Some(oldest) = kept.order.pop_front().and_then(|etag| kept.answers.remove(&etag)) else { break };
            kept.bytes -= oldest.bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: impl Into<Bytes>) -> Answer {
        Answer { body: body.into(), packed: None, next: None }
    }
    fn body(answers: &Answers, etag: &str) -> Option<Bytes> {
        answers.of(etag).map(|answer| answer.body)
    }

    #[test]
    fn answers_go_when_the_data_changes() {
        let answers = Answers::default();
        answers.now("1");
        answers.keep("1", "a", answer("A"));
        assert_eq!(body(&answers, "a").as_deref(), Some(&b"A"[..]));
        answers.now("2");
        answers.keep("1", "late", answer("L"));
        answers.keep("2", "b", answer("B"));
        assert_eq!(body(&answers, "late"), None);
        assert_eq!((body(&answers, "a"), body(&answers, "b").is_some()), (None, true));
    }

    #[test]
    fn the_oldest_make_room() {
        let answers = Answers::new(PART * (BESIDE + 10));
        answers.now("1");
        answers.keep("1", "large", answer(vec![0; BESIDE + 11]));
        assert_eq!(body(&answers, "large"), None);
        for number in 0..=PART {
            answers.keep("1", &number.to_string(), answer(vec![0; 10]));
            answers.keep("1", &number.to_string(), answer(vec![1; 10])); // again, in the place of the first
        }
        assert_eq!(body(&answers, "0"), None);
        assert!((1..=PART).all(|number| body(&answers, &number.to_string()).is_some()));
        let none = Answers::new(0);
        none.now("1");
        none.keep("1", "a", answer("A"));
        assert_eq!(body(&none, "a"), None);
    }
}
