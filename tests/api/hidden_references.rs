//! References to records that the reader may not see: absent from bodies, histories and filters.
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Restricted records of Germany.
struct Hidden {
    person: String,
    organization: String,
    post: String,
    intervention: String,
    commitment: String,
    action_plan: String,
}
impl Hidden {
    fn ids(&self) -> [&str; 6] {
        let Self { person, organization, post, intervention, commitment, action_plan } = self;
        [person, organization, post, intervention, commitment, action_plan].map(String::as_str)
    }
}
/// Public records of Argentina that name them.
struct Naming {
    organization: String,
    post: String,
    membership: String,
    membership_of_post: String,
    intervention: String,
    commitment: String,
    result: String,
    standing: String,
    testimonial: String,
}
impl Naming {
    fn paths(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("organizations", &self.organization),
            ("csos", &self.organization),
            ("posts", &self.post),
            ("pocs", &self.post),
            ("memberships", &self.membership),
            ("memberships", &self.membership_of_post),
            ("interventions", &self.intervention),
            ("commitments", &self.commitment),
            ("results", &self.result),
            ("standings", &self.standing),
            ("testimonials", &self.testimonial),
        ]
    }
}
fn add(who: &Caller, path: &str, body: Value) -> String {
    who.post(&format!("/v1/{path}"), body).expect(201).id().to_owned()
}
fn records(app: &TestApp) -> (Hidden, Naming) {
    let admin = app.admin();
    let restricted = |path: &str, mut body: Value| {
        body["sensitivity"] = json!("restricted");
        add(&admin, path, body)
    };
    let organization = restricted("organizations", json!({ "name": "Hidden group", "kind": "cso", "country": "DE" }));
    let hidden = Hidden {
        person: restricted("people", json!({ "name": "Hidden person", "country": "DE" })),
        post: restricted("posts", json!({ "title": "Hidden post", "country": "DE" })),
        intervention: restricted(
            "interventions",
            json!({ "title": "Hidden", "kinds_unknown": true, "countries": ["DE"] }),
        ),
        commitment: restricted("commitments", json!({ "title": "Hidden ask", "kind": "ask", "countries": ["DE"] })),
        action_plan: restricted("action-plans", json!({ "title": "Hidden plan", "country": "DE" })),
        organization,
    };
    let public = |path: &str, mut body: Value| {
        body["sensitivity"] = json!("public");
        add(&admin, path, body)
    };
    let known = public("organizations", json!({ "name": "Known group", "kind": "cso", "country": "AR" }));
    let post = public(
        "posts",
        json!({ "title": "Contact", "kind": "ogp_poc", "country": "AR", "organization_id": hidden.organization }),
    );
    let membership = json!({
        "person_id": hidden.person, "post_id": post, "organization_id": hidden.organization, "period": "2020/..",
    });
    let membership_of_post =
        json!({ "person_id": hidden.person, "post_id": hidden.post, "organization_id": known, "period": "2020/.." });
    let intervention = json!({
        "title": "A visit", "kinds": ["strategy_support"], "countries": ["AR"],
        "parent_id": hidden.intervention, "follows_id": hidden.intervention,
        "participants": [
            { "person_id": hidden.person }, { "organization_id": hidden.organization }, { "role": "observer" },
            { "person_id": hidden.person, "organization_id": known }, { "organization_id": known },
        ],
    });
    let commitment = json!({
        "title": "A promise", "kind": "pledge", "worldwide": true, "made_by": hidden.organization,
        "made_to": hidden.organization, "grows_from_id": hidden.commitment, "intervention_id": hidden.intervention,
        "action_plan_id": hidden.action_plan,
    });
    let standing = json!({
        "aspect": "steering_committee", "code": "civil_society_member", "country": "AR",
        "organization_id": hidden.organization, "person_id": hidden.person,
    });
    let result = json!({
        "statement": "They met.", "change_type": "relationship", "observed": true, "countries": ["AR"],
        "actor_id": hidden.organization, "commitments": [hidden.commitment],
        "contributions": [
            { "intervention_id": hidden.intervention }, { "organization_id": hidden.organization },
            { "organization_id": known },
        ],
        "substantiations": [{ "person_id": hidden.person }, { "organization_id": known, "independent": true, "may_quote": true }],
    });
    let testimonial = json!({
        "text": "They helped us.", "lang": "en", "countries": ["AR"], "consent": "publish_named",
        "consent_evidence": "A letter.", "speaker_id": hidden.person, "people": [hidden.person],
        "affiliations": [hidden.organization, known], "interventions": [hidden.intervention],
    });
    let named = Naming {
        organization: public(
            "organizations",
            json!({ "name": "A part", "kind": "cso", "country": "AR", "parent_id": hidden.organization }),
        ),
        membership: public("memberships", membership),
        membership_of_post: public("memberships", membership_of_post),
        intervention: public("interventions", intervention),
        commitment: public("commitments", commitment),
        result: public("results", result),
        standing: public("standings", standing),
        testimonial: public("testimonials", testimonial),
        post,
    };
    (hidden, named)
}
fn outsiders(app: &TestApp) -> Vec<Caller> {
    let foundation = add(&app.admin(), "organizations", json!({ "name": "A foundation", "kind": "funder" }));
    vec![app.coordinator("latin_america"), app.dashboard("all"), app.dashboard("AR"), app.funder(&foundation)]
}
fn insiders(app: &TestApp) -> Vec<Caller> {
    vec![app.admin(), app.auditor(), app.coordinator("europe")]
}
fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

