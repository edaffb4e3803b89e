//! What a team does beside its visits: challenges, introductions, gatherings, partnerships, publications.
use crate::making::{Ground, NOBODY, key, made, remove, right, with};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};

fn pair(pointer: &str, code: &str) -> [(String, String); 1] {
    [(pointer.to_owned(), code.to_owned())]
}
fn titled(title: &str, more: Value) -> Value {
    with(json!({ "title": title, "countries": ["AR"] }), more)
}
/// A visit to Argentina, restricted or not.
fn visit(who: &Caller, sensitivity: &str) -> String {
    made(who, "interventions", titled("A visit", json!({ "kinds_unknown": true, "sensitivity": sensitivity })))
}
/// The titles that a query finds, in order.
fn titles(who: &Caller, list: &str, query: &str) -> Vec<String> {
    let found = who.walk(&format!("/v1/{list}?sort=title&{query}"));
    found.iter().map(|record| record["title"].as_str().expect("a title").to_owned()).collect()
}
/// Patches a record as its caller sees it now.
fn patch(who: &Caller, path: &str, body: Value) -> Answer {
    who.holding(&who.get(path).expect(200)).patch(path, body)
}
#[track_caller]
fn says(record: &Value, told: &Value) {
    for (name, value) in told.as_object().expect("an object") {
        assert_eq!(&record[name], value, "{name} of {record}");
    }
}

fn each_kind_comes_back_as_it_was_logged(app: &TestApp) {
    let who = app.coordinator("AR");
    let ground = Ground::of(&who);
    let visit = visit(&who, "internal");
    let common = json!({
        "when": "2012-11/..", "when_said": "since late 2012", "when_inferred": true, "review": "reviewed",
        "sensitivity": "public", "private_notes": "Ask again.", "lang": "en",
        "translations": { "es": { "title": "Un título" } },
    });
    for (list, own) in [
        ("challenges", json!({ "summary": "S", "themes": ["dialogue", "guidance"], "interventions": [visit] })),
        (
            "gatherings",
            json!({
                "summary": "S", "aliases": ["A", "B"], "kind": "regional_meeting", "held_in": "CR", "place": "San José",
                "hosts": [ground.agency], "status": "held", "interventions": [visit],
            }),
        ),
        ("partnerships", json!({ "organization_id": ground.agency, "purpose": "Travel support." })),
        (
            "publications",
            json!({
                "summary": "S", "channel": "webinar", "language": "es", "url": "https://example.org/webinar",
                "interventions": [visit],
            }),
        ),
    ] {
        let told = with(with(titled("Something", own), common.clone()), json!({ "countries": ["AR", "UY"] }));
        let made = who.post(&format!("/v1/{list}"), told.clone()).expect(201);
        says(&made.body, &told);
        assert_eq!(made["reviewed_by"], who.get("/v1/me").expect(200)["id"]);
        let path = format!("/v1/{list}/{}", made.id());
        assert_eq!(who.get(&path).expect(200).body, made.body);
        // Translations are merged one by one.
        let changed = patch(&who, &path, json!({ "translations": { "fr": { "title": "Un titre" } } })).expect(200);
        let both = json!({ "es": { "title": "Un título" }, "fr": { "title": "Un titre" } });
        assert_eq!((&changed["translations"], &changed["lang"]), (&both, &json!("en")), "{list}");
    }
    let met = titled(
        "Irish groups and the Cabinet Office",
        json!({
            "kind": "government", "summary": "S", "party_id": ground.agency, "party_person_id": ground.person,
            "to_id": ground.agency, "to_person_id": ground.person, "to_country": "GB", "to_said": "The open data team",
            "intervention_id": visit, "when": "2013~",
        }),
    );
    says(&who.post("/v1/introductions", met.clone()).expect(201).body, &met);
}

