//! Every route. The one list of entities makes most of them; the others stand here by name.
use crate::{
    MOST_CONTENT_BYTES, accounts, aggregate, api_keys, boards, break_glass, claims, codes, content, export, feeds,
    hand_over, history, jobs, links, metrics, overviews, people, publishing, reports, search, steps, system, verbs,
};
use actix_web::{
    Scope,
    web::{self, ServiceConfig},
};
use rapport_application::{Csos, Pocs, Resource, owned::Owned};
use rapport_domain::{
    api_key::ApiKey,
    country::Country,
    document::Document,
    entity::{Entity, Kind},
    intervention::Intervention,
    person::Person,
    region::Region,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

macro_rules! entities {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        fn entities(config: &mut ServiceConfig) {
            $(mount::<rapport_domain::$module::$entity>(config);)*
        }
    };
}
rapport_domain::every_entity!(entities);

macro_rules! staged_entities {
    ($($module:ident::$entity:ident),*) => {
        /// The steps of an entity with a status.
        fn steps(of: Kind, scope: Scope) -> Scope {
            $(if of == <rapport_domain::$module::$entity as Entity>::KIND {
                let step = steps::step::<rapport_domain::$module::$entity>;
                return scope.service(web::resource("/{key}/transitions").post(step));
            })*
            scope
        }
    };
}
rapport_application::every_staged!(staged_entities);

macro_rules! elements {
    ($($module:ident::$link:ident $name:literal in $of:ident::$owner:ident.$field:ident as $new:ident, $patch:ident;)*) => {
        /// The links that a record owns.
        fn owned(of: Kind, mut scope: Scope) -> Scope {
            $(if of == <<rapport_domain::$module::$link as Owned>::Owner as Entity>::KIND {
                scope = links_of::<rapport_domain::$module::$link>(scope);
            })*
            scope
        }
    };
}
rapport_application::every_element!(elements);

/// All routes of the program. Those of a list are a scope of its own: a request is compared with the patterns of that one
/// alone, not with all of the program's.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(web::resource("/health/live").get(system::live))
        .service(web::resource("/health/ready").get(system::ready))
        .service(web::resource("/metrics").get(metrics::metrics))
        .service(web::resource("/openapi.json").get(system::document))
        .service(web::redirect("/docs", "/docs/"))
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::new(["/openapi.json"])))
        .service(web::resource("/v1/auth/login").post(accounts::log_in))
        .service(web::resource("/v1/auth/refresh").post(accounts::renew))
        .service(web::resource("/v1/auth/logout").post(accounts::log_out))
        .service(web::resource("/v1/me").get(accounts::me))
        .service(web::resource("/v1/codes").get(codes::codes))
        .service(web::resource("/v1/reports/activity-matrix").get(overviews::activity_matrix))
        .service(web::resource("/v1/reports/funding").get(overviews::funding))
        .service(web::resource("/v1/reports").post(reports::make).get(reports::list))
        .service(web::resource("/v1/calendars").post(feeds::make).get(feeds::list))
        .service(web::resource("/v1/calendars/{secret}.ics").get(feeds::calendar))
        .service(web::resource("/v1/calendars/{key}").delete(feeds::remove))
        .service(web::resource("/v1/feeds/results.atom").get(feeds::results))
        .service(web::resource("/v1/jobs").get(jobs::list))
        .service(web::resource("/v1/jobs/{key}").get(jobs::fetch))
        .service(web::resource("/v1/jobs/{key}/cancel").post(jobs::cancel))
        .service(web::resource("/v1/reports/{key}").get(reports::fetch))
        .service(web::resource("/v1/reports/{key}/receipt").get(reports::receipt))
        .service(web::resource("/v1/reports/{key}/difference").get(reports::difference))
        .service(web::resource("/v1/reports/{key}/references/{reference}").get(reports::trace))
        .service(web::resource("/v1/publishing/iati").get(publishing::activities))
        .service(web::resource("/v1/publishing/iati/organisation").get(publishing::organisation))
        .service(web::resource("/v1/publishing/iati/check").get(publishing::check_activities))
        .service(web::resource("/v1/publishing/360giving").get(publishing::grants))
        .service(web::resource("/v1/publishing/360giving/check").get(publishing::check_grants))
        .service(web::resource("/v1/boards/dialogue").get(boards::dialogue))
        .service(web::resource("/v1/boards/portfolio").get(boards::portfolio))
        .service(web::resource("/v1/boards/commitments").get(boards::commitments))
        .service(web::resource("/v1/boards/activity").get(boards::activity))
        .service(web::resource("/v1/boards/practices").get(boards::practices))
        .service(web::resource("/v1/boards/turnover").get(boards::turnover))
        .service(web::resource("/v1/break-glass").post(break_glass::open).get(break_glass::list))
        .service(web::resource("/v1/search").get(search::search))
        .service(web::resource("/v1/attention").get(overviews::attention));
    entities(config);
    mount::<Csos>(config);
    mount::<Pocs>(config);
}

