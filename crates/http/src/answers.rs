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
use rapport_application::Result;
use rapport_domain::scope::Scope;
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

/// What a caller asks of many records.
pub struct Question<'r> {
    api: &'r Api,
    request: &'r HttpRequest,
    scope: Scope,
    etag: String,
    version: String,
}
impl<'r> Question<'r> {
    /// What a request asks; `also` is what else the answer depends on.
    pub async fn of(
        api: &'r Api,
        request: &'r HttpRequest,
        scope: Scope,
        also: &str,
    ) -> std::result::Result<Self, Refusal> {
        let (etag, version) = conditional::of_version(api, request, &scope, also).await?;
        api.answers.now(&version);
        Ok(Self { api, request, scope, etag, version })
    }
    /// The reply that needs no reading, if there is one: what was given before, or that the caller holds it.
    pub async fn known(&self) -> Option<Reply> {
        let kept = self.api.answers.of(&self.etag)?;
        if conditional::holds(self.request, &self.etag) {
            return Some(Ok(conditional::not_modified(&self.etag)));
        }
        if kept.packed.is_some() || kept.body.len() < WORTH_PACKING || !self.takes_gzip() {
            return Some(Ok(self.give(kept)));
        }
        // It is asked for again and again: it is packed once.
        let packed = match block(move || kept.pack()).await {
            Ok(Ok(packed)) => packed,
            Ok(Err(why)) => return Some(Err(broken(why).into())),
            Err(why) => return Some(Err(broken(why).into())),
        };
        self.api.answers.keep(&self.version, &self.etag, packed.clone());
        Some(Ok(self.give(packed)))
    }
    /// Answers with what is read.
    pub async fn answer<T: Serialize>(
        self,
        read: impl FnOnce(&mut Conn, &Scope) -> Result<T> + Send + 'static,
    ) -> Reply {
        self.answer_with_next(move |c, scope| Ok((read(c, scope)?, None))).await
    }
    /// The same of a page, which may have a next one: the way there is in a `Link` header (RFC 8288).
    pub async fn answer_with_next<T: Serialize>(
        self,
        read: impl FnOnce(&mut Conn, &Scope) -> Result<(T, Option<String>)> + Send + 'static,
    ) -> Reply {
        if let Some(reply) = self.known().await {
            return reply;
        }
        if conditional::holds(self.request, &self.etag) {
            return Ok(conditional::not_modified(&self.etag));
        }
        let scope = self.scope.clone();
        let read = move |c: &mut Conn| -> Result<_> {
            let (body, next) = read(c, &scope)?;
            Ok((serde_json::to_vec(&body).map_err(broken)?, next))
        };
        let (body, next) = self.api.db.read(read).await?;
        let (body, whole) = labels::labelled(self.request, body).await;
        let answer = Answer { body: body.into_boxed_slice().into(), packed: None, next };
        if whole {
            self.api.answers.keep(&self.version, &self.etag, answer.clone());
        }
        Ok(self.give(answer))
    }
    fn give(&self, answer: Answer) -> HttpResponse {
        let mut response = conditional::cacheable(HttpResponse::Ok(), &self.etag);
        if let Some(next) = answer.next {
            let query = self.request.query_string();
            let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
            pairs.retain(|(name, _)| name != "cursor");
            pairs.push(("cursor".into(), next));
            let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
            response.insert_header(("link", format!("<{}?{query}>; rel=\"next\"", self.request.path())));
        }
        match answer.packed.filter(|_| self.takes_gzip()) {
            None => labels::spoken(self.request, response, answer.body),
            Some(packed) => {
                response.insert_header(ContentEncoding::Gzip);
                response.insert_header((VARY, format!("{}, Accept-Encoding", conditional::VARIES)));
                labels::spoken(self.request, response, packed)
            }
        }
    }
    fn takes_gzip(&self) -> bool {
        let accepted = AcceptEncoding::parse(self.request).ok();
        let ours = [Encoding::gzip(), Encoding::zstd(), Encoding::identity()];
        accepted.and_then(|accepted| accepted.negotiate(ours.iter())) == Some(Encoding::gzip())
    }
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
