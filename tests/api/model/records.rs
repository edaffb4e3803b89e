//! Random records of every kind that is looked at, made over HTTP as an administrator makes them, some of them changed or
//! deleted afterwards, over a year of the clock.
use super::{
    chance::Chance,
    dates::{DATES, SINGLE},
    held::values,
};
use crate::making::with;
use chrono::TimeDelta;
use rapport_testkit::{Caller, TestApp};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The countries of the records.
pub const COUNTRIES: [&str; 6] = ["AR", "UY", "CL", "GB", "DE", "GH"];
/// The regions of the records; the last one lies in the first whole.
pub const REGIONS: [&str; 3] = ["latin_america", "europe", "river_plate"];
const SENSITIVITIES: [&str; 4] = ["public", "public", "internal", "restricted"];
const REVIEWS: [&str; 3] = ["draft", "reviewed", "published"];
const TAGS: [&str; 3] = ["urgent", "later", "never_mind"];
const KINDS: [&str; 4] = ["strategy_support", "seed_funding", "peer_inspiration", "advocate_local_priorities"];
const AREAS: [&str; 5] = ["anti_corruption", "civic_space", "justice", "freedom_of_assembly", "audits"];

/// Whoever makes records.
pub struct Maker<'a> {
    app: &'a TestApp,
    who: Caller,
    chance: &'a mut Chance,
    made: BTreeMap<&'static str, Vec<Value>>,
}

/// Makes all records.
pub fn make(app: &TestApp, chance: &mut Chance) {
    Maker { app, who: app.admin(), chance, made: BTreeMap::new() }.make();
}

