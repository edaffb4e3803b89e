//! Pages of lists, and the way from one to the next.
use crate::{Api, answers::answer_with_next, cursor, problem::Refusal, query::Paging, verbs::Reply};
use actix_web::HttpRequest;
use rapport_application::Result;
use rapport_domain::scope::Scope;
use rapport_persistence::Conn;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// The envelope of a list.
#[derive(serde::Serialize)]
pub struct Page<T> {
    /// The records.
    pub data: T,
    /// Where the page stands.
    pub page: Place,
    /// How many there are in all, where it was asked.
    pub total: Option<i64>,
    /// The records beside these, by the lists that they are in, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub included: Option<Map<String, Value>>,
}
/// Where a page stands.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = PagePlace)]
pub struct Place {
    /// How many records it holds at the most.
    pub limit: usize,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

/// One page of what is no list of records: each item says with what cursor the next page begins after it.
pub struct Turning<P> {
    purpose: String,
    /// The item that the page before ended with.
    pub after: Option<P>,
    /// How many items at the most.
    pub limit: i64,
}
impl<P: Serialize + DeserializeOwned> Turning<P> {
    /// The page that a request asks for; `sort` and `conditions` are what its cursor is bound to.
    pub fn of(
        request: &HttpRequest,
        paging: &Paging,
        conditions: &[(String, String)],
        sort: &str,
    ) -> std::result::Result<Self, Refusal> {
        let purpose = cursor::purpose(request.path(), conditions, sort);
        let after = paging.cursor.as_deref().map(|text| cursor::read(text, &purpose)).transpose()?;
        Ok(Self { purpose, after, limit: paging.limit })
    }

    /// Answers with a page of what `read` gives: the items after `after`, one more than the limit where there are more,
    /// and how many there are in all, where that is known.
    pub async fn answer<T: Serialize>(
        self,
        api: &Api,
        request: &HttpRequest,
        scope: Scope,
        also: &str,
        read: impl FnOnce(&mut Conn, &Scope, &Self) -> Result<(Vec<(P, T)>, Option<i64>)> + Send + 'static,
    ) -> Reply
    where
        P: Send + 'static,
    {
        let read = move |c: &mut Conn, scope: &Scope| {
            let (mut items, total) = read(c, scope, &self)?;
            let limit = self.limit as usize;
            let more = items.len() > limit;
            items.truncate(limit);
            let next = items.last().filter(|_| more).map(|(place, _)| cursor::write(&self.purpose, place));
            let data: Vec<_> = items.into_iter().map(|(_, item)| item).collect();
            Ok((Page { data, page: Place { limit, next: next.clone() }, total, included: None }, next))
        };
        answer_with_next(api, request, scope, also, || Ok(read)).await
    }
}
