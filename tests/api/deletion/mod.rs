//! Deleting and restoring: undone whole, guarded by versions, for those who may.
mod in_use;

use crate::making::{CODED, CREATABLE, Ground, key, made, remove, restore, right, with};
use rapport_testkit::{Answer, TestApp, on_both};
use serde_json::{Value, json};

/// A record without what every write changes.
fn lasting(record: &Answer) -> Value {
    let mut body = record.body.clone();
    for member in ["version", "updated_at"] {
        body.as_object_mut().and_then(|members| members.remove(member)).expect("a member of every record");
    }
    body
}

fn every_record_goes_and_comes_back(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for list in CREATABLE {
        let path = format!("/v1/{list}/{}", made(&admin, list, right(list, "A name", &ground)));
        let holds = |query: &str, path: &str| {
            admin.walk(&format!("/v1/{list}?limit=200{query}")).iter().any(|record| path.ends_with(key(record)))
        };
        let before = admin.get(&path).expect(200);
        assert_eq!(admin.holding(&before).delete(&path).expect(204).bytes, b"");
        admin.get(&path).problem(404, "not_found");
        admin.get(&format!("{path}/history")).problem(404, "not_found");
        admin.holding(&before).patch(&path, json!({})).problem(404, "not_found");
        admin.holding(&before).delete(&path).problem(404, "not_found");
        assert!(!holds("", &path) && holds("&deleted=true", &path), "{path}");

        let gone = admin.get(&format!("{path}?deleted=true")).expect(200);
        assert_eq!((lasting(&gone), gone.etag()), (lasting(&before), "\"2\""), "{path}");
        let back = admin.holding(&gone).post(&format!("{path}/restore"), json!({})).expect(200);
        assert_eq!((lasting(&back), back.etag()), (lasting(&before), "\"3\""), "{path}");
        assert_eq!(admin.get(&path).expect(200).body, back.body);
        admin.get(&format!("{path}?deleted=true")).problem(404, "not_found");
        admin.holding(&back).post(&format!("{path}/restore"), json!({})).problem(404, "not_found");
        assert!(holds("", &path) && !holds("&deleted=true", &path), "{path}");
        let history = admin.get(&format!("{path}/history")).expect(200);
        let actions: Vec<_> = history.data().iter().map(|entry| &entry["action"]).collect();
        assert_eq!(actions, ["restore", "delete", "create"], "{path}");
    }
}

fn versions_guard_deletion_and_restoration(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for list in CREATABLE {
        let path = format!("/v1/{list}/{}", made(&admin, list, right(list, "A name", &ground)));
        let at = |tag: &str| admin.with("If-Match", tag);
        admin.delete(&path).problem(428, "precondition_required");
        for tag in ["\"2\"", "W/\"1\"", "\"x\"", "\"01d\""] {
            assert_eq!(at(tag).delete(&path).problem(412, "stale").etag(), "\"1\"", "{list} at {tag}");
        }
        for tag in ["1", "", "*", "x", "\"1"] {
            let status = at(tag).delete(&path).status;
            assert!([400, 412].contains(&status), "{list} at {tag} answered {status}");
        }
        at("\"1\"").delete(&path).expect(204);
        let restore = format!("{path}/restore");
        admin.post(&restore, json!({})).problem(428, "precondition_required");
        assert_eq!(at("\"1\"").post(&restore, json!({})).problem(412, "stale").etag(), "\"2\"");
        at("nonsense").post(&restore, json!({})).problem(400, "bad_header");
        at("\"2\"").post(&restore, json!({})).expect(200);
    }
}

