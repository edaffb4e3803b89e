//! Values of the right type that break rules: too long, blank, unprintable, repeated, too many, no country.
use super::{Operation, Wrong, invalid, operations, resolved, writes_nothing};
use crate::making::{CREATABLE, Ground, NOBODY, document, key, made, right, totals, with};
use rapport_testkit::{TestApp, on_both};
use serde_json::{Value, json};

/// How long a text may be, if a schema is one of words.
fn longest(document: &Value, schema: &Value) -> Option<usize> {
    let some = schema["oneOf"].as_array().into_iter().flatten().find(|schema| schema["$ref"].is_string());
    let schema = resolved(document, some.unwrap_or(schema));
    let most = schema["maxLength"].as_u64().filter(|_| schema["minLength"] == 1)?;
    usize::try_from(most).ok()
}
/// The members of a body that hold words, with how many characters they take.
fn words(operation: &Operation) -> Vec<(String, usize)> {
    let document = document();
    let members = operation.schema["properties"].as_object().into_iter().flatten();
    members.filter_map(|(name, schema)| Some((name.clone(), longest(document, schema)?))).collect()
}

fn words_are_short_plain_and_not_blank(app: &TestApp) {
    let admin = app.admin();
    let (ground, mut tried) = (Ground::of(&admin), 0);
    let operations = operations();
    writes_nothing(&admin, || {
        for list in CREATABLE {
            let path = format!("/v1/{list}");
            let operation = operations.iter().find(|o| o.method == "POST" && o.path == path).expect("a POST");
            for (name, most) in words(operation) {
                for (text, code) in [
                    ("é".repeat(most + 1), "too_long"),
                    (String::new(), "blank"),
                    (" \t\u{2003}".to_owned(), "blank"),
                    ("a\u{0}b".to_owned(), "control_character"),
                    ("a\u{7}b".to_owned(), "control_character"),
                    ("a\u{85}b".to_owned(), "control_character"),
                ] {
                    let body = with(right(list, "A name", &ground), json!({ name.clone(): text }));
                    invalid(admin.post(&path, body), code, &format!("/{name}"));
                }
                if most == 300 {
                    let body = with(right(list, "A name", &ground), json!({ name.clone(): "two\nlines" }));
                    invalid(admin.post(&path, body), "control_character", &format!("/{name}"));
                }
                tried += 1;
            }
        }
    });
    assert!(tried > 30, "only {tried} members were tried");
}

fn patches_are_held_to_the_same_rules(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let operations = operations();
    let mut records: Vec<_> =
        CREATABLE.iter().map(|list| (*list, made(&admin, list, right(list, "A name", &ground)))).collect();
    records.push(("countries", "AR".to_owned()));
    for (list, key) in &records {
        let path = format!("/v1/{list}/{key}");
        let documented = format!("/v1/{list}/{}", if *list == "countries" { "AR" } else { NOBODY });
        let operation = operations.iter().find(|o| o.method == "PATCH" && o.path == documented).expect("a PATCH");
        let before = admin.get(&path).expect(200);
        for (name, most) in words(operation) {
            for (text, code) in
                [("x".repeat(most + 1), "too_long"), (" ".into(), "blank"), ("\u{0}".into(), "control_character")]
            {
                let patched = admin.holding(&before).patch(&path, json!({ name.clone(): text }));
                invalid(patched, code, &format!("/{name}"));
            }
        }
        assert_eq!(admin.get(&path).expect(200).body, before.body, "{list}");
    }
}

fn length_is_counted_in_characters(app: &TestApp) {
    let admin = app.admin();
    let (name, summary) = ("é".repeat(300), "💩\n".repeat(10_000));
    let made = admin.post("/v1/people", json!({ "name": name, "summary": summary })).expect(201);
    assert_eq!((&made["name"], &made["summary"]), (&json!(name), &json!(summary)));
    // What is longer before its accents are composed is as long as it is afterwards.
    let decomposed = "e\u{301}".repeat(300);
    assert_eq!(admin.post("/v1/people", json!({ "name": decomposed })).expect(201)["name"], json!(name));
}

