//! `GET /v1/boards/…`: ready reads for common boards.
use crate::{
    Api, aggregate,
    answers::answer,
    caller::{Caller, May},
    problem::Refusal,
    query::{self, Paging},
    verbs::Reply,
};
use actix_web::{HttpRequest, web::Data};
use rapport_application::{
    Read, Result,
    aggregate::Size,
    boards::{self, Looking},
    read,
};
use rapport_domain::{
    commitment::{Commitment, CommitmentFilter},
    country::CountryCode,
    entity::{Entity, Key},
    filter::{Among, Condition, OfGroups},
    intervention::Intervention,
    policy_area::PolicyArea,
    text::Code,
};
use rapport_persistence::Conn;
use serde::Serialize;

/// What boards are about unless said: the area of asks and pledges for a dialogue.
const DIALOGUE: &str = "public_participation";

/// Answers with a board: `as_of`, `country` and `country[in]` are every board's.
async fn board<T: Serialize>(
    api: &Api,
    caller: Caller,
    request: &HttpRequest,
    mut paging: Paging,
    read: impl FnOnce(&mut Conn, &Looking) -> Result<T> + Send + 'static,
) -> Reply {
    let at = query::taken(&mut paging.rest, "as_of")?.unwrap_or_else(|| api.house.today());
    let mut of: OfGroups<Among<CountryCode>> = OfGroups::default();
    for (name, operator) in [("country", ""), ("country[in]", "in")] {
        if let Some(value) = query::take(&mut paging.rest, name)? {
            of.accept(operator, &value).map_err(|why| query::refused(name, why))?;
        }
    }
    paging.only(&[])?;
    let also = at.text().to_owned();
    let Caller { actor, scope, .. } = caller;
    answer(api, request, scope, &also, move |c, scope| {
        read::spread(c, |members| of.spread(members))?;
        read(c, &Looking { actor, scope: scope.clone(), at, countries: of.any.clone() })
    })
    .await
}

/// `GET /v1/boards/dialogue`
pub async fn dialogue(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let area: Option<Code<PolicyArea>> = query::taken(&mut paging.rest, "policy_area")?;
    let usual = || DIALOGUE.parse().map_err(|_| Refusal::query("policy_area", "is missing"));
    let area = area.map_or_else(usual, Ok)?;
    if !Key::is_sound(&area) {
        return Err(Refusal::query("policy_area", "is no code of a policy area"));
    }
    board(&api, caller, &request, paging, move |c, looking| boards::dialogue(c, looking, area)).await
}
/// `GET /v1/boards/portfolio`
pub async fn portfolio(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let paging = query::paging(&request)?;
    board(&api, caller, &request, paging, boards::portfolio).await
}
/// `GET /v1/boards/commitments`: it takes the filters of commitments.
pub async fn commitments(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let mut paging = query::paging(&request)?;
    let size = query::taken(&mut paging.rest, "size")?.unwrap_or(Size::Quarter);
    let (own, conditions): (Vec<_>, Vec<_>) = paging.rest.into_iter().partition(|(name, _)| name == "as_of");
    let filter: CommitmentFilter = query::filter(Commitment::KIND, &conditions)?;
    paging.rest = own;
    board(&api, caller, &request, paging, move |c, looking| boards::progress(c, looking, size, filter)).await
}
/// `GET /v1/boards/activity`: interventions by kind and quarter; it takes what their figures take.
pub async fn activity(api: Data<Api>, may: May<Read, Intervention>, request: HttpRequest) -> Reply {
    let paging = || {
        let mut paging = query::paging(&request)?;
        for (name, usual) in [("group_by", "kind"), ("bucket", "when:quarter")] {
            if paging.rest.iter().all(|(given, _)| given != name) {
                paging.rest.push((name.to_owned(), usual.to_owned()));
            }
        }
        Ok(paging)
    };
    aggregate::counted::<Intervention>(&api, may, &request, paging).await
}
/// `GET /v1/boards/practices`
pub async fn practices(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let paging = query::paging(&request)?;
    board(&api, caller, &request, paging, boards::spread).await
}
/// `GET /v1/boards/turnover`
pub async fn turnover(api: Data<Api>, caller: Caller, request: HttpRequest) -> Reply {
    let paging = query::paging(&request)?;
    board(&api, caller, &request, paging, boards::turnover).await
}
