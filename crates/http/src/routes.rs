//! Every route. The one list of entities makes most of them; the others stand here by name.
use crate::{
    MOST_CONTENT_BYTES, accounts, aggregate, claims, codes, content, export, hand_over, history, links, reports,
    search, steps, system, verbs,
};
use actix_web::web::{self, ServiceConfig};
use rapport_application::{Csos, Pocs, Resource, owned::Owned, transitions::Staged};
use rapport_domain::{country::Country, entity::Entity};
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
        fn staged_entities(config: &mut ServiceConfig) {
            $(staged::<rapport_domain::$module::$entity>(config);)*
        }
    };
}
rapport_application::every_staged!(staged_entities);

macro_rules! elements {
    ($($module:ident::$link:ident $name:literal in $of:ident::$owner:ident.$field:ident as $new:ident, $patch:ident;)*) => {
        fn elements(config: &mut ServiceConfig) {
            $(owned::<rapport_domain::$module::$link>(config);)*
        }
    };
}
rapport_application::every_element!(elements);

/// All routes of the program.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(web::resource("/health/live").get(system::live))
        .service(web::resource("/health/ready").get(system::ready))
        .service(web::resource("/openapi.json").get(system::document))
        .service(web::redirect("/docs", "/docs/"))
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::new(["/openapi.json"])))
        .service(web::resource("/v1/auth/login").post(accounts::log_in))
        .service(web::resource("/v1/me").get(accounts::me))
        .service(web::resource("/v1/codes").get(codes::codes))
        .service(web::resource("/v1/reports/activity-matrix").get(reports::activity_matrix))
        .service(web::resource("/v1/reports/funding").get(reports::funding))
        .service(web::resource("/v1/search").get(search::search))
        .service(web::resource("/v1/attention").get(reports::attention))
        .service(web::resource("/v1/countries/{key}/timeline").get(reports::timeline))
        .service(web::resource("/v1/countries/{key}/story").get(reports::story_of_country))
        .service(web::resource("/v1/regions/{key}/story").get(reports::story_of_region))
        .service(web::resource("/v1/interventions/{key}/story").get(reports::story_of_intervention))
        .service(web::resource("/v1/countries/{key}").get(reports::country).patch(verbs::update_one::<Country>));
    config.service(web::resource("/v1/pocs/{key}/hand-over").post(hand_over::hand_over));
    config.service(
        web::resource("/v1/documents/{key}/content")
            .app_data(web::PayloadConfig::new(MOST_CONTENT_BYTES))
            .put(content::put)
            .get(content::get),
    );
    staged_entities(config);
    elements(config);
    entities(config);
    mount::<Csos>(config);
    mount::<Pocs>(config);
}

/// The verbs that every resource has.
fn mount<R: Resource>(config: &mut ServiceConfig) {
    let path = format!("/v1/{}", R::AS.path);
    let all = web::resource(path.as_str()).get(verbs::list::<R>);
    let one = web::resource(format!("{path}/{{key}}")).get(verbs::fetch::<R>).patch(verbs::update_one::<R>);
    config.service(web::resource(format!("{path}/{{key}}/history")).get(history::of::<R>));
    config.service(web::resource(format!("/v1/export/{}", R::AS.path)).get(export::export::<R>));
    config.service(web::resource(format!("/v1/aggregate/{}", R::AS.path)).get(aggregate::aggregate::<R>));
    if R::AS.class.is_cited() {
        config.service(web::resource(format!("{path}/{{key}}/claims")).get(claims::of::<R>));
    }
    if <R::Of as Entity>::CREATABLE {
        config
            .service(web::resource(format!("{path}/{{key}}/restore")).post(verbs::restore_one::<R>))
            .service(all.post(verbs::create_one::<R>))
            .service(one.delete(verbs::delete_one::<R>));
    } else {
        config.service(all).service(one);
    }
}
/// The steps of an entity with a status.
fn staged<E: Staged>(config: &mut ServiceConfig) {
    config.service(web::resource(format!("/v1/{}/{{key}}/transitions", E::KIND.path)).post(steps::step::<E>));
}
/// The links that a record owns.
fn owned<L: Owned>(config: &mut ServiceConfig) {
    let path = format!("/v1/{}/{{key}}/{}", L::Owner::KIND.path, L::FIELD.replace('_', "-"));
    config
        .service(web::resource(format!("{path}/{{link}}")).patch(links::patch::<L>).delete(links::remove::<L>))
        .service(web::resource(path).post(links::add::<L>));
}