fn bodies_and_histories_do_not_name_what_is_hidden(app: &TestApp) {
    let (hidden, naming) = records(app);
    let reads = |path: &str, id: &str| {
        [format!("/v1/{path}/{id}"), format!("/v1/{path}/{id}/history"), format!("/v1/{path}?id={id}")]
    };
    for reader in outsiders(app) {
        for (path, id) in naming.paths() {
            for read in reads(path, id) {
                let seen = text(&reader.get(&read).expect(200));
                let leaked: Vec<_> = hidden.ids().into_iter().filter(|hidden| seen.contains(hidden)).collect();
                assert!(leaked.is_empty(), "{read} names {leaked:?}: {seen}");
            }
        }
    }
    // To those who may see them they are there.
    for reader in insiders(app) {
        for (path, id) in naming.paths() {
            for read in reads(path, id) {
                let seen = text(&reader.get(&read).expect(200));
                assert!(hidden.ids().into_iter().any(|hidden| seen.contains(hidden)), "{read}: {seen}");
            }
        }
    }
}

fn what_is_left_of_a_record(app: &TestApp) {
    let (hidden, naming) = records(app);
    for reader in outsiders(app) {
        let get = |path: &str, id: &str| reader.get(&format!("/v1/{path}/{id}")).expect(200).body;
        let visit = get("interventions", &naming.intervention);
        assert_eq!((&visit["parent_id"], &visit["follows_id"]), (&Value::Null, &Value::Null));
        let result = get("results", &naming.result);
        assert_eq!((&result["actor_id"], &result["commitments"]), (&Value::Null, &json!([])));
        assert_eq!(result["contributions"].as_array().map(Vec::len), Some(1), "the known organization's");
        assert_eq!(result["substantiations"].as_array().map(Vec::len), Some(1), "the known organization's");
        let voice = get("testimonials", &naming.testimonial);
        assert_eq!((&voice["speaker_id"], &voice["people"]), (&Value::Null, &json!([])));
        assert_eq!((&voice["interventions"], voice["affiliations"].as_array().map(Vec::len)), (&json!([]), Some(1)));
        let promise = get("commitments", &naming.commitment);
        for field in ["made_by", "made_to", "grows_from_id", "intervention_id", "action_plan_id"] {
            assert_eq!(promise.get(field), Some(&Value::Null), "{field}");
        }
        assert_eq!(get("organizations", &naming.organization).get("parent_id"), Some(&Value::Null));
        let standing = get("standings", &naming.standing);
        assert_eq!((&standing["person_id"], &standing["organization_id"]), (&Value::Null, &Value::Null));
        assert_eq!(get("posts", &naming.post).get("organization_id"), Some(&Value::Null));
        let membership = get("memberships", &naming.membership);
        assert_eq!((&membership["person_id"], &membership["organization_id"]), (&Value::Null, &Value::Null));
        assert_eq!(membership["post_id"], naming.post);
        assert_eq!(get("memberships", &naming.membership_of_post).get("post_id"), Some(&Value::Null));
        let contact = get("pocs", &naming.post);
        assert_eq!(contact["vacant"], false, "that somebody holds it is no secret");
        assert!(contact["holders"].as_array().expect("holders").iter().all(|holder| holder["person_id"].is_null()));
    }
    for reader in insiders(app) {
        let contact = reader.get(&format!("/v1/pocs/{}", naming.post)).expect(200);
        assert_eq!(contact["holders"][0]["person_id"], hidden.person);
        let visit = reader.get(&format!("/v1/interventions/{}", naming.intervention)).expect(200);
        assert_eq!(visit["participants"].as_array().map(Vec::len), Some(5));
    }
    // Everybody else sees the participants that name nobody hidden, whole.
    let visit = app.coordinator("latin_america").get(&format!("/v1/interventions/{}", naming.intervention)).expect(200);
    let left = visit["participants"].as_array().expect("participants");
    assert_eq!((left.len(), &left[0]["role"]), (2, &json!("observer")));
    assert!(left[1]["organization_id"].is_string());
}