impl Maker<'_> {
    fn make(&mut self) {
        self.ground();
        let kinds: [(usize, fn(&mut Self)); 15] = [
            (28, Self::organization),
            (18, Self::person),
            (12, Self::post),
            (14, Self::membership),
            (8, Self::action_plan),
            (34, Self::intervention),
            (34, Self::commitment),
            (28, Self::result),
            (30, Self::grant),
            (20, Self::practice),
            (20, Self::testimonial),
            (12, Self::hand_over),
            (70, Self::tag),
            (25, Self::change),
            (40, Self::delete),
        ];
        for (times, one) in kinds {
            (0..times).for_each(|_| one(self));
        }
    }
    /// Makes a record. Sometimes days have passed before; tokens last an hour.
    fn add(&mut self, list: &'static str, body: Value) {
        self.wait();
        let body = with(json!({ "sensitivity": self.chance.one(&SENSITIVITIES) }), body);
        let made = self.who.post(&format!("/v1/{list}"), body).expect(201).body;
        self.made.entry(list).or_default().push(made);
    }
    fn wait(&mut self) {
        if self.chance.in_hundred(6) {
            self.app.clock.pass(TimeDelta::hours(1 + self.chance.below(24 * 30) as i64));
            self.who = self.app.admin();
        }
    }
    fn made(&self, list: &str) -> &[Value] {
        self.made.get(list).map_or(&[], Vec::as_slice)
    }
    fn ids(&self, list: &str) -> Vec<String> {
        self.made(list).iter().filter_map(|one| one["id"].as_str()).map(str::to_owned).collect()
    }
    /// The id of one record of a list, so many times in a hundred; else null.
    fn some(&mut self, times: usize, list: &str) -> Value {
        let ids = self.ids(list);
        self.chance.maybe(times, &ids)
    }
    fn several(&mut self, list: &str, most: usize) -> Vec<String> {
        let ids = self.ids(list);
        if ids.is_empty() { vec![] } else { self.chance.several(&ids, most) }
    }
    /// Elements with members of their own, so many at the most.
    fn elements(&mut self, most: usize, mut one: impl FnMut(&mut Self) -> Value) -> Vec<Value> {
        (0..self.chance.below(most + 1)).map(|_| one(self)).collect()
    }
    fn date(&mut self, times: usize) -> Value {
        self.chance.maybe(times, &DATES.map(|(text, _)| text))
    }
    fn day(&mut self) -> &'static str {
        self.chance.one(&DATES[..SINGLE]).0
    }
    /// Where something applies: to countries, to a region, or to the world.
    fn place(&mut self) -> Value {
        match self.chance.below(10) {
            0 => json!({ "worldwide": true }),
            1 | 2 => json!({ "region": self.chance.one(&REGIONS) }),
            _ => {
                let mut countries = self.chance.several(&COUNTRIES, 3);
                if countries.is_empty() {
                    countries.push(self.chance.one(&COUNTRIES));
                }
                json!({ "countries": countries })
            }
        }
    }
    /// What records with a place, a date and a review have.
    fn shared(&mut self) -> Value {
        let (when, review) = (self.date(80), self.chance.one(&REVIEWS));
        with(self.place(), json!({ "when": when, "review": review }))
    }
    /// A country, a region or neither.
    fn seat(&mut self) -> Value {
        match self.chance.below(10) {
            0..6 => json!({ "country": self.chance.one(&COUNTRIES) }),
            6 | 7 => json!({ "region": self.chance.one(&REGIONS) }),
            _ => json!({}),
        }
    }

    /// What records name by codes, and what holds testimonials back.
    fn ground(&mut self) {
        let add = |path: &str, body: Value| self.who.post(&format!("/v1/{path}"), body).expect(201);
        add("regions", json!({ "name": "River Plate", "countries": ["AR", "UY"] }));
        for name in ["Urgent", "Later", "Never mind"] {
            add("tags", json!({ "name": name }));
        }
        for (country, handling) in [("CL", "withhold"), ("GB", "caution")] {
            add("risks", json!({ "title": "A risk", "country": country, "handling": handling }));
        }
    }
    fn organization(&mut self) {
        // No two have the same.
        let org_id = format!("XI-LEI-{}", self.made("organizations").len());
        let c = &mut *self.chance;
        let name = c.one(&["Fundación Árbol", "Transparencia Niño", "Grün & Frøya", "Agency", "Open House"]);
        let body = json!({
            "name": format!("{name} {}", c.below(4)), "kind": c.one(&["cso", "cso_network", "government_agency", "funder", "media"]),
            "acronym": c.maybe(50, &["RED", "ÁRB", "red"]), "collective": c.in_hundred(20),
            "org_id": c.in_hundred(50).then_some(org_id),
        });
        let parent = self.some(40, "organizations");
        let body = with(with(body, self.seat()), json!({ "parent_id": parent }));
        self.add("organizations", body);
    }
    fn person(&mut self) {
        let c = &mut *self.chance;
        let name = c.one(&["Ana Núñez", "José Peña", "Bea", "Rüdiger Ø"]);
        let body = json!({
            "name": format!("{name} {}", c.below(3)), "country": c.maybe(75, &COUNTRIES),
            "purpose": c.maybe(60, &["coordination", "testimony"]), "basis": c.maybe(60, &["public_task", "contract"]),
            "consent_withdrawn": c.maybe(25, &["2014-03"]),
        });
        self.add("people", body);
    }
    fn post(&mut self) {
        let kind = self.chance.one(&["ogp_poc", "ogp_poc", "coordinator", "other"]);
        let (organization, succeeds, period) = (self.some(80, "organizations"), self.some(30, "posts"), self.date(60));
        let body = json!({
            "title": "A seat", "kind": kind, "organization_id": organization, "succeeds_id": succeeds, "period": period,
            "sole": false,
        });
        let body = with(body, self.seat());
        self.add("posts", body);
    }
    fn membership(&mut self) {
        let (person, member) = (self.some(100, "people"), self.some(100, "organizations"));
        let of =
            if self.chance.in_hundred(65) { json!({ "person_id": person }) } else { json!({ "member_id": member }) };
        let (post, organization) = (self.some(100, "posts"), self.some(40, "organizations"));
        let organization = if organization == member { Value::Null } else { organization };
        let (behalf, period) = (self.some(30, "organizations"), self.date(70));
        let selection = self.chance.maybe(60, &["appointed", "elected", "self_selected"]);
        let seat = json!({
            "post_id": post, "organization_id": organization, "on_behalf_of_id": behalf, "period": period,
            "selection": selection,
        });
        self.add("memberships", with(of, seat));
    }
    fn action_plan(&mut self) {
        let number = self.made("action-plans").len() + 1;
        let (when, due) = (self.date(80), self.elements(2, |maker| json!({ "title": "Report", "due": maker.day() })));
        let c = &mut *self.chance;
        let body = json!({
            "title": "A plan", "country": c.one(&COUNTRIES), "number": c.maybe(60, &[number]), "when": when, "deadlines": due,
            "official_id": c.maybe(60, &[format!("AP_XYZ{number:02}")]), "review": c.one(&REVIEWS),
            "phase": c.maybe(70, &["co_creation", "submitted", "implementation"]),
        });
        self.add("action-plans", body);
    }
    fn intervention(&mut self) {
        let trips = self.made("interventions").iter().filter(|one| one["parent_id"].is_null());
        let trips: Vec<_> = trips.map(|trip| trip["id"].clone()).collect();
        let (parent, follows) = (self.chance.maybe(40, &trips), self.some(25, "interventions"));
        let thread = self.chance.in_hundred(35);
        let touches = self.elements(if thread { 3 } else { 0 }, |maker| json!({ "when": maker.date(100) }));
        let participants = self.elements(3, |maker| {
            json!({ "person_id": maker.some(60, "people"), "organization_id": maker.some(60, "organizations"), "role": "Host" })
        });
        let shared = self.shared();
        let c = &mut *self.chance;
        let kinds = c.several(&KINDS, 2);
        let mut peers = c.several(&COUNTRIES, 2);
        peers.retain(|peer| !values(&shared, "countries").iter().any(|country| country == peer));
        let body = json!({
            "title": "A visit", "kinds_unknown": kinds.is_empty(), "kinds": kinds, "peer_countries": peers,
            "held_in": c.maybe(50, &COUNTRIES), "work_areas": c.several(&["easy_access", "co_ownership"], 1),
            "mode": c.maybe(60, &["in_person", "remote", "mail"]), "evidence": c.one(&["recorded", "claimed"]),
            "form": if thread { "thread" } else { "event" }, "touches": touches, "participants": participants,
            "parent_id": parent, "follows_id": follows,
        });
        self.add("interventions", with(shared, body));
    }
    fn commitment(&mut self) {
        let number = self.made("commitments").len();
        let shared = self.shared();
        let countries = values(&shared, "countries");
        let fits =
            |plan: &&Value| countries.is_empty() || countries.iter().any(|country| plan["country"] == country.as_str());
        let plans: Vec<_> = self.made("action-plans").iter().filter(fits).map(|plan| plan["id"].clone()).collect();
        let (made_by, made_to) = (self.some(75, "organizations"), self.some(50, "organizations"));
        let (grows, intervention) = (self.some(35, "commitments"), self.some(60, "interventions"));
        let c = &mut *self.chance;
        let (kind, statuses): (_, &[&str]) = c.one(&[
            ("ask", &["raised"][..]),
            ("pledge", &["pledged", "in_progress", "done"]),
            ("action_plan", &["formalised", "in_progress", "partly_done"]),
        ]);
        let body = json!({
            "title": "A promise", "kind": kind, "status": c.one(statuses), "made_by": made_by, "made_to": made_to,
            "grows_from_id": grows, "intervention_id": intervention, "action_plan_id": c.maybe(60, &plans),
            "official_id": c.maybe(50, &[format!("XY{number:04}")]), "plan_number": c.maybe(50, &["1", "2.1", "3"]),
            "policy_areas": c.several(&AREAS, 2),
        });
        self.add("commitments", with(shared, body));
    }
    fn result(&mut self) {
        let (actor, commitments) = (self.some(60, "organizations"), self.several("commitments", 3));
        let someone = |maker: &mut Self, member: &str, list: &str| {
            let either = json!({ member: maker.some(70, list), "organization_id": maker.some(60, "organizations") });
            if either[member].is_null() && either["organization_id"].is_null() {
                return json!({ "organization_id": maker.some(100, "organizations") });
            }
            either
        };
        let contributions = self.elements(3, |maker| someone(maker, "intervention_id", "interventions"));
        let substantiations = self.elements(3, |maker| {
            let who = someone(maker, "person_id", "people");
            with(who, json!({ "may_quote": maker.chance.in_hundred(50) }))
        });
        let mut shared = self.shared();
        shared.as_object_mut().expect("an object").remove("review");
        let c = &mut *self.chance;
        let body = json!({
            "statement": "It changed.", "change_type": c.one(&["policy", "practice", "agenda"]),
            "direction": c.one(&["positive", "negative", "mixed"]), "observed": c.in_hundred(70),
            "status": c.one(&["draft", "reviewed"]), "actor_id": actor, "commitments": commitments,
            "contributions": contributions, "substantiations": substantiations,
        });
        self.add("results", with(shared, body));
    }
    fn grant(&mut self) {
        let (maker, joint) = (self.some(70, "organizations"), self.several("organizations", 2));
        let donors = self.elements(2, |maker| json!({ "organization_id": maker.some(100, "organizations") }));
        let recipient = match self.chance.below(3) {
            0 => json!({ "post_id": self.some(100, "posts"), "person_id": self.some(60, "people") }),
            _ => json!({ "organization_id": self.some(100, "organizations"), "person_id": self.some(40, "people") }),
        };
        let (interventions, shared) = (self.several("interventions", 2), self.shared());
        let c = &mut *self.chance;
        let price = match c.below(5) {
            0 => json!({ "amount_reason": c.one(&["not_stated", "unknown"]) }),
            1 | 2 => json!({ "amount": { "currency": "JPY", "amount": c.one(&["1", "7", "1500", "70000"]) } }),
            _ => {
                json!({ "amount": { "currency": "USD", "amount": c.one(&["0.01", "999.99", "1500.00", "99999999.50"]) } })
            }
        };
        let body = json!({
            "title": "A grant", "support": c.one(&["grant", "in_kind", "travel"]), "grant_maker": maker, "joint_with": joint,
            "status": c.one(&["requested", "awarded", "closed"]), "purposes": c.several(&["event", "network", "travel"], 2),
            "back_donors": donors, "recipient": recipient, "interventions": interventions,
        });
        self.add("grants", with(with(shared, price), body));
    }
    fn practice(&mut self) {
        let adoptions = self.elements(4, |maker| {
            let (by, result) = (maker.some(40, "interventions"), maker.some(30, "results"));
            let c = &mut *maker.chance;
            let place = match c.below(5) {
                0 => json!({ "worldwide": true }),
                1 => json!({ "region": c.one(&REGIONS) }),
                _ => json!({ "country": c.one(&COUNTRIES) }),
            };
            let stage = c.one(&["shared", "under_discussion", "adopted"]);
            let from = c.maybe(40, &COUNTRIES);
            with(place, json!({ "stage": stage, "from_country": from, "intervention_id": by, "result_id": result }))
        });
        let c = &mut *self.chance;
        let body = json!({
            "title": "A mechanism", "origins": c.several(&COUNTRIES, 2), "review": c.one(&REVIEWS), "adoptions": adoptions,
        });
        self.add("practices", body);
    }
    fn testimonial(&mut self) {
        let (speaker, people) = (self.some(60, "people"), self.several("people", 2));
        let (affiliations, interventions) = (self.several("organizations", 2), self.several("interventions", 2));
        let shared = self.shared();
        let c = &mut *self.chance;
        let consent = if shared["review"] == "published" {
            c.one(&["publish_named", "publish_anonymously"])
        } else {
            c.one(&["none", "internal", "publish_named", "publish_anonymously"])
        };
        let body = json!({
            "text": format!("They helped {} times.", c.below(1000)), "lang": c.one(&["en", "es"]), "consent": consent,
            "original_language": c.maybe(40, &["pt-BR", "de"]), "consent_evidence": "A letter.", "released": c.in_hundred(40),
            "verification": c.one(&["unverified", "verified", "disputed"]), "speaker_id": speaker, "people": people,
            "affiliations": affiliations, "interventions": interventions,
        });
        self.add("testimonials", with(shared, body));
    }

    /// A point of contact changes, where that is possible on the day.
    fn hand_over(&mut self) {
        let posts = self.made("posts").iter().filter(|post| post["kind"] == "ogp_poc");
        let posts: Vec<_> = posts.map(|post| post["id"].clone()).collect();
        let (person, organization, agency) =
            (self.some(100, "people"), self.some(100, "organizations"), self.some(100, "organizations"));
        let what = self.chance.one(&["holder", "agency", "leadership", "reorganisation"]);
        let successor = match self.chance.below(4) {
            0 => Value::Null,
            1 => json!({ "organization_id": organization }),
            _ => json!({ "person_id": person }),
        };
        let pledge = self.some(60, "commitments");
        let pledges =
            if pledge.is_null() { json!([]) } else { json!([{ "commitment_id": pledge, "status": "stalled" }]) };
        let mut body = json!({ "what": what, "when": self.day(), "successor": successor, "pledges": pledges });
        if what == "agency" {
            body["new_organization_id"] = agency;
        }
        self.wait();
        let post = self.chance.one(&posts);
        self.who.post(&format!("/v1/pocs/{}/hand-over", post.as_str().expect("an id")), body);
    }
    /// A tag on some record, once.
    fn tag(&mut self) {
        let (kind, id) = self.any();
        let body = json!({ "tag": self.chance.one(&TAGS), "about": { "kind": kind.1, "id": id } });
        self.who.post("/v1/taggings", body);
    }
    /// A record is written again.
    fn change(&mut self) {
        self.wait();
        let ((list, _), id) = self.any();
        let path = format!("/v1/{list}/{id}");
        let held = self.who.get(&path).expect(200);
        self.who.holding(&held).patch(&path, json!({ "lang": "en" })).expect(200);
    }
    /// A record is deleted, where no other one refers to it.
    fn delete(&mut self) {
        let ((list, _), id) = self.any();
        let path = format!("/v1/{list}/{id}");
        let held = self.who.get(&path);
        if held.status == 200 {
            self.who.holding(&held).delete(&path);
        }
    }
    /// Some record, and its kind.
    fn any(&mut self) -> ((&'static str, &'static str), String) {
        let kind = self.chance.one(&[
            ("organizations", "organization"),
            ("people", "person"),
            ("posts", "post"),
            ("action-plans", "action_plan"),
            ("interventions", "intervention"),
            ("commitments", "commitment"),
            ("results", "result"),
            ("grants", "grant"),
            ("practices", "practice"),
            ("testimonials", "testimonial"),
        ]);
        let ids = self.ids(kind.0);
        (kind, self.chance.one(&ids))
    }
}