/// What nobody says is null, and what has a default gets it.
fn little_is_demanded(app: &TestApp) {
    let who = app.coordinator("AR");
    let ground = Ground::of(&who);
    let post = |list: &str, more: Value| who.post(&format!("/v1/{list}"), titled("A", more)).expect(201);
    says(&post("challenges", json!({})).body, &json!({ "themes": [], "interventions": [], "when": null }));
    let gathering = post("gatherings", json!({}));
    says(
        &gathering.body,
        &json!({ "kind": "other", "status": "planned", "aliases": [], "hosts": [], "held_in": null }),
    );
    says(&post("publications", json!({})).body, &json!({ "channel": null, "language": null, "url": null }));
    let met = post("introductions", json!({ "party_person_id": ground.person, "to_country": "GB" }));
    says(&met.body, &json!({ "kind": null, "party_id": null, "to_id": null }));
    let ally = with(right("partnerships", "A", &ground), json!({ "countries": [], "worldwide": true }));
    says(&who.post("/v1/partnerships", ally).expect(201).body, &json!({ "purpose": null, "worldwide": true }));
}

/// The second and the third work area are logged as visits are: each with an intervention that its record tells more of.
fn all_three_work_areas_are_logged(app: &TestApp) {
    let who = app.coordinator("latin_america");
    let intervention = |title: &str, kind: &str, area: &str| {
        let body = json!({ "title": title, "kinds": [kind], "region": "latin_america", "work_areas": [area] });
        made(&who, "interventions", body)
    };
    let told = intervention("News in Spanish", "share_information", "easy_access");
    let owned = intervention("Input into the regional meeting", "share_information", "co_ownership");
    let newsletter = json!({
        "title": "A newsletter in Spanish", "region": "latin_america", "channel": "newsletter", "language": "es",
        "interventions": [told],
    });
    made(&who, "publications", newsletter);
    let meeting = json!({
        "title": "Regional meeting of the Americas", "region": "latin_america", "kind": "regional_meeting",
        "held_in": "CR", "when": "2014-11", "interventions": [owned],
    });
    made(&who, "gatherings", meeting);
    assert_eq!(titles(&who, "interventions", "work_area=easy_access"), ["News in Spanish"]);
    assert_eq!(titles(&who, "publications", &format!("intervention={told}")), ["A newsletter in Spanish"]);
    assert_eq!(titles(&who, "interventions", "work_area=co_ownership"), ["Input into the regional meeting"]);
    assert_eq!(titles(&who, "gatherings", &format!("intervention={owned}")), ["Regional meeting of the Americas"]);
    assert_eq!(titles(&who, "publications", &format!("intervention={owned}")), [""; 0]);
}

fn an_introduction_has_two_sides(app: &TestApp) {
    let who = app.coordinator("AR");
    let ground = Ground::of(&who);
    let post = |more: Value| who.post("/v1/introductions", titled("They met", more));
    let both = [pair("/party_id", "nobody"), pair("/to_id", "nobody")].concat();
    assert_eq!(post(json!({})).problem(422, "invalid").errors(), both);
    let (party, to) = (json!({ "party_person_id": ground.person }), json!({ "to_said": "Peers in Moldova" }));
    assert_eq!(post(to.clone()).problem(422, "invalid").errors(), pair("/party_id", "nobody"));
    assert_eq!(post(party.clone()).problem(422, "invalid").errors(), pair("/to_id", "nobody"));
    let met = post(with(party, to)).expect(201);
    let path = format!("/v1/introductions/{}", met.id());
    for (side, pointer) in [("party_person_id", "/party_id"), ("to_said", "/to_id")] {
        let refused = patch(&who, &path, json!({ side: null })).problem(422, "invalid");
        assert_eq!(refused.errors(), pair(pointer, "nobody"));
    }
    // One side may say the same in another way.
    let said = patch(&who, &path, json!({ "to_said": null, "to_country": "MD" })).expect(200);
    assert_eq!((&said["to_said"], &said["to_country"]), (&Value::Null, &json!("MD")));
}

