//! Lists: every record exactly once, in every order, page by page, whatever others write meanwhile.
mod beside;
mod cursors;
mod kept;
mod refusals;

use crate::making::{CODED, CREATABLE, DATED, Ground, LISTS, document, key, made, members, right, with};
use chrono::{DateTime, Utc};
use rapport_domain::{partial_date::PartialDate, text::fold};
use rapport_testkit::{Answer, Caller, TestApp, on_both};
use serde_json::{Value, json};
use std::cmp::Ordering;

/// Names of which some fold to the same, and dates of which some are the same or missing: ties in every order.
const NAMES: [&str; 7] = ["Ñandú", "nandu", "alfa", "Alfa", "Éclair", "zeta", "beta 2"];
const DATES: [Option<&str>; 7] =
    [None, Some("2013"), Some("2013-09"), Some("2012-11/.."), Some("../2014"), Some("2013"), None];

fn populate(who: &Caller) {
    let ground = Ground::of(who);
    for list in CREATABLE {
        for (index, (name, when)) in NAMES.iter().zip(DATES).enumerate() {
            let more = match list {
                _ if CODED.contains(&list) => json!({ "code": format!("made_{index}") }),
                list if DATED.contains(&list) => json!({ "when": when }),
                "follow-ups" => json!({ "due": when }),
                "memberships" => json!({ "period": when }),
                // Points of contact are listed as of today: those that ended are not among them.
                "pocs" => json!({}),
                "users" => json!({ "email": format!("made-{index}@test.example") }),
                _ => match ["when", "period", "due"].iter().find(|date| members(list).contains(&date.to_string())) {
                    Some(date) => json!({ *date: when }),
                    None => json!({}),
                },
            };
            made(who, list, with(right(list, name, &ground), more));
        }
    }
}
/// A list, or a part of it that is short enough to be walked in steps of one. Conditions may follow.
fn short(list: &str) -> String {
    match list {
        "countries" => "/v1/countries?region=central_america".to_owned(),
        _ => format!("/v1/{list}?deleted=false"),
    }
}
/// The documented orders of a list, rising.
fn orders(list: &str) -> Vec<String> {
    let document = document();
    let parameters = document["paths"][format!("/v1/{list}")]["get"]["parameters"].as_array().expect("parameters");
    let sort = parameters.iter().find(|parameter| parameter["name"] == "sort").expect("a parameter sort");
    let about = sort["description"].as_str().expect("a description");
    let (_, names) = about.split_once(": ").expect("the names of the orders");
    let (names, _) = names.split_once('.').expect("the end of the names");
    let rising: Vec<_> = names.split(", ").filter(|name| !name.starts_with('-')).map(str::to_owned).collect();
    assert!(rising.len() >= 2, "{about}");
    rising
}
/// A documented order and its reverse.
fn both_ways(order: &str) -> [String; 2] {
    [order.to_owned(), format!("-{order}")]
}

/// The way to the next page, which the body and the `Link` header must agree on.
#[track_caller]
fn next(page: &Answer) -> Option<String> {
    match (page["page"]["next"].as_str(), page.headers.get("link")) {
        (None, None) => None,
        (Some(cursor), Some(link)) => {
            let path = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\""));
            let path = path.unwrap_or_else(|| panic!("no link to a next page: {link}"));
            assert!(path.ends_with(&format!("cursor={cursor}")), "{link}");
            Some(path.to_owned())
        }
        (cursor, link) => panic!("the body leads to {cursor:?}, the header to {link:?}"),
    }
}
/// Every record of a list in steps of a size.
fn steps(who: &Caller, path: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut at) = (vec![], Some(format!("{path}&limit={limit}")));
    while let Some(path) = at {
        let page = who.get(&path).expect(200);
        assert_eq!(page["page"]["limit"], limit);
        assert_eq!(page["total"], Value::Null, "nobody asked for it");
        all.extend_from_slice(page.data());
        at = next(&page);
        assert!(page.data().len() == limit || (at.is_none() && page.data().len() < limit), "{path}");
    }
    all
}
fn keys(records: &[Value]) -> Vec<&str> {
    let mut keys: Vec<_> = records.iter().map(key).collect();
    keys.sort_unstable();
    keys
}

