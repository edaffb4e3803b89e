//! The operations that gather many records: funding, pages of countries, stories, the work queue.
use super::boards;
use super::{
    entities::{key, page_of, shown},
    frame::{
        Operation, READING, accept_language, component, empty, if_none_match, paging, parameter, put, tagged, text,
    },
};
use crate::search::Hits;
use rapport_application::{attention::Item, countries::CountryPage, funding::Funding, search::Found};
use rapport_domain::{
    action_plan::ActionPlan,
    challenge::Challenge,
    citation::Citation,
    commitment::Commitment,
    filter::Filter,
    gathering::Gathering,
    grant::{Grant, GrantFilter},
    intervention::Intervention,
    introduction::Introduction,
    outcome::Outcome,
    partnership::Partnership,
    practice::Practice,
    publication::Publication,
    standing::Standing,
    testimonial::Testimonial,
    turnover::Turnover,
};
use utoipa::openapi::{
    OpenApi, Ref, RefOr, Schema,
    path::{HttpMethod, Parameter, ParameterIn},
    schema::{AllOfBuilder, ArrayBuilder, ObjectBuilder, SchemaType, Type},
};

/// Adds them.
pub fn describe(document: &mut OpenApi) {
    funding(document);
    attention(document);
    search(document);
    country(document);
    stories(document);
    boards::describe(document);
}
pub(super) fn read(tag: &'static str, id: &str, summary: &str, about: &str) -> Operation {
    Operation {
        tag,
        id: id.to_owned(),
        summary: summary.to_owned(),
        about: about.to_owned(),
        parameters: vec![if_none_match(), accept_language()],
        body: None,
        media: vec![],
        answers: vec![],
        problems: READING,
        secured: true,
    }
}
pub(super) fn query(name: &str, about: &str) -> Parameter {
    parameter(ParameterIn::Query, name, about, text())
}
pub(super) fn as_of() -> Parameter {
    query("as_of", "The date that it is looked at, in EDTF; valid time.")
}

fn funding(document: &mut OpenApi) {
    let funding = component::<Funding>(document);
    let mut operation = read(
        "reports",
        "funding",
        "What was given, by country, donor or purpose",
        "Totals by currency; never across currencies, unless `convert_to` asks for it, by stored rates that the answer names. \
         Takes every filter of `GET /v1/grants`, and each row says the query of its grants. A grant that belongs to several \
         groups counts whole in each; `total` counts each once.",
    );
    operation
        .parameters
        .push(query("group_by", "country (unless said), funder, grant_maker, purpose, status or support."));
    operation.parameters.push(query("convert_to", "A currency that totals are told in as well."));
    operation.parameters.extend(
        GrantFilter::parameters().into_iter().map(|p| parameter(ParameterIn::Query, &p.name, &p.about, p.schema)),
    );
    operation.answers = vec![(200, tagged("What was given.", funding)), (304, empty("The answer still stands."))];
    put(document, "/v1/reports/funding", HttpMethod::Get, operation);
}

fn search(document: &mut OpenApi) {
    component::<Found>(document);
    let hits = component::<Hits>(document);
    let mut operation = read(
        "search",
        "search",
        "Find records by their words",
        "Words are found by their beginnings, whatever the case and accents; a phrase in quotes is found as it is. All of them \
         must be in a record that the caller may read. The best come first: a word in a title is worth more.",
    );
    let counted = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["exact"]));
    operation.parameters.extend([
        query("q", "What to seek: words, and phrases in quotes; at most 200 characters and 16 of them."),
        query("kind", "Kinds of records, by their names, joined by commas."),
        query("country", "Records of these countries, joined by commas; kinds without countries are left out."),
        query("country[in]", "Records of the countries of these regions or groups, joined by commas."),
        parameter(ParameterIn::Query, "total", "`exact` counts what is found, in all and by kind.", counted),
    ]);
    operation.parameters.extend(paging());
    operation.answers = vec![(200, tagged("What was found.", hits)), (304, empty("The answer still stands."))];
    put(document, "/v1/search", HttpMethod::Get, operation);
}