fn a_gathering_is_found_by_any_of_its_names(app: &TestApp) {
    let who = app.coordinator("all");
    let aliases = json!(["Asia-Pacific Regional Meeting", "Pertemuan Jakarta"]);
    let jakarta = titled("Asia-Pacific Regional Conference", json!({ "aliases": aliases }));
    let path = format!("/v1/gatherings/{}", made(&who, "gatherings", jakarta));
    made(&who, "gatherings", titled("London Summit", json!({})));
    let found = |name: &str| titles(&who, "gatherings", &format!("name={}", crate::making::encoded(name)));
    for name in ["asia-pacific regional CONFERENCE", "Asia-Pacific Regional Meeting", "pertemuán jakarta"] {
        assert_eq!(found(name), ["Asia-Pacific Regional Conference"], "{name}");
    }
    assert_eq!(found("Regional Meeting"), [""; 0], "a part of a name is no name");
    assert_eq!(found("Pertemuan Jakarta,London Summit").len(), 2);
    assert_eq!(titles(&who, "gatherings", "name[not]=Pertemuan%20Jakarta"), ["London Summit"]);
    let renamed = json!({ "title": "Regional Conference of Bali", "aliases": ["Bali"] });
    assert_eq!(patch(&who, &path, renamed).expect(200)["aliases"], json!(["Bali"]));
    assert_eq!((found("Pertemuan Jakarta").len(), found("asia-pacific regional conference").len()), (0, 0));
    assert_eq!((found("BALI").len(), found("regional conference of bali").len()), (1, 1));
    // Other changes leave the names alone.
    assert_eq!(patch(&who, &path, json!({ "place": "Nusa Dua" })).expect(200)["aliases"], json!(["Bali"]));
    let again = patch(&who, &path, json!({ "aliases": ["Bali", "Bali"] })).problem(422, "invalid");
    assert_eq!(again.errors(), pair("/aliases/1", "repeated"));
}

fn a_gathering_is_planned_held_or_cancelled(app: &TestApp) {
    let who = app.coordinator("all");
    let path = format!("/v1/gatherings/{}", made(&who, "gatherings", titled("A summit", json!({}))));
    for status in ["held", "cancelled", "planned"] {
        assert_eq!(patch(&who, &path, json!({ "status": status })).expect(200)["status"], status);
        assert_eq!(titles(&who, "gatherings", &format!("status={status}")), ["A summit"]);
    }
    let refused = patch(&who, &path, json!({ "status": "postponed" })).problem(422, "unknown_code");
    assert_eq!(refused.errors(), pair("/status", "unknown_code"));
}

fn gatherings_stand_in_each_other_and_never_in_a_ring(app: &TestApp) {
    let who = app.coordinator("all");
    let summit = made(&who, "gatherings", titled("A summit", json!({})));
    let day = made(&who, "gatherings", titled("A day", json!({ "parent_id": summit, "kind": "civil_society_day" })));
    let session = made(&who, "gatherings", titled("A session", json!({ "parent_id": day })));
    let path = |id: &str| format!("/v1/gatherings/{id}");
    assert_eq!(titles(&who, "gatherings", &format!("parent={summit}")), ["A day"]);
    for below in [&summit, &day, &session] {
        let refused = patch(&who, &path(&summit), json!({ "parent_id": below })).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/parent_id", "cycle"));
    }
    let own = titled("Own", json!({ "id": NOBODY, "parent_id": NOBODY }));
    assert_eq!(who.post("/v1/gatherings", own).problem(422, "invalid").errors()[0].0, "/parent_id");
    who.holding(&who.get(&path(&day)).expect(200)).delete(&path(&day)).problem(409, "in_use");
    remove(&who, &path(&session));
    remove(&who, &path(&day));
}

fn a_publication_stands_on_the_web_or_nowhere(app: &TestApp) {
    let who = app.coordinator("all");
    let post = |url: &str| who.post("/v1/publications", titled("A post", json!({ "url": url })));
    for right in ["https://ogphub.org/a?b=c#d", "http://[2001:db8::1]:8080/", "https://español.example"] {
        assert_eq!(post(right).expect(201)["url"], right);
    }
    let path = format!("/v1/publications/{}", post("https://example.org").expect(201).id());
    for wrong in ["example.org", "ftp://example.org", "javascript:alert(1)", "https://", "http:///x", "https://a b"] {
        assert_eq!(post(wrong).problem(422, "invalid").errors(), pair("/url", "bad_url"), "{wrong}");
        let refused = patch(&who, &path, json!({ "url": wrong })).problem(422, "invalid");
        assert_eq!(refused.errors(), pair("/url", "bad_url"), "{wrong}");
    }
    assert_eq!(patch(&who, &path, json!({ "url": null })).expect(200)["url"], Value::Null);
}

