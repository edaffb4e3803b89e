//! What each caller may see of the records, by the rules of the documentation alone.
use super::{
    fields::{self, Type},
    held::values,
};
use rapport_testkit::Caller;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Records by their ids.
pub type Records = BTreeMap<String, Value>;

/// Records by their lists, and what is known of countries; as somebody sees them, who is told of nothing else.
#[derive(Clone, Default)]
pub struct World {
    /// The records of each list.
    pub lists: BTreeMap<&'static str, Records>,
    /// The countries of each region or group.
    pub groups: BTreeMap<String, BTreeSet<String>>,
    /// The countries whose risks hold testimonials back.
    withholding: BTreeSet<String>,
}
impl World {
    /// Everything, as an administrator reads it.
    pub fn read(admin: &Caller) -> Self {
        let texts = |of: &Value| values(of, "countries").into_iter().collect();
        let groups = admin.walk("/v1/regions").iter().map(|one| (text(&one["code"]), texts(one))).collect();
        let risks = admin.walk("/v1/risks");
        let risks = risks.iter().filter(|risk| risk["handling"] == "withhold");
        let withholding = risks.map(|risk| text(&risk["country"])).collect();
        let records =
            |list| admin.walk(&format!("/v1/{list}?limit=200")).into_iter().map(|one| (text(&one["id"]), one));
        let lists = fields::lists().map(|list| (list, records(list).collect())).collect();
        let mut world = Self { lists, groups, withholding };
        world.add_tags(&admin.walk("/v1/taggings?limit=200"));
        world.add_areas(&admin.walk("/v1/policy-areas?limit=200"));
        world.add_turnovers();
        world
    }
    /// The records of a list.
    pub fn of(&self, list: &str) -> &Records {
        &self.lists[list]
    }
    fn records_mut(&mut self, list: &str) -> impl Iterator<Item = (&String, &mut Value)> {
        self.lists.get_mut(list).into_iter().flatten()
    }
    fn add_tags(&mut self, taggings: &[Value]) {
        for (id, record) in self.lists.values_mut().flatten() {
            let on_it = taggings.iter().filter(|tagging| tagging["about"]["id"] == id.as_str());
            record["tags"] = on_it.map(|tagging| tagging["tag"].clone()).collect();
        }
    }
    /// Whoever seeks an area finds what is about a part of it too.
    fn add_areas(&mut self, areas: &[Value]) {
        let whole =
            |part: &String| areas.iter().find(|area| area["code"] == part.as_str()).map(|area| &area["part_of"]);
        for (_, record) in self.records_mut("commitments") {
            let own = values(record, "policy_areas");
            let wholes = own.iter().filter_map(whole).filter_map(Value::as_str).map(str::to_owned);
            record["areas"] = json!(own.iter().cloned().chain(wholes).collect::<BTreeSet<_>>());
        }
    }
    /// A turnover hits what it asks to confirm again, and what a step says that it moved.
    fn add_turnovers(&mut self) {
        let asks = |of: &Value, id: &String| values(of, "commitments").contains(id);
        let turnovers = self.of("turnovers").clone();
        for (id, record) in self.records_mut("commitments") {
            let asking = turnovers.iter().filter(|(_, turnover)| asks(turnover, id)).map(|(key, _)| key.clone());
            let all: BTreeSet<_> = asking.chain(values(record, "transitions.turnover_id")).collect();
            record["turnovers"] = json!(all);
            record["hit"] = json!(!all.is_empty());
        }
    }
}
/// A text as it is.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// What somebody may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Admin,
    Coordinator,
    Dashboard,
    Funder,
}
/// Somebody who looks.
pub struct Eyes {
    /// What they are.
    pub role: Role,
    /// The codes of their reach; none where it is everywhere.
    pub reach: Vec<&'static str>,
    /// For whom they look.
    pub organization: String,
    /// Themselves.
    pub who: Caller,
}
impl Eyes {
    /// What they see of a world.
    pub fn see(&self, world: &World) -> World {
        let mut seen = world.clone();
        for (list, records) in &mut seen.lists {
            records.retain(|_, record| self.may_see(world, list, record));
        }
        let known = seen.lists.clone();
        for (list, records) in &mut seen.lists {
            for record in records.values_mut() {
                self.veil(list, record);
                for field in fields::of(list) {
                    if let Type::Of(other) = field.of {
                        let path: Vec<_> = field.path.split('.').collect();
                        conceal(record, &path, &known[other]);
                    }
                }
                if *list == "commitments" {
                    record["hit"] = json!(!values(record, "turnovers").is_empty());
                }
            }
        }
        seen
    }
    fn may_see(&self, world: &World, list: &str, record: &Value) -> bool {
        if list == "turnovers" {
            return self.may_see(world, "posts", &world.of("posts")[record["post_id"].as_str().expect("a post")]);
        }
        let may_at = |levels: &[&str]| levels.iter().any(|level| record["sensitivity"] == *level);
        match self.role {
            Role::Admin => true,
            Role::Coordinator => may_at(&["public", "internal"]) || self.reaches(world, list, record),
            Role::Dashboard => may_at(&["public", "internal"]) && self.reaches(world, list, record),
            Role::Funder => may_at(&["public"]) && self.is_shown(world, list, record),
        }
    }
    /// Of what is public, whether it is for this funder: grants of its own, testimonials that may be printed, and nothing of those
    /// who took their consent back.
    fn is_shown(&self, world: &World, list: &str, record: &Value) -> bool {
        let names = |path| values(record, path).contains(&self.organization);
        let consent = || ["publish_named", "publish_anonymously"].iter().any(|consent| record["consent"] == *consent);
        let held_back = || values(record, "countries").iter().any(|country| world.withholding.contains(country));
        let speaker = || world.of("people").get(record["speaker_id"].as_str()?);
        let taken_back = || speaker().is_some_and(|speaker| !speaker["consent_withdrawn"].is_null());
        match list {
            "grants" => names("grant_maker") || names("joint_with") || names("back_donors.organization_id"),
            "people" => record["consent_withdrawn"].is_null(),
            "testimonials" => consent() && (record["released"] == true || !held_back()) && !taken_back(),
            _ => true,
        }
    }
    fn reaches(&self, world: &World, list: &str, record: &Value) -> bool {
        let places = places(world, list, record);
        self.reach.is_empty() || places.is_empty() || places.iter().any(|place| self.holds(world, place))
    }
    /// Whoever holds a region holds its countries, and the regions that lie in it whole.
    fn holds(&self, world: &World, place: &str) -> bool {
        let lies_in = |region: &str| match (world.groups.get(region), world.groups.get(place)) {
            (Some(outer), Some(inner)) => inner.is_subset(outer),
            (Some(outer), None) => outer.contains(place),
            _ => false,
        };
        self.reach.iter().any(|code| *code == place || lies_in(code))
    }
    /// Takes out what whoever reads only what is public is not told.
    fn veil(&self, list: &str, record: &mut Value) {
        if self.role != Role::Funder {
            return;
        }
        if list == "results" {
            record["substantiations"].as_array_mut().expect("an array").retain(|said| said["may_quote"] == true);
        }
        if list == "testimonials" && record["consent"] != "publish_named" {
            (record["speaker_id"], record["affiliations"]) = (Value::Null, json!([]));
        }
    }
}

