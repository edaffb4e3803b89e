//! Somebody who calls the API, and the answers they get.
use serde_json::Value;
use std::{collections::BTreeMap, time::Duration};
use ureq::{Agent, http::Request};

/// Somebody who calls the API.
#[derive(Clone)]
pub struct Caller {
    agent: Agent,
    base_url: String,
    token: Option<String>,
    headers: Vec<(String, String)>,
}
impl Caller {
    /// With a token, or without.
    pub fn new(base_url: &str, token: Option<String>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .allow_non_standard_methods(true)
            .build();
        Self { agent: config.into(), base_url: base_url.to_owned(), token, headers: vec![] }
    }
    /// The same caller, sending a header more.
    pub fn with(&self, name: &str, value: impl ToString) -> Self {
        let mut other = self.clone();
        other.headers.push((name.to_owned(), value.to_string()));
        other
    }
    /// The same caller, holding the version that an answer has.
    pub fn holding(&self, answer: &Answer) -> Self {
        self.with("If-Match", answer.etag())
    }
    /// The token; empty without one.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }
    /// GET
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }
    /// POST with a JSON body
    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body.to_string().into_bytes()))
    }
    /// PATCH with a JSON body
    pub fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, Some(body.to_string().into_bytes()))
    }
    /// DELETE
    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }
    /// Any method with any bytes
    pub fn send(&self, method: &str, path: &str, body: Option<Vec<u8>>) -> Answer {
        self.try_to_send(method, path, body).unwrap_or_else(|why| panic!("{method} {path}: {why}"))
    }
    /// The same, where the server may be gone.
    pub fn try_to_send(&self, method: &str, path: &str, body: Option<Vec<u8>>) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base_url));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if body.is_some() && !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request = request.header("Content-Type", "application/json");
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(body.unwrap_or_default()).expect("a request");
        let mut response = self.agent.run(request)?;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let status = response.status().as_u16();
        let bytes = response.body_mut().with_config().limit(64 << 20).read_to_vec()?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Answer { asked: format!("{method} {path}"), status, headers, bytes, body })
    }
    /// Every record of a list, page by page.
    pub fn walk(&self, path: &str) -> Vec<Value> {
        let (mut all, mut next) = (vec![], String::new());
        loop {
            let glue = if path.contains('?') { '&' } else { '?' };
            let page = if next.is_empty() { self.get(path) } else { self.get(&format!("{path}{glue}cursor={next}")) };
            let page = page.expect(200);
            all.extend(page["data"].as_array().expect("data").iter().cloned());
            match page["page"]["next"].as_str() {
                Some(cursor) => next = cursor.to_owned(),
                None => return all,
            }
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    asked: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers, their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub bytes: Vec<u8>,
    /// The body as JSON; null where it is none.
    pub body: Value,
}
impl Answer {
    /// The answer itself, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        let text = String::from_utf8_lossy(&self.bytes);
        assert_eq!(self.status, status, "{} answered {text}", self.asked);
        self
    }
    /// A problem of this status and code; any answer but a problem fails the test.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{}", answer.asked);
        assert_eq!(answer.body["code"], code, "{} answered {}", answer.asked, answer.body);
        assert_eq!(answer.body["status"], status);
        answer
    }
    /// The pointers of the problem's errors, each with its code.
    pub fn errors(&self) -> Vec<(String, String)> {
        let of = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
        self.body["errors"].as_array().into_iter().flatten().map(|e| (of(e, "pointer"), of(e, "code"))).collect()
    }
    /// The ETag.
    #[track_caller]
    pub fn etag(&self) -> &str {
        self.headers.get("etag").unwrap_or_else(|| panic!("{} has no ETag", self.asked))
    }
    /// The id in the body.
    #[track_caller]
    pub fn id(&self) -> &str {
        self.body["id"].as_str().unwrap_or_else(|| panic!("{} has no id: {}", self.asked, self.body))
    }
    /// The body as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_else(|_| panic!("{} is no text", self.asked))
    }
    /// The records of a list's page.
    #[track_caller]
    pub fn data(&self) -> &[Value] {
        self.body["data"].as_array().unwrap_or_else(|| panic!("{} has no data: {}", self.asked, self.body))
    }
}
impl std::ops::Index<&str> for Answer {
    type Output = Value;
    fn index(&self, name: &str) -> &Value {
        &self.body[name]
    }
}
