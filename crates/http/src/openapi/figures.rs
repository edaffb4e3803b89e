//! What the document says of figures over lists.
use super::frame::{Operation, READING, component, empty, if_none_match, parameter, put, tagged, text};
use rapport_application::{
    Resource,
    aggregate::{Aggregate, MOST_GROUPS, Rule, Size, countable},
};
use rapport_persistence::aggregate::Countable;
use utoipa::{
    PartialSchema,
    openapi::{
        OpenApi,
        path::{HttpMethod, Parameter, ParameterIn},
    },
};

/// Adds the figures over a resource's list.
pub fn describe<R: Resource>(document: &mut OpenApi) {
    let answer = component::<Aggregate>(document);
    let list = format!("/v1/{}", R::AS.path);
    let about = format!(
        "How many of the records that the filters find and the caller may read, in all and by group. It takes every filter of \
         `GET {list}`. A record that belongs to several groups counts in each; `total` counts each once. Every figure says \
         the query that shows its records; `ceiling` says what the caller may see. At most {MOST_GROUPS} groups."
    );
    let operation = Operation {
        tag: R::AS.path,
        id: format!("aggregate_{}", R::AS.name),
        summary: format!("Count by groups: {}", R::AS.name.replace('_', " ")),
        about,
        parameters: [parameters(&countable::<R>()), vec![if_none_match()]].concat(),
        body: None,
        media: vec![],
        answers: vec![(200, tagged("The figures.", answer)), (304, empty("The answer still stands."))],
        problems: READING,
        secured: true,
    };
    put(document, &format!("/v1/aggregate/{}", R::AS.path), HttpMethod::Get, operation);
}

/// What figures are asked by.
pub fn parameters(countable: &Countable) -> Vec<Parameter> {
    let query = |name: &str, about: String| parameter(ParameterIn::Query, name, &about, text());
    let dimensions: Vec<_> = countable.dimensions.iter().map(|(name, _)| *name).collect();
    let dates: Vec<_> = countable.dates.iter().map(|(name, _)| *name).collect();
    let sizes: Vec<_> = Size::ALL.iter().map(|size| size.as_str()).collect();
    let mut measures = "`count`, unless said; `distinct:` and a dimension: its different values".to_owned();
    for amount in &countable.amounts {
        measures.push_str(&format!("; `sum:{amount}`: by currency"));
    }
    let rule = "What is done with a date that falls into several stretches: its record counts in the `earliest` one, which is \
                so unless said; `whole` in each; or it is `split` in equal parts.";
    vec![
        query("group_by", format!("Dimensions, joined by commas, four at the most: {}.", dimensions.join(", "))),
        query(
            "bucket",
            format!(
                "A date and the size of the stretches of the calendar that records are put into by it, such as `{}:quarter`: \
                 {}; {}. Undated records have a stretch of their own, which is null.",
                dates.last().unwrap_or(&"created_at"),
                dates.join(", "),
                sizes.join(", ")
            ),
        ),
        parameter(ParameterIn::Query, "rule", rule, Rule::schema()),
        query("measure", format!("Joined by commas, eight at the most: {measures}.")),
    ]
}