/// The countries and regions where a record lies; none where it is everyone's.
fn places(world: &World, list: &str, record: &Value) -> Vec<String> {
    let paths: &[&str] = match list {
        "practices" => &["origins"],
        "memberships" => return places_of_membership(world, record),
        _ => &["countries", "country", "region"],
    };
    paths.iter().flat_map(|path| values(record, path)).collect()
}
/// A membership lies wherever its person, its post and its organization do; where it is in none, its member.
fn places_of_membership(world: &World, record: &Value) -> Vec<String> {
    let organization = if record["organization_id"].is_null() { "member_id" } else { "organization_id" };
    let named = [("people", "person_id"), ("posts", "post_id"), ("organizations", organization)];
    let named = named.iter().filter_map(|(list, member)| Some((*list, record[*member].as_str()?)));
    named.flat_map(|(list, id)| places(world, list, &world.of(list)[id])).collect()
}

/// Takes out of a record what names records that are not known: a reference is null, an element is not there.
fn conceal(value: &mut Value, path: &[&str], known: &Records) {
    let is_known = |value: &Value| value.as_str().is_none_or(|id| known.contains_key(id));
    match (value, path) {
        (Value::Array(all), []) => all.retain(is_known),
        (Value::Array(all), [member, ..]) => all.retain(|element| is_known(&element[*member])),
        (value @ Value::String(_), []) if !is_known(value) => *value = Value::Null,
        (Value::Object(members), [member, rest @ ..]) => {
            if let Some(value) = members.get_mut(*member) {
                conceal(value, rest, known);
            }
        }
        _ => {}
    }
}
