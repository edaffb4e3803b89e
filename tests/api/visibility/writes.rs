//! Who changes what: every kind of record, of every sensitivity, in every place, for every role, by every write.
use super::{PATHS, Reader, Record, body, is_inside, one_of_each, readers, sees};
use rapport_testkit::{TestApp, on_both};
use serde_json::json;

/// What a reader may do to a record, as the decisions promise it: the status of whoever tries.
fn may_change(reader: &Reader, record: &Record) -> u16 {
    match reader.role {
        "admin" | "coordinator" if !sees(reader, record) => 404,
        "admin" | "coordinator" if is_inside(reader, record) => 200,
        _ => 403, // the role may not at all, or not there
    }
}

fn every_write_knows_who_asks(app: &TestApp) {
    let admin = app.admin();
    let records = one_of_each(&admin);
    let party = json!({ "name": "Everybody's party", "kind": "other", "sensitivity": "public" });
    let party = admin.post("/v1/organizations", party).expect(201).id().to_owned();
    let mut versions: Vec<_> = records.iter().map(|_| "\"1\"".to_owned()).collect();
    let mut wrong = vec![];
    for reader in readers(app) {
        for (record, version) in records.iter().zip(&mut versions) {
            let (path, expected) = (format!("/v1/{}/{}", record.path, record.id), may_change(&reader, record));
            let who = reader.who.with("If-Match", &version);
            let changed = who.patch(&path, json!({}));
            if changed.status == 200 {
                *version = changed.etag().to_owned();
            }
            let mut got = vec![("change", changed.status)];
            if expected != 200 {
                got.push(("delete", who.delete(&path).status));
                got.push(("restore", who.post(&format!("{path}/restore"), json!({})).status));
            }
            for (verb, status) in got {
                // Nothing is deleted: who may restore at all finds nothing to restore.
                let restores = verb == "restore" && ["admin", "coordinator"].contains(&reader.role);
                let expected = if restores { 404 } else { expected };
                if status != expected {
                    let (name, sensitivity, place) = (reader.name, record.sensitivity, record.place);
                    let told = format!("{name}: to {verb} {sensitivity} {} at {place:?}", record.path);
                    wrong.push(format!("{told} is {status}, not {expected}"));
                }
            }
        }
        let adds = match (reader.role, reader.reach) {
            ("admin", _) | ("coordinator", None) => true,
            ("coordinator", Some(reach)) => reach.contains(&"DE"),
            _ => false,
        };
        for (path, _) in PATHS {
            let body = body(path, Some("DE"), &party).expect("a body");
            let status = reader.who.post(&format!("/v1/{path}"), body).status;
            if status != if adds { 201 } else { 403 } {
                wrong.push(format!("{}: to add {path} in Germany is {status}", reader.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} writes are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

on_both! { every_write_knows_who_asks }
