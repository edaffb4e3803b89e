//! The operations of boards.
use super::{
    entities::filters,
    figures,
    frame::{component, empty, parameter, put, tagged},
    reads::{as_of, query, read},
};
use rapport_application::{
    aggregate::{Aggregate, Size, countable},
    boards::{DialogueBoard, PortfolioBoard, ProgressBoard, SpreadBoard, TurnoverBoard},
};
use rapport_domain::{
    commitment::{Commitment, CommitmentFilter},
    entity::Entity,
    intervention::{Intervention, InterventionFilter},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        OpenApi,
        path::{HttpMethod, Parameter, ParameterIn},
    },
};

/// Adds them.
pub fn describe(document: &mut OpenApi) {
    let countries = || {
        vec![
            as_of(),
            query("country", "These countries alone, joined by commas."),
            query("country[in]", "The countries of these regions or groups alone, joined by commas."),
        ]
    };
    let mut of_dialogue = countries();
    of_dialogue.push(query("policy_area", "What asks and pledges are about; public_participation unless said."));
    add::<DialogueBoard>(
        document,
        "dialogue",
        "Dialogue mechanisms by country",
        "The ask, the pledge, the forum and since when, its seats by how they were come by, its last meeting, the stage at the date.",
        of_dialogue,
    );
    add::<PortfolioBoard>(
        document,
        "portfolio",
        "The portfolio by country",
        "The last contact, open and overdue commitments, results of the year, funding by currency, at the date.",
        countries(),
    );
    let about = "The size of the stretches; quarter unless said.";
    let size = parameter(ParameterIn::Query, "size", about, Size::schema());
    let mut of_progress = vec![as_of(), size];
    of_progress.extend(filters::<CommitmentFilter>(Commitment::KIND));
    add::<ProgressBoard>(
        document,
        "commitments",
        "Commitments by status over time",
        "Where commitments stood at the end of each stretch of the calendar, by the dates of their steps. It takes every filter of \
         `GET /v1/commitments`.",
        of_progress,
    );
    let mut of_activity = figures::parameters(&countable::<Intervention>());
    of_activity.extend(filters::<InterventionFilter>(Intervention::KIND));
    add::<Aggregate>(
        document,
        "activity",
        "Activity by kind and quarter",
        "`GET /v1/aggregate/interventions`, with `group_by=kind` and `bucket=when:quarter` unless said.",
        of_activity,
    );
    add::<SpreadBoard>(
        document,
        "practices",
        "The spread of practices",
        "Where practices come from and where they went, as the nodes and edges of a graph.",
        countries(),
    );
    add::<TurnoverBoard>(
        document,
        "turnover",
        "The response to turnover",
        "After each change of a point of contact: whether somebody came, how long it took to be in touch, which pledges were \
         confirmed and which still wait.",
        countries(),
    );
}
fn add<T: ToSchema>(document: &mut OpenApi, name: &str, summary: &str, about: &str, parameters: Vec<Parameter>) {
    let answer = component::<T>(document);
    let mut operation = read("boards", &format!("board_of_{name}"), summary, about);
    operation.parameters.extend(parameters);
    operation.answers = vec![(200, tagged("The board.", answer)), (304, empty("The answer still stands."))];
    put(document, &format!("/v1/boards/{name}"), HttpMethod::Get, operation);
}