fn owned_links_come_back(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let visit = json!({
        "peer_countries": ["CL", "BR"], "countries": ["UY", "AR"], "kinds": ["seed_funding", "share_information"],
        "participants": [{ "person_id": ground.person, "part": "lead" }, { "role": "the host" }],
    });
    let pledge = json!({ "countries": ["UY", "AR"] });
    let result = json!({
        "contributions": [{ "organization_id": ground.agency, "strength": "low" }], "countries": ["UY", "AR"],
    });
    for (list, more, links, link) in [
        ("interventions", visit, "participants", json!({ "role": "a guest" })),
        ("commitments", pledge, "transitions", json!({ "status": "in_progress", "when": "2014" })),
        ("results", result, "contributions", json!({ "organization_id": ground.agency })),
        (
            "interventions",
            json!({ "form": "thread", "touches": [{ "when": "2013" }] }),
            "touches",
            json!({ "when": "2014" }),
        ),
        (
            "practices",
            json!({ "adoptions": [{ "country": "AR", "when": "2013" }] }),
            "adoptions",
            json!({ "country": "CL" }),
        ),
    ] {
        let path = format!("/v1/{list}/{}", made(&admin, list, with(right(list, "A name", &ground), more)));
        let add = |expected: u16| admin.post(&format!("{path}/{links}"), link.clone()).expect(expected);
        add(201);
        let before = admin.get(&path).expect(200);
        assert!(before[links].as_array().is_some_and(|links| links.len() > 1));
        remove(&admin, &path);
        add(404);
        let gone = admin.get(&format!("{path}?deleted=true")).expect(200);
        assert_eq!(lasting(&gone), lasting(&before));
        restore(&admin, &path).expect(200);
        assert_eq!(lasting(&admin.get(&path).expect(200)), lasting(&before));
    }
    let path = format!("/v1/regions/{}", made(&admin, "regions", json!({ "name": "R", "countries": ["AR", "UY"] })));
    remove(&admin, &path);
    assert_eq!(restore(&admin, &path).expect(200)["countries"], json!(["AR", "UY"]));
}

fn deleted_records_are_for_who_may_restore_them(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    let funder = app.funder(&ground.agency);
    let (coordinator, dashboard, auditor) = (app.coordinator("all"), app.dashboard("all"), app.auditor());
    for list in CREATABLE {
        let record = made(&admin, list, right(list, "A name", &ground));
        let (many, one) = (format!("/v1/{list}?deleted=true"), format!("/v1/{list}/{record}?deleted=true"));
        let (past, back) =
            (format!("/v1/{list}/{record}/history?deleted=true"), format!("/v1/{list}/{record}/restore"));
        remove(&admin, &format!("/v1/{list}/{record}"));
        let kept = ["regions", "activity-kinds", "policy-areas", "scales", "users", "api-keys"].contains(&list);
        for (who, may) in
            [(&admin, true), (&coordinator, !kept), (&dashboard, false), (&funder, false), (&auditor, false)]
        {
            for path in [&many, &one, &past] {
                let answer = who.get(path);
                if may {
                    answer.expect(200)
                } else {
                    answer.problem(403, "forbidden")
                };
            }
            if !may {
                who.with("If-Match", "\"2\"").post(&back, json!({})).problem(403, "forbidden");
            }
        }
        let who = if kept { &admin } else { &coordinator };
        who.with("If-Match", "\"2\"").post(&back, json!({})).expect(200);
    }
}

fn reach_bounds_deleting_and_restoring(app: &TestApp) {
    let (admin, far, near) = (app.admin(), app.coordinator("europe"), app.coordinator("latin_america"));
    let ground = Ground::of(&admin);
    for list in ["interventions", "commitments", "results"] {
        let path = format!("/v1/{list}/{}", made(&admin, list, right(list, "A name", &ground)));
        far.with("If-Match", "\"1\"").delete(&path).problem(403, "forbidden");
        near.with("If-Match", "\"1\"").delete(&path).expect(204);
        far.with("If-Match", "\"2\"").post(&format!("{path}/restore"), json!({})).problem(404, "not_found");
        near.with("If-Match", "\"2\"").post(&format!("{path}/restore"), json!({})).expect(200);
        let secret = with(right(list, "Secret", &ground), json!({ "sensitivity": "restricted" }));
        let path = format!("/v1/{list}/{}", made(&admin, list, secret));
        far.with("If-Match", "\"1\"").delete(&path).problem(404, "not_found");
        near.with("If-Match", "\"1\"").delete(&path).expect(204);
        far.get(&format!("{path}?deleted=true")).problem(404, "not_found");
        far.with("If-Match", "\"2\"").post(&format!("{path}/restore"), json!({})).problem(404, "not_found");
    }
}

