//! A backup is one moment, whatever is written meanwhile, and either database reads it.
use crate::{numbers, rapport, visit};
use rapport_domain::{KINDS, policy::Role};
use rapport_testkit::{Backend, Caller, Site, TestApp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
};

/// Every live record, by its path.
fn records(who: &Caller) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for path in KINDS.iter().map(|kind| kind.path) {
        // Who asks is another user in each database.
        for record in who.walk(&format!("/v1/{path}?limit=200")).into_iter().filter(|_| path != "users") {
            let key = record["id"].as_str().or(record["code"].as_str()).expect("a key");
            all.insert(format!("/v1/{path}/{key}"), record.clone());
        }
    }
    all
}
fn done(arguments: &[&str]) -> String {
    let (told, code) = rapport(arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {told}");
    told
}
fn refused(arguments: &[&str], why: &str) {
    let (told, code) = rapport(arguments);
    assert!(code == Some(2) && told.contains(why), "{arguments:?}: {told}");
}

#[test]
fn it_goes_from_one_database_to_the_other_and_back_while_writes_go_on() {
    if !Backend::Postgres.is_here(module_path!()) {
        return;
    }
    let app = TestApp::demo(Backend::Sqlite);
    let place = Site::new(Backend::Sqlite);
    let file = |name: &str| place.folder.path().join(name).display().to_string();
    let (first, second) = (file("first.backup"), file("second.backup"));
    let documents = app.documents.path().display().to_string();
    let who = app.coordinator("all");
    let about = json!({ "title": "A letter", "about": { "kind": "country", "code": "GB" } });
    let document = who.post("/v1/documents", about).expect(201);
    let content = format!("/v1/documents/{}/content", document.id());
    let put = who.holding(&document).with("Content-Type", "text/plain");
    put.send("PUT", &content, Some(b"Dear all".to_vec())).expect(200);
    visit(&app, 3);
    let before = records(&app.admin());

    // Writes that are acknowledged while the backup is made, before and after its moment.
    let over = AtomicBool::new(false);
    thread::scope(|threads| {
        let writer = threads.spawn(|| {
            let mut written = 0;
            while !over.load(Relaxed) || written < 20 {
                visit(&app, 1);
                written += 1;
            }
        });
        done(&["backup", &first, "--database-url", &app.database_url, "--documents", &documents]);
        over.store(true, Relaxed);
        writer.join().expect("it writes to the end");
    });
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&first).expect("the backup").permissions().mode() & 0o777, 0o600);
    }

    let server = Site::new(Backend::Postgres);
    let contents = file("documents");
    done(&["restore", &first, "--database-url", &server.url, "--documents", &contents]);
    done(&["backup", &second, "--database-url", &server.url, "--documents", &contents]);
    done(&["restore", &second, "--database-url", &place.url, "--documents", &contents]);
    for url in [&server.url, &place.url] {
        done(&["verify", "--database-url", url]);
        refused(&["restore", &first, "--database-url", url, "--documents", &contents], "the database is in use");
    }

    let (there, back) = (TestApp::on(&server.url), TestApp::on(&place.url));
    let whole = records(&there.admin());
    assert_eq!(whole, records(&back.admin()));
    // All that had been acknowledged is there, and nothing that was not written.
    let after = records(&app.admin());
    assert!(before.iter().all(|(path, record)| whole.get(path) == Some(record)));
    assert!(whole.iter().all(|(path, record)| after.get(path) == Some(record)));
    assert!(before.len() > 100 && after.len() >= before.len() + 20);
    assert_eq!(fs::read(format!("{contents}/{}", document_hash(&whole, document.id()))).expect("it"), b"Dear all");
    for app in [&there, &back] {
        let who = app.caller(Role::Coordinator, &["all"], None);
        let found = |app: &TestApp| app.admin().get("/v1/search?q=visit&limit=200").expect(200).data().len();
        assert!(found(app) > 3);
        // What is written next goes on after what was restored.
        let last = numbers(&app.database_url, "SELECT max(seq) AS n FROM journal")[0];
        who.post("/v1/organizations", json!({ "name": "Newly met", "kind": "cso" })).expect(201);
        assert!(numbers(&app.database_url, "SELECT max(seq) AS n FROM journal")[0] > last);
    }
}
fn document_hash(records: &BTreeMap<String, Value>, id: &str) -> String {
    records[&format!("/v1/documents/{id}")]["sha256"].as_str().expect("a hash").to_owned()
}