/// The verbs that every resource has, and what its list alone has.
fn mount<R: Resource>(config: &mut ServiceConfig) {
    config
        .service(web::resource(format!("/v1/export/{}", R::AS.path)).get(export::export::<R>))
        .service(web::resource(format!("/v1/aggregate/{}", R::AS.path)).get(aggregate::aggregate::<R>));
    let all = web::resource("").get(verbs::list::<R>);
    let one = web::resource("/{key}").get(verbs::fetch::<R>).patch(verbs::update_one::<R>);
    let creatable = <R::Of as Entity>::CREATABLE;
    let (all, one) = match creatable {
        true => (all.post(verbs::create_one::<R>), one.delete(verbs::delete_one::<R>)),
        false => (all, one),
    };
    // What is asked for most comes first: patterns are tried in their order.
    let mut scope = own(R::AS, web::scope(&format!("/v1/{}", R::AS.path))).service(all).service(one);
    scope = owned(R::AS, steps(R::AS, scope)).service(web::resource("/{key}/history").get(history::of::<R>));
    if R::AS.class.is_cited() {
        scope = scope.service(web::resource("/{key}/claims").get(claims::of::<R>));
    }
    if creatable {
        scope = scope.service(web::resource("/{key}/restore").post(verbs::restore_one::<R>));
    }
    config.service(scope);
}
/// What one list alone has. It comes first, so that a country's page stands in the place of its record.
fn own(of: Kind, scope: Scope) -> Scope {
    if of == Country::KIND {
        scope
            .service(web::resource("/{key}/timeline").get(overviews::timeline))
            .service(web::resource("/{key}/story").get(overviews::story_of_country))
            .service(web::resource("/{key}").get(overviews::country).patch(verbs::update_one::<Country>))
    } else if of == Region::KIND {
        scope.service(web::resource("/{key}/story").get(overviews::story_of_region))
    } else if of == Intervention::KIND {
        scope.service(web::resource("/{key}/story").get(overviews::story_of_intervention))
    } else if of == Pocs::AS {
        scope.service(web::resource("/{key}/hand-over").post(hand_over::hand_over))
    } else if of == ApiKey::KIND {
        scope.service(web::resource("").get(verbs::list::<ApiKey>).post(api_keys::make))
    } else if of == Person::KIND {
        scope
            .service(web::resource("/{key}/export").get(people::export))
            .service(web::resource("/{key}/erase").post(people::erase))
    } else if of == Document::KIND {
        scope.service(
            web::resource("/{key}/content")
                .app_data(web::PayloadConfig::new(MOST_CONTENT_BYTES))
                .put(content::put)
                .get(content::get),
        )
    } else {
        scope
    }
}
fn links_of<L: Owned>(scope: Scope) -> Scope {
    let path = format!("/{{key}}/{}", L::FIELD.replace('_', "-"));
    scope
        .service(web::resource(format!("{path}/{{link}}")).patch(links::patch::<L>).delete(links::remove::<L>))
        .service(web::resource(path).post(links::add::<L>))
}