fn a_partner_that_is_hidden_is_no_partner_to_the_reader(app: &TestApp) {
    let (admin, far) = (app.admin(), app.coordinator("europe"));
    let secret = json!({ "name": "Secret", "kind": "funder", "country": "AR", "sensitivity": "restricted" });
    let secret = made(&admin, "organizations", secret);
    let ally = titled("An ally", json!({ "organization_id": secret, "countries": ["DE"], "when": "2013/2014" }));
    let path = format!("/v1/partnerships/{}", made(&admin, "partnerships", ally));
    assert_eq!(far.get(&path).expect(200)["organization_id"], Value::Null);
    // Whoever changes something else changes nothing about it.
    patch(&far, &path, json!({ "purpose": "Travel" })).expect(200);
    assert_eq!(admin.get(&path).expect(200)["organization_id"], secret.as_str());
    patch(&far, &path, json!({ "organization_id": null })).problem(422, "wrong_type");
    assert_eq!(titles(&admin, "partnerships", "when=2014-02"), ["An ally"]);
    assert_eq!(titles(&admin, "partnerships", "when=2015"), [""; 0]);
}

/// A PATCH replaces what its caller sees of an array.
fn what_is_hidden_stays_in_arrays_that_are_replaced(app: &TestApp) {
    let (admin, far) = (app.admin(), app.coordinator("europe"));
    let (hidden, open) = (visit(&admin, "restricted"), visit(&admin, "internal"));
    let group = |sensitivity: &str| {
        let body = json!({ "name": "G", "kind": "cso", "country": "AR", "sensitivity": sensitivity });
        made(&admin, "organizations", body)
    };
    let (secret, known) = (group("restricted"), group("internal"));
    for (list, member, veiled, seen) in [
        ("challenges", "interventions", &hidden, &open),
        ("gatherings", "interventions", &hidden, &open),
        ("gatherings", "hosts", &secret, &known),
        ("publications", "interventions", &hidden, &open),
    ] {
        let body = titled("Something", json!({ "countries": ["DE"], member: [veiled, seen] }));
        let path = format!("/v1/{list}/{}", made(&admin, list, body));
        assert_eq!(far.get(&path).expect(200)[member], json!([seen]), "{list} {member}");
        assert_eq!(patch(&far, &path, json!({ member: [] })).expect(200)[member], json!([]));
        assert_eq!(admin.get(&path).expect(200)[member], json!([veiled]));
        assert_eq!(patch(&far, &path, json!({ member: [seen] })).expect(200)[member], json!([seen]));
        assert_eq!(admin.get(&path).expect(200)[member], json!([seen, veiled]));
        assert_eq!(patch(&admin, &path, json!({ member: [] })).expect(200)[member], json!([]));
    }
}

fn they_are_written_in_reach_alone(app: &TestApp) {
    let (near, far) = (app.coordinator("AR"), app.coordinator("europe"));
    let ground = Ground::of(&near);
    for list in ["challenges", "introductions", "gatherings", "partnerships", "publications"] {
        let body = with(right(list, "Ours", &ground), json!({ "countries": ["AR"] }));
        far.post(&format!("/v1/{list}"), body.clone()).problem(403, "forbidden");
        let record = near.post(&format!("/v1/{list}"), body).expect(201);
        let path = format!("/v1/{list}/{}", key(&record.body));
        far.holding(&record).patch(&path, json!({ "title": "Mine" })).problem(403, "forbidden");
        near.holding(&record).patch(&path, json!({ "countries": ["DE"] })).problem(403, "forbidden");
    }
}

on_both! {
    each_kind_comes_back_as_it_was_logged,
    little_is_demanded,
    all_three_work_areas_are_logged,
    an_introduction_has_two_sides,
    a_gathering_is_found_by_any_of_its_names,
    a_gathering_is_planned_held_or_cancelled,
    gatherings_stand_in_each_other_and_never_in_a_ring,
    a_publication_stands_on_the_web_or_nowhere,
    a_partner_that_is_hidden_is_no_partner_to_the_reader,
    what_is_hidden_stays_in_arrays_that_are_replaced,
    they_are_written_in_reach_alone,
}
