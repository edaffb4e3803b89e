//! What comes from outside, at random and nearly right: it is taken or refused, and nothing ever breaks.
use proptest::{collection::vec, prelude::*, sample::select};
use rapport_domain::{
    KINDS,
    check::{Checked, Problems},
    entity::Entity,
    filter::{Each, Filter},
    partial_date::PartialDate,
};
use serde_json::{Map, Value, json};

/// Values that somebody would find a way to send.
fn value() -> impl Strategy<Value = Value> {
    let texts = [
        "",
        "\u{0}",
        "2013-09",
        "2013-09-31",
        "../2014",
        "latin_america",
        "AR",
        "null",
        "-1",
        "1e400",
        "\u{202e}é",
        "01976d3a-0000-7000-8000-000000000001",
        "00000000-0000-0000-0000-000000000000",
        "ana@example.org",
        "public",
    ];
    let leaf = prop_oneof![
        select(texts.to_vec()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[a-z_]{1,12}", inner), 0..4).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}
/// The names that the bodies of a kind have.
fn members<E: Entity>() -> Vec<String> {
    let own = serde_json::to_value(<E::Patch as utoipa::PartialSchema>::schema()).unwrap_or_default();
    own["properties"].as_object().map(|all| all.keys().cloned().collect()).unwrap_or_default()
}
/// A body of a kind with some members, in any state; each is read, and checked where it has the shape.
fn survives_bodies<E: Entity>(given: &[(prop::sample::Index, Value)]) {
    let names = members::<E>();
    let body: Map<String, Value> =
        given.iter().filter(|_| !names.is_empty()).map(|(at, v)| (at.get(&names).clone(), v.clone())).collect();
    if let Ok(patch) = serde_json::from_value::<E::Patch>(json!(body)) {
        patch.check(&mut Problems::below(""));
    }
    if let Ok(new) = serde_json::from_value::<E::New>(json!(body)) {
        new.check(&mut Problems::below(""));
    }
}
/// A condition of a kind's list.
fn survives_conditions<E: Entity>(at: &prop::sample::Index, operator: &str, text: &str) {
    let names: Vec<_> = E::Filter::parameters()
        .into_iter()
        .chain(E::Filter::steps())
        .chain(Each::parameters(E::KIND))
        .filter_map(|parameter| Some(parameter.name.split('[').next()?.to_owned()))
        .collect();
    if names.is_empty() {
        return;
    }
    let name = at.get(&names).clone();
    let _ = E::Filter::parse(&[(name.clone(), text.to_owned())]);
    let _ = E::Filter::parse(&[(format!("{name}[{operator}]"), text.to_owned())]);
}
macro_rules! of_every_kind {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        const BODIES: &[fn(&[(prop::sample::Index, Value)])] = &[$(survives_bodies::<rapport_domain::$module::$entity>),*];
        const CONDITIONS: &[fn(&prop::sample::Index, &str, &str)] =
            &[$(survives_conditions::<rapport_domain::$module::$entity>),*];
    };
}
rapport_domain::every_entity!(of_every_kind);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn bodies(kind in 0..KINDS.len(), given in vec((any::<prop::sample::Index>(), value()), 0..6)) {
        BODIES[kind](&given);
    }

    #[test]
    fn filters(
        kind in 0..KINDS.len(),
        at in any::<prop::sample::Index>(),
        operator in prop_oneof![select(vec!["not", "null", "gte", "lt", "within", "in", ""]).prop_map(str::to_owned), any::<String>()],
        text in prop_oneof![any::<String>(), "[0-9TZ:./~?,-]{0,30}", "[A-Z]{2,3}(,[A-Z]{2})*"],
    ) {
        CONDITIONS[kind](&at, &operator, &text);
    }

    /// What is a date comes back as it was written, with its first day before its last.
    #[test]
    fn dates(text in prop_oneof![any::<String>(), "[0-9TZ:/.~?QSH-]{0,24}", "[0-9]{4}(-[0-9QSH]{1,2}){0,2}[~?]?(/([0-9]{4})?)?"]) {
        if let Ok(date) = text.parse::<PartialDate>() {
            prop_assert!(date.earliest() <= date.latest(), "{text}");
            let again = date.text().parse::<PartialDate>();
            prop_assert_eq!(again, Ok(date));
        }
    }
}