fn attention(document: &mut OpenApi) {
    let item = component::<Item>(document);
    let mut operation = read(
        "attention",
        "attention",
        "What wants attention",
        "One work queue: silent countries, pledges without news or hit by turnover, what is overdue or due soon, vacant points of \
         contact, facts on which sources contradict each other. What is due first comes first.",
    );
    operation.parameters.extend([
        query("kind", "Why, separated by commas; everything where absent."),
        query("country", "Where, separated by commas."),
        query("owner", "me, or a user's id: follow-ups of that user, and what lies in their reach."),
        query("as_of", "The day from which it is looked at, in EDTF; today where absent. Statuses are those of today."),
        query("days", "How many days ahead deadlines are told; 90 where absent."),
        query("months", "After how many months without news something is silent or stale; 6 where absent."),
        query("limit", "How many items, 50 where absent, at most 200; `total` counts all."),
        query("cursor", "`page.next` of the page before."),
    ]);
    operation.answers = vec![(200, tagged("The queue.", page_of(item))), (304, empty("The answer still stands."))];
    put(document, "/v1/attention", HttpMethod::Get, operation);
}

fn country(document: &mut OpenApi) {
    let page = component::<CountryPage>(document);
    let page = AllOfBuilder::new().item(page).item(Ref::from_schema_name("Beside")).into();
    let mut operation = read(
        "countries",
        "fetch_country",
        "The page of a country",
        "What it is in the partnership, who answers for it and since when, what is promised, the last contact, what comes \
         next, at a date. The ETag is that of the country's own record.",
    );
    let deleted = ObjectBuilder::new().schema_type(Type::Boolean);
    let deleted = parameter(ParameterIn::Query, "deleted", "Countries are never deleted.", deleted);
    operation.parameters = vec![key("country"), as_of(), deleted, accept_language()];
    operation.answers = vec![(200, tagged("The country.", page))];
    put(document, "/v1/countries/{key}", HttpMethod::Get, operation);
}

fn stories(document: &mut OpenApi) {
    let citation = component::<Citation>(document);
    let told = |record: RefOr<Schema>| -> Schema {
        let sources = ObjectBuilder::new()
            .property("citations", ArrayBuilder::new().items(citation.clone()))
            .required("citations");
        ArrayBuilder::new().items(AllOfBuilder::new().item(record).item(sources)).into()
    };
    let parts = [
        ("challenges", shown::<Challenge>(document)),
        ("interventions", shown::<Intervention>(document)),
        ("standings", shown::<Standing>(document)),
        ("action_plans", shown::<ActionPlan>(document)),
        ("commitments", shown::<Commitment>(document)),
        ("turnovers", shown::<Turnover>(document)),
        ("grants", shown::<Grant>(document)),
        ("introductions", shown::<Introduction>(document)),
        ("gatherings", shown::<Gathering>(document)),
        ("partnerships", shown::<Partnership>(document)),
        ("publications", shown::<Publication>(document)),
        ("practices", shown::<Practice>(document)),
        ("results", shown::<Outcome>(document)),
        ("feedback", shown::<Testimonial>(document)),
    ];
    let at = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    let mut story = ObjectBuilder::new().property("as_of", at).required("as_of");
    for (name, record) in parts {
        story = story.property(name, told(record)).required(name);
    }
    if let Some(components) = &mut document.components {
        components.schemas.insert("Story".into(), story.into());
    }
    for (path, format, of) in [
        ("countries", "country", "a country"),
        ("regions", "code", "a region as a whole"),
        ("interventions", "uuid", "what lies around an intervention"),
    ] {
        let mut operation = read(
            path,
            &format!("story_of_{path}"),
            &format!("The story of {of}"),
            "What stood in the way, what the team did, what was promised and given, what changed, what people say, each with \
             its sources; with `as_of`, as it was known to stand at that date. Undated records are told as well.",
        );
        operation.parameters.extend([key(format), as_of()]);
        operation.answers = vec![
            (200, tagged("The story.", Ref::from_schema_name("Story").into())),
            (304, empty("The answer still stands.")),
        ];
        put(document, &format!("/v1/{path}/{{key}}/story"), HttpMethod::Get, operation);
    }
}