fn a_deleted_id_stays_taken(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for (index, list) in CREATABLE.into_iter().enumerate() {
        let chosen = match list {
            _ if CODED.contains(&list) => json!({ "code": "chosen" }),
            _ => {
                json!({ "id": format!("01976d3a-0000-7000-8000-{index:012}") })
            }
        };
        let record = made(&admin, list, with(right(list, "A name", &ground), chosen.clone()));
        remove(&admin, &format!("/v1/{list}/{record}"));
        let again = with(right(list, "Another", &ground), chosen);
        admin.post(&format!("/v1/{list}"), again).problem(409, "id_taken");
        restore(&admin, &format!("/v1/{list}/{record}")).expect(200);
    }
}

fn what_must_be_unique_clashes_on_restore(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for (list, unique, code) in [
        ("users", json!({ "email": "ana@test.example" }), "email_taken"),
        ("commitments", json!({ "official_id": "UY0001" }), "official_id_taken"),
    ] {
        let pointer = format!("/{}", code.trim_end_matches("_taken"));
        let taken = |answer: Answer| {
            assert_eq!(answer.problem(409, code).errors(), [(pointer.clone(), code.to_owned())]);
        };
        let body = |name: &str| with(right(list, name, &ground), unique.clone());
        let first = format!("/v1/{list}/{}", made(&admin, list, body("First")));
        taken(admin.post(&format!("/v1/{list}"), body("Second")));
        remove(&admin, &first);
        let second = format!("/v1/{list}/{}", made(&admin, list, body("Second")));
        taken(restore(&admin, &first));
        admin.get(&first).problem(404, "not_found");
        remove(&admin, &second);
        restore(&admin, &first).expect(200);
        taken(restore(&admin, &second));
    }
}

fn countries_are_neither_made_nor_deleted(app: &TestApp) {
    for who in [app.admin(), app.coordinator("all")] {
        let country = json!({ "code": "ZZ", "name": "Z", "name_es": "Z", "name_fr": "Z" });
        let refused = who.post("/v1/countries", country).problem(405, "method_not_allowed");
        assert!(refused.headers["allow"].contains("GET"));
        let held = who.get("/v1/countries/AR").expect(200);
        who.holding(&held).delete("/v1/countries/AR").problem(405, "method_not_allowed");
        who.holding(&held).post("/v1/countries/AR/restore", json!({})).problem(404, "not_found");
    }
    assert_eq!(app.admin().get("/v1/countries?deleted=true&total=exact").expect(200)["total"], 0);
}

fn each_path_deletes_its_own(app: &TestApp) {
    let admin = app.admin();
    let ground = Ground::of(&admin);
    for (list, narrow) in [("organizations", "csos"), ("posts", "pocs")] {
        let other = made(&admin, list, right(list, "Other", &ground));
        let path = format!("/v1/{narrow}/{other}");
        admin.with("If-Match", "\"1\"").delete(&path).problem(404, "not_found");
        remove(&admin, &format!("/v1/{list}/{other}"));
        admin.get(&format!("{path}?deleted=true")).problem(404, "not_found");
        admin.with("If-Match", "\"2\"").post(&format!("{path}/restore"), json!({})).problem(404, "not_found");
        admin.with("If-Match", "\"2\"").post(&format!("/v1/{list}/{other}/restore"), json!({})).expect(200);
    }
}

on_both! {
    every_record_goes_and_comes_back,
    versions_guard_deletion_and_restoration,
    owned_links_come_back,
    deleted_records_are_for_who_may_restore_them,
    reach_bounds_deleting_and_restoring,
    a_deleted_id_stays_taken,
    what_must_be_unique_clashes_on_restore,
    countries_are_neither_made_nor_deleted,
    each_path_deletes_its_own,
}