/// What a record is sorted by, and before it whether it comes last whatever the direction.
fn rank(record: &Value, order: &str) -> (bool, String) {
    let text = record[order].as_str();
    let value = match (order, text) {
        ("when" | "period" | "due", None) => return (true, String::new()),
        ("when" | "period" | "due", Some(text)) => {
            let date = PartialDate::parse(text).expect("a date");
            format!("{} {}", date.earliest(), date.latest())
        }
        ("position", _) => format!("{:010}", record[order].as_u64().expect("a number")),
        ("created_at" | "updated_at", Some(text)) => {
            format!("{:020}", text.parse::<DateTime<Utc>>().expect("a time").timestamp_micros())
        }
        ("name" | "title" | "statement", Some(text)) => fold(text),
        ("code" | "day", Some(text)) => text.to_owned(),
        _ => panic!("no rank by {order}: {record}"),
    };
    (false, value)
}
/// Which of two records comes first by orders as `sort` takes them; ties follow the key, in the last direction.
fn compare(one: &Value, other: &Value, sort: &str) -> Ordering {
    let mut falls = false;
    for order in sort.split(',') {
        let name = order.trim_start_matches('-');
        falls = name != order;
        let ((last, value), (other_last, other_value)) = (rank(one, name), rank(other, name));
        let values = if falls { other_value.cmp(&value) } else { value.cmp(&other_value) };
        let outcome = last.cmp(&other_last).then(values);
        if outcome.is_ne() {
            return outcome;
        }
    }
    if falls { key(other).cmp(key(one)) } else { key(one).cmp(key(other)) }
}
#[track_caller]
fn assert_sorted(records: &[Value], sort: &str, told: &str) {
    for pair in records.windows(2) {
        assert!(compare(&pair[0], &pair[1], sort).is_lt(), "{told} gives {} before {}", pair[0], pair[1]);
    }
}

fn every_order_walks_every_list_whole(app: &TestApp) {
    let admin = app.admin();
    populate(&admin);
    for list in LISTS {
        let path = short(list);
        let all = admin.walk(&path);
        assert!(all.len() >= 7, "{list} has {} records", all.len());
        let counted = admin.get(&format!("{path}&total=exact&limit=1")).expect(200);
        assert_eq!(counted["total"], all.len(), "{list}");
        for sort in orders(list).iter().flat_map(|order| both_ways(order)) {
            for limit in [1, 3] {
                let told = format!("{path}&sort={sort}&limit={limit}");
                let walked = steps(&admin, &format!("{path}&sort={sort}"), limit);
                assert_sorted(&walked, &sort, &told);
                assert_eq!(keys(&walked), keys(&all), "{told}");
            }
        }
    }
}

fn orders_may_be_joined(app: &TestApp) {
    let admin = app.admin();
    populate(&admin);
    for list in LISTS {
        let (path, orders) = (short(list), orders(list));
        let all = admin.walk(&path);
        for sort in [format!("{},-{}", orders[0], orders[1]), format!("-{},{}", orders[0], orders[1])] {
            let walked = steps(&admin, &format!("{path}&sort={sort}"), 2);
            assert_sorted(&walked, &sort, &format!("{path}&sort={sort}"));
            assert_eq!(keys(&walked), keys(&all), "{list} by {sort}");
        }
    }
}

fn the_first_order_is_the_default(app: &TestApp) {
    let admin = app.admin();
    populate(&admin);
    for list in LISTS {
        let plain = admin.get(&format!("/v1/{list}")).expect(200);
        let sorted = admin.get(&format!("/v1/{list}?sort={}", orders(list)[0])).expect(200);
        assert_eq!(plain["data"], sorted["data"], "{list}");
        assert_eq!(plain["page"]["limit"], 50);
    }
}

fn the_link_and_the_cursor_lead_to_one_page(app: &TestApp) {
    let admin = app.admin();
    populate(&admin);
    for list in LISTS {
        let path = format!("{}&limit=2&total=exact", short(list));
        let first = admin.get(&path).expect(200);
        let cursor = first["page"]["next"].as_str().expect("a next page");
        let by_cursor = admin.get(&format!("{path}&cursor={cursor}")).expect(200);
        let by_link = admin.get(&next(&first).expect("a link")).expect(200);
        assert_eq!(by_link.body, by_cursor.body, "{list}");
        assert_ne!(by_link["data"], first["data"], "{list}");
        assert_eq!(by_link["total"], first["total"], "the count is of the whole list");
    }
}