#[test]
fn what_is_no_whole_backup_is_refused_and_leaves_nothing() {
    let app = TestApp::start(Backend::Sqlite);
    visit(&app, 2);
    let site = Site::new(Backend::Sqlite);
    let file = site.folder.path().join("a.backup");
    let name = file.display().to_string();
    done(&["backup", &name, "--database-url", &app.database_url]);
    let whole = fs::read(&file).expect("the backup");
    let restore = ["restore", &name, "--database-url", &site.url];
    fs::write(&file, &whole[..whole.len() - 30]).expect("it is cut short");
    refused(&restore, "the backup is damaged: it ends too early");
    let mut altered = unpacked(&whole);
    altered = altered.replacen("A visit", "A Visit", 1);
    fs::write(&file, packed(&altered)).expect("it is altered");
    refused(&restore, "the backup is damaged: it is not what was written");
    let lines: Vec<_> = altered.lines().collect();
    fs::write(&file, packed(&lines[..lines.len() - 1].join("\n"))).expect("its end is taken off");
    refused(&restore, "the backup is damaged: it ends too early");
    fs::write(&file, packed(&altered.replacen("\"0001\"", "\"0001\",\"9999\"", 1))).expect("it is of the future");
    refused(&restore, "migration 9999");
    fs::write(&file, b"something else").expect("it is something else");
    refused(&restore, "no backup that this program can read");
    // None of these has left anything: the whole one goes in.
    fs::write(&file, &whole).expect("it is whole again");
    done(&restore);
    assert_eq!(numbers(&site.url, "SELECT count(*) AS n FROM interventions"), [2]);
}

#[test]
fn one_of_an_older_version_gets_the_migrations_since() {
    let (app, site) = (TestApp::start(Backend::Sqlite), Site::new(Backend::Sqlite));
    visit(&app, 2);
    let file = site.folder.path().join("a.backup");
    let name = file.display().to_string();
    done(&["backup", &name, "--database-url", &app.database_url]);
    let older = of_an_older_version(&unpacked(&fs::read(&file).expect("the backup")));
    fs::write(&file, packed(&older)).expect("it is made older");
    done(&["restore", &name, "--database-url", &site.url]);
    done(&["check", "--database-url", &site.url]);
    let told = done(&["verify", "--database-url", &site.url]);
    assert!(told.starts_with("0 entries sealed, 3 not sealed yet"), "{told}");
}
/// How many columns the migrations since then added.
const SINCE: [(&str, usize); 3] = [("journal", 4), ("people", 6), ("organizations", 1)];
/// The backup that a program would have made which knew nothing of seals, nor of what came with the migrations after those: what
/// they added stands last in its tables.
fn of_an_older_version(text: &str) -> String {
    let (mut all, mut table, mut rows) = (String::new(), String::new(), 0);
    for line in text.lines() {
        let mut line: Value = serde_json::from_str(line).expect("JSON");
        if let Some(name) = line["table"]["name"].as_str() {
            table = name.to_owned();
        }
        if let Some(migrations) = line.pointer_mut("/backup/migrations").and_then(Value::as_array_mut) {
            migrations.retain(|version| version.as_str() < Some("0018"));
        } else if line.get("end").is_some() {
            let hash: String = Sha256::digest(&all).iter().map(|byte| format!("{byte:02x}")).collect();
            line = json!({ "end": { "rows": rows, "documents": 0, "sha256": hash } });
        } else if ["seals", "break_glass", "reports", "report_sources", "jobs", "calendars"].contains(&table.as_str()) {
            continue;
        } else if let Some((_, since)) = SINCE.iter().find(|(of, _)| *of == table) {
            let values = if line.is_array() { &mut line } else { &mut line["table"]["columns"] };
            let values = values.as_array_mut().expect("columns");
            values.truncate(values.len() - since);
        }
        rows += u32::from(line.is_array());
        all += &format!("{line}\n");
    }
    all
}
fn unpacked(bytes: &[u8]) -> String {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(bytes), &mut text).expect("gzip");
    text
}
fn packed(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    std::io::Write::write_all(&mut out, text.as_bytes()).expect("it is packed");
    out.finish().expect("it is packed")
}
