//! Policy areas: what commitments are about, in two levels.
use rapport_testkit::{TestApp, on_both};
use serde_json::{Value, json};

fn pledge(more: Value) -> Value {
    let mut body = json!({ "kind": "pledge", "title": "A pledge", "countries": ["GB"] });
    body["policy_areas"] = more["policy_areas"].clone();
    body
}
fn pair(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.into(), code.into())]
}

fn policy_areas_have_two_levels(app: &TestApp) {
    let who = app.admin();
    let parts = who.walk("/v1/policy-areas?part_of=civic_space");
    let codes: Vec<_> = parts.iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(codes, ["freedom_of_assembly", "freedom_of_association", "freedom_of_expression"]);
    assert_eq!(who.walk("/v1/policy-areas?part_of[null]=true").len(), 17);
    assert_eq!(who.walk("/v1/policy-areas").len(), 35);
    // An administrator adds one; a part has no parts, a whole is no part, and nothing is a part of itself.
    let water = who.post("/v1/policy-areas", json!({ "name": "Water", "part_of": "climate_environment" })).expect(201);
    assert_eq!((&water["code"], &water["part_of"]), (&json!("water"), &json!("climate_environment")));
    let deep = json!({ "name": "Rivers", "part_of": "water" });
    let refused = who.post("/v1/policy-areas", deep).problem(422, "invalid");
    assert_eq!(refused.errors(), pair("/part_of", "third_level"));
    for (area, of) in [("climate_environment", "justice"), ("justice", "justice")] {
        let path = format!("/v1/policy-areas/{area}");
        let held = who.get(&path).expect(200);
        let refused = who.holding(&held).patch(&path, json!({ "part_of": of })).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/part_of", "third_level"), "{area} in {of}");
    }
    app.coordinator("all").post("/v1/policy-areas", json!({ "name": "x" })).expect(403);
    let refused = who.post("/v1/commitments", pledge(json!({ "policy_areas": ["justice", "rain"] })));
    assert_eq!(refused.problem(422, "invalid").errors(), pair("/policy_areas/1", "unknown_reference"));
    let made = who.post("/v1/commitments", pledge(json!({ "policy_areas": ["water"] }))).expect(201);
    let found = who.walk("/v1/commitments?policy_area=climate_environment");
    assert_eq!(found.iter().filter_map(|one| one["id"].as_str()).collect::<Vec<_>>(), [made.id()]);
    // Whoever looks for an unused area finds nothing in the way of its end; this one is in use.
    let refused = who.holding(&water).delete("/v1/policy-areas/water").problem(409, "in_use");
    assert_eq!(refused["records"], json!([{ "kind": "commitment", "key": made.id() }]));
}

on_both! {
    policy_areas_have_two_levels,
}