/// Path, filter, and the hidden record that it names.
fn filters(hidden: &Hidden) -> Vec<(&'static str, &'static str, &str)> {
    let Hidden { person, organization, post, intervention, commitment, action_plan } = hidden;
    vec![
        ("interventions", "parent", intervention),
        ("interventions", "follows", intervention),
        ("interventions", "participant.person", person),
        ("interventions", "participant.organization", organization),
        ("commitments", "made_by", organization),
        ("commitments", "made_to", organization),
        ("commitments", "grows_from", commitment),
        ("commitments", "intervention", intervention),
        ("commitments", "action_plan", action_plan),
        ("standings", "person", person),
        ("standings", "organization", organization),
        ("results", "actor", organization),
        ("results", "commitment", commitment),
        ("results", "contribution.intervention", intervention),
        ("results", "contribution.organization", organization),
        ("results", "substantiation.person", person),
        ("testimonials", "speaker", person),
        ("testimonials", "person", person),
        ("testimonials", "affiliation", organization),
        ("testimonials", "intervention", intervention),
        ("memberships", "person", person),
        ("memberships", "organization", organization),
        ("memberships", "post", post),
        ("posts", "organization", organization),
        ("pocs", "organization", organization),
        ("organizations", "parent", organization),
        ("csos", "parent", organization),
    ]
}
fn total(reader: &Caller, query: &str) -> u64 {
    let page = reader.get(&format!("/v1/{query}&total=exact")).expect(200);
    assert_eq!(page["total"], json!(page.data().len()), "{query}");
    page["total"].as_u64().expect("a total")
}

fn filters_that_name_the_hidden_match_nothing(app: &TestApp) {
    let (hidden, _) = records(app);
    for reader in outsiders(app) {
        for (path, filter, id) in filters(&hidden) {
            assert_eq!(total(&reader, &format!("{path}?{filter}={id}")), 0, "{path}?{filter}");
            let (all, others) =
                (total(&reader, &format!("{path}?")), total(&reader, &format!("{path}?{filter}[not]={id}")));
            assert_eq!(others, all, "{path}?{filter}[not] tells who is named");
        }
    }
    for reader in insiders(app) {
        for (path, filter, id) in filters(&hidden) {
            assert!(total(&reader, &format!("{path}?{filter}={id}")) > 0, "{path}?{filter}");
            let (all, others) =
                (total(&reader, &format!("{path}?")), total(&reader, &format!("{path}?{filter}[not]={id}")));
            assert!(others < all, "{path}?{filter}[not]");
        }
    }
}

/// A reference that the body shows as null is null to the filter too.
fn a_hidden_reference_is_as_good_as_none(app: &TestApp) {
    let (_, naming) = records(app);
    let single = [
        ("interventions", &naming.intervention, "parent"),
        ("interventions", &naming.intervention, "follows"),
        ("commitments", &naming.commitment, "made_by"),
        ("commitments", &naming.commitment, "made_to"),
        ("commitments", &naming.commitment, "grows_from"),
        ("commitments", &naming.commitment, "intervention"),
        ("commitments", &naming.commitment, "action_plan"),
        ("standings", &naming.standing, "person"),
        ("standings", &naming.standing, "organization"),
        ("results", &naming.result, "actor"),
        ("results", &naming.result, "commitment"),
        ("results", &naming.result, "contribution.intervention"),
        ("results", &naming.result, "substantiation.person"),
        ("testimonials", &naming.testimonial, "speaker"),
        ("testimonials", &naming.testimonial, "person"),
        ("testimonials", &naming.testimonial, "intervention"),
        ("memberships", &naming.membership, "organization"),
        ("memberships", &naming.membership_of_post, "post"),
        ("posts", &naming.post, "organization"),
        ("organizations", &naming.organization, "parent"),
    ];
    let mut wrong = BTreeSet::new();
    for (readers, is_null) in [(insiders(app), false), (outsiders(app), true)] {
        for reader in readers {
            for (path, id, filter) in single {
                for (asked, expected) in [(true, is_null), (false, !is_null)] {
                    if total(&reader, &format!("{path}?id={id}&{filter}[null]={asked}")) != u64::from(expected) {
                        wrong.insert(format!("{path}?{filter}[null]={asked} should match: {expected}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn what_is_in_the_way_of_a_deletion_is_named_to_those_who_see_it(app: &TestApp) {
    let admin = app.admin();
    let known = admin.post("/v1/organizations", json!({ "name": "Known", "kind": "cso", "country": "AR" })).expect(201);
    let part = json!({
        "name": "A hidden part", "kind": "cso", "country": "DE", "parent_id": known.id(), "sensitivity": "restricted",
    });
    let part = add(&admin, "organizations", part);
    let path = format!("/v1/organizations/{}", known.id());
    let refused = app.coordinator("latin_america").holding(&known).delete(&path).problem(409, "in_use");
    assert!(!text(&refused).contains(&part), "{}", refused.body);
    let refused = admin.holding(&known).delete(&path).problem(409, "in_use");
    assert_eq!(refused["records"], json!([{ "kind": "organization", "key": part }]));
}

on_both! {
    bodies_and_histories_do_not_name_what_is_hidden,
    what_is_left_of_a_record,
    filters_that_name_the_hidden_match_nothing,
    a_hidden_reference_is_as_good_as_none,
    what_is_in_the_way_of_a_deletion_is_named_to_those_who_see_it,
}