fn other_values_have_rules_of_their_own(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    writes_nothing(&admin, || {
        for (list, more, code, pointer) in [
            ("organizations", json!({ "names": { "es": " " } }), "blank", "/names/es"),
            ("organizations", json!({ "names": { "español": "A" } }), "bad_language", "/names/español"),
            ("organizations", json!({ "names": { "a/b~c": "A" } }), "bad_language", "/names/a~1b~0c"),
            ("organizations", json!({ "names": { "\u{0}": "A" } }), "bad_language", "/names/\u{0}"),
            ("organizations", json!({ "country": "AR", "region": "europe" }), "one_place", "/region"),
            ("regions", json!({ "code": "Southern Cone" }), "bad_code", "/code"),
            ("regions", json!({ "code": "" }), "bad_code", "/code"),
            ("regions", json!({ "code": "a\u{0}" }), "bad_code", "/code"),
            ("regions", json!({ "code": "x".repeat(61) }), "bad_code", "/code"),
            ("activity-kinds", json!({ "position": -1 }), "negative", "/position"),
            ("interventions", json!({ "claimed_count": -1 }), "negative", "/claimed_count"),
            ("interventions", json!({ "kinds": ["Seed funding"] }), "bad_code", "/kinds/0"),
            ("interventions", json!({ "kinds": [] }), "kinds_required", "/kinds"),
            ("interventions", json!({ "kinds_unknown": true }), "kinds_known", "/kinds_unknown"),
            ("interventions", json!({ "countries": [] }), "one_place", "/countries"),
            ("interventions", json!({ "worldwide": true }), "one_place", "/countries"),
            ("interventions", json!({ "region": "europe" }), "one_place", "/countries"),
            ("interventions", json!({ "peer_countries": ["UY"] }), "assisted", "/peer_countries/0"),
            ("interventions", json!({ "participants": [{ "role": "x" }, {}] }), "nobody", "/participants/1"),
            ("commitments", json!({ "status": "stalled" }), "forbidden_first_status", "/status"),
            ("commitments", json!({ "official_id": "uk34" }), "bad_official_id", "/official_id"),
            ("commitments", json!({ "when": "" }), "empty_date", "/when"),
            ("commitments", json!({ "when": "9".repeat(65) }), "date_too_long", "/when"),
            ("results", json!({ "status": "published" }), "forbidden_first_status", "/status"),
            ("results", json!({ "contributions": [{}] }), "nobody", "/contributions/0"),
            ("memberships", json!({ "organization_id": null }), "no_seat", "/organization_id"),
            ("memberships", json!({ "period": "2014/2013" }), "reversed_range", "/period"),
            ("standings", json!({ "code": "member" }), "unknown_code", "/code"),
            ("standings", json!({ "country": null }), "nobody", "/country"),
            ("action-plans", json!({ "number": -1 }), "negative", "/number"),
            ("action-plans", json!({ "number": 0 }), "zero", "/number"),
            ("action-plans", json!({ "official_id": "AP_GB02" }), "bad_official_id", "/official_id"),
            ("action-plans", json!({ "deadlines": [{ "title": "x" }] }), "missing", "/deadlines/0/due"),
            (
                "action-plans",
                json!({ "deadlines": [{ "title": "x", "due": "2014-13" }] }),
                "bad_month",
                "/deadlines/0/due",
            ),
            (
                "action-plans",
                json!({ "deadlines": [{ "title": "x", "due": "2014", "met": "2014-13" }] }),
                "bad_month",
                "/deadlines/0/met",
            ),
            ("action-plans", json!({ "versions": [{ "label": "x", "url": "x" }] }), "bad_url", "/versions/0/url"),
            ("commitments", json!({ "policy_areas": ["justice", "justice"] }), "repeated", "/policy_areas/1"),
            ("interventions", json!({ "touches": [{ "when": "2013" }] }), "not_a_thread", "/form"),
            ("interventions", json!({ "form": "thread", "touches": [{}] }), "undated_touch", "/touches/0/when"),
            ("interventions", json!({ "form": "thread", "touches": [{ "when": "x" }] }), "bad_date", "/touches/0/when"),
            ("challenges", json!({ "worldwide": true }), "one_place", "/countries"),
            ("practices", json!({ "adoptions": [{ "country": "AR" }, {}] }), "one_place", "/adoptions/1/country"),
            ("introductions", json!({ "party_id": null }), "nobody", "/party_id"),
            ("introductions", json!({ "to_said": null }), "nobody", "/to_id"),
            ("gatherings", json!({ "aliases": ["A", " "] }), "blank", "/aliases/1"),
            ("gatherings", json!({ "region": "europe" }), "one_place", "/countries"),
            ("publications", json!({ "url": "ftp://ogphub.org" }), "bad_url", "/url"),
            ("publications", json!({ "language": "Spanish" }), "bad_language", "/language"),
            ("users", json!({ "email": "nobody" }), "bad_email", "/email"),
            ("users", json!({ "email": "a\u{0}@b.c" }), "bad_email", "/email"),
            ("users", json!({ "password": "short" }), "password_length", "/password"),
            ("users", json!({ "password": "x".repeat(201) }), "password_length", "/password"),
            ("users", json!({ "reach": [] }), "empty_reach", "/reach"),
            ("users", json!({ "role": "funder" }), "no_organization", "/organization_id"),
            ("people", json!({ "id": "00000000-0000-0000-0000-000000000000" }), "nil_id", "/id"),
        ] {
            invalid(admin.post(&format!("/v1/{list}"), with(right(list, "A name", &ground), more)), code, pointer);
        }
    });
}