fn a_page_holds_as_many_as_it_is_asked_for(app: &TestApp) {
    let reader = app.dashboard("all");
    let all = reader.walk("/v1/countries?limit=200");
    assert!(all.len() > 200 && keys(&all).windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(reader.get("/v1/countries").expect(200).data().len(), 50);
    assert_eq!(reader.get("/v1/countries?limit=200").expect(200).data().len(), 200);
    // A last page that is full has nothing after it.
    let region = "/v1/countries?region=central_america";
    let members = reader.walk(region).len();
    let full = reader.get(&format!("{region}&limit={members}")).expect(200);
    assert_eq!((full.data().len(), next(&full)), (members, None));
    let rest = reader.get(&format!("{region}&limit={}", members - 1)).expect(200);
    assert_eq!(reader.get(&next(&rest).expect("a next page")).expect(200).data().len(), 1);
}

/// Makes records that come and go, each with a name of its own that sorts first, in between or last.
struct Passing<'a> {
    who: &'a Caller,
    list: &'a str,
    ground: &'a Ground,
    series: String,
    made: usize,
}
impl Passing<'_> {
    fn one(&mut self) -> String {
        self.made += 1;
        let place = ["Aaa", "Mmm", "Zzz"][self.made % 3];
        let when = ["2001", "2013-09", "2030"][self.made % 3];
        let name = format!("{place} {} {}", self.series, self.made);
        made(self.who, self.list, dated(self.list, right(self.list, &name, self.ground), when))
    }
    fn remove(&self, record: &Value) {
        let held = self.who.with("If-Match", format!("\"{}\"", record["version"]));
        held.delete(&format!("/v1/{}/{}", self.list, key(record))).expect(204);
    }
}
fn dated(list: &str, body: Value, when: &str) -> Value {
    match list {
        "memberships" => with(body, json!({ "period": when })),
        list if DATED.contains(&list) => with(body, json!({ "when": when })),
        _ => body,
    }
}
fn stable(who: &Caller, list: &str, ground: &Ground) -> Vec<String> {
    let names = [("Bbb", "2002"), ("Lll", "2013-08"), ("Lmm", "2013-09"), ("Nnn", "2013-10"), ("Yyy", "2029")];
    let body = |(name, when): (&str, &str)| dated(list, right(list, &format!("{name} stable"), ground), when);
    names.into_iter().map(|name| made(who, list, body(name))).collect()
}
#[track_caller]
fn assert_each_once(stable: &[String], seen: &[String], told: &str) {
    for key in stable {
        assert_eq!(seen.iter().filter(|seen| *seen == key).count(), 1, "{told}: {key} in {seen:?}");
    }
}

/// In steps of one, each cursor stands at the record just seen: the next page must be found though it is deleted.
fn records_come_and_go_between_pages(app: &TestApp) {
    let who = app.admin();
    let ground = Ground::of(&who);
    for list in ["regions", "organizations", "memberships", "commitments"] {
        let stable = stable(&who, list, &ground);
        for (round, sort) in orders(list).iter().flat_map(|order| both_ways(order)).enumerate() {
            let series = format!("round {round}");
            let mut passing = Passing { who: &who, list, ground: &ground, series, made: 0 };
            let mut fleeting: Vec<_> = (0..4).map(|_| passing.one()).collect();
            let (mut seen, mut at) = (vec![], Some(format!("/v1/{list}?sort={sort}&limit=1")));
            while let Some(path) = at {
                let page = who.get(&path).expect(200);
                for record in page.data() {
                    seen.push(key(record).to_owned());
                    if fleeting.iter().any(|fleeting| fleeting == key(record)) {
                        passing.remove(record);
                    }
                }
                if passing.made < 8 {
                    fleeting.push(passing.one());
                }
                at = next(&page);
            }
            assert_each_once(&stable, &seen, &format!("{list} by {sort}"));
        }
    }
}

fn walks_hold_while_others_write(app: &TestApp) {
    let who = app.admin();
    let ground = Ground::of(&who);
    for (list, sort) in [("organizations", "name"), ("commitments", "-when"), ("interventions", "created_at")] {
        let stable = stable(&who, list, &ground);
        let path = format!("/v1/{list}?sort={sort}");
        let write = |series: &str| {
            let mut passing = Passing { who: &who, list, ground: &ground, series: series.to_owned(), made: 0 };
            for round in 0..15 {
                let one = passing.one();
                if round % 3 != 0 {
                    passing.remove(&json!({ "id": one, "version": 1 }));
                }
            }
        };
        std::thread::scope(|scope| {
            let writers = [scope.spawn(move || write("one")), scope.spawn(move || write("two"))];
            let mut more = true;
            while more {
                more = writers.iter().any(|writer| !writer.is_finished());
                let seen: Vec<_> =
                    who.walk(&format!("{path}&limit=2")).iter().map(|record| key(record).to_owned()).collect();
                assert_each_once(&stable, &seen, &path);
            }
            writers.map(|writer| writer.join().expect("a writer"))
        });
    }
}

on_both! {
    every_order_walks_every_list_whole,
    orders_may_be_joined,
    the_first_order_is_the_default,
    the_link_and_the_cursor_lead_to_one_page,
    a_page_holds_as_many_as_it_is_asked_for,
    records_come_and_go_between_pages,
    walks_hold_while_others_write,
}