fn argentina_is_no_country_code(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    writes_nothing(&admin, || {
        for country in ["Argentina", "ARG", "A", "", "A1", "??", "Ñ", "A\u{0}"] {
            for (list, pointer, more) in [
                ("organizations", "/country", json!({ "country": country })),
                ("people", "/country", json!({ "country": country })),
                ("posts", "/country", json!({ "country": country })),
                ("regions", "/countries/1", json!({ "countries": ["UY", country] })),
                ("interventions", "/countries/0", json!({ "countries": [country] })),
                ("interventions", "/peer_countries/0", json!({ "peer_countries": [country] })),
                ("interventions", "/held_in", json!({ "held_in": country })),
                ("commitments", "/countries/1", json!({ "countries": ["UY", country, "AR"] })),
                ("results", "/countries/0", json!({ "countries": [country] })),
            ] {
                let answer = admin.post(&format!("/v1/{list}"), with(right(list, "A name", &ground), more));
                assert!(!answer["detail"].is_null());
                invalid(answer, "bad_country", pointer);
            }
        }
        let user = with(right("users", "A name", &ground), json!({ "reach": ["AR", "Argentina"] }));
        invalid(admin.post("/v1/users", user), "bad_code", "/reach/1");
        invalid(
            admin.with("If-Match", "\"1\"").patch("/v1/regions/europe", json!({ "countries": ["Argentina"] })),
            "bad_country",
            "/countries/0",
        );
    });
}

fn a_set_holds_nothing_twice(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let pledge = made(&admin, "commitments", right("commitments", "A pledge", &ground));
    let sets = [
        ("regions", "countries", json!(["UY", "AR", "UY"]), 2),
        ("interventions", "kinds", json!(["seed_funding", "seed_funding"]), 1),
        ("interventions", "countries", json!(["UY", "UY"]), 1),
        ("interventions", "countries", json!(["UK", "AR", "GB"]), 2),
        ("interventions", "peer_countries", json!(["AR", "ar"]), 1),
        ("interventions", "work_areas", json!(["easy_access", "easy_access"]), 1),
        ("commitments", "countries", json!(["UY", "UY"]), 1),
        ("results", "countries", json!(["UY", "uy"]), 1),
        ("results", "commitments", json!([pledge, pledge]), 1),
        ("challenges", "themes", json!(["dialogue", "capacity", "dialogue"]), 2),
        ("practices", "origins", json!(["UK", "GB"]), 1),
        ("gatherings", "aliases", json!(["A summit", "The summit", "A summit"]), 2),
        ("gatherings", "hosts", json!([ground.agency, ground.agency]), 1),
        ("publications", "countries", json!(["UY", "UY"]), 1),
        ("users", "reach", json!(["UK", "GB"]), 1),
        ("users", "reach", json!(["europe", "all", "europe"]), 2),
    ];
    let mut wrong = Wrong::default();
    for (round, (list, member, set, index)) in sets.iter().enumerate() {
        let (path, pointer) = (format!("/v1/{list}"), format!("/{member}/{index}"));
        let twice = || json!({ *member: set });
        let before = totals(&admin);
        let answer = admin.post(&path, with(right(list, "A name", &ground), twice()));
        wrong.unless(format!("POST {list} {member} {set}"), &answer, 422, "repeated", &pointer);
        assert_eq!(totals(&admin), before);
        let record = admin.post(&path, right(list, &format!("Name {round}"), &ground)).expect(201);
        let path = format!("{path}/{}", key(&record.body));
        let answer = admin.holding(&record).patch(&path, twice());
        wrong.unless(format!("PATCH {list} {member} {set}"), &answer, 422, "repeated", &pointer);
        assert_eq!(admin.get(&path).expect(200).body, record.body);
    }
    wrong.none();
}

fn an_id_is_given_to_one_thing(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let taken = made(&admin, "interventions", right("interventions", "A visit", &ground));
    let visit = |more: Value| with(right("interventions", "Another", &ground), more);
    let part = |id: &str| with(right("interventions", "A part", &ground), json!({ "id": id }));
    let mut wrong = Wrong::default();
    writes_nothing(&admin, || {
        for (body, pointer) in [
            (visit(json!({ "id": taken })), "/id"),
            (visit(json!({ "parts": [part(NOBODY), part(&taken)] })), "/parts/1/id"),
            (visit(json!({ "parts": [part(NOBODY), part(NOBODY)] })), "/parts/1/id"),
            (visit(json!({ "id": NOBODY, "parts": [part(NOBODY)] })), "/parts/0/id"),
            (
                visit(json!({ "participants": [{ "new_person": { "id": ground.person, "name": "Ana" } }] })),
                "/participants/0/new_person/id",
            ),
        ] {
            let asked = body.to_string();
            wrong.unless(asked, &admin.post("/v1/interventions", body), 409, "id_taken", pointer);
        }
        let twice = json!({ "participants": [{ "id": NOBODY, "role": "a" }, { "id": NOBODY, "role": "b" }] });
        let answer = admin.post("/v1/interventions", visit(twice));
        wrong.unless("one id for two participants", &answer, 422, "repeated", "/participants/1");
        for (list, body) in [
            ("regions", json!({ "code": "latin_america", "name": "Another" })),
            ("activity-kinds", json!({ "code": "seed_funding", "name": "Another", "work_area": "easy_access" })),
        ] {
            wrong.unless(list, &admin.post(&format!("/v1/{list}"), body), 409, "id_taken", "/code");
        }
        wrong.none();
    });
}

on_both! {
    words_are_short_plain_and_not_blank,
    patches_are_held_to_the_same_rules,
    length_is_counted_in_characters,
    other_values_have_rules_of_their_own,
    argentina_is_no_country_code,
    a_set_holds_nothing_twice,
    an_id_is_given_to_one_thing,
}
