//! The dataset: bodies as the API takes them, with keys instead of ids. Loaded through the application, so that every
//! rule holds, in one transaction.
use super::{ACCOUNTS, Account, PAGE, PUBLIC_KEY_OF, PUBLISHER};
use crate::{Stop, user::program};
use rapport_application::{
    Actor, Can, Create, Error, House, Managed, Result, Transition, Update, Work, api_key, create, hand_over,
    transitions::{Staged, step},
};
use rapport_domain::{
    Id,
    action_plan::ActionPlan,
    api_key::{ApiKey, NewApiKey},
    challenge::Challenge,
    citation::Citation,
    commitment::Commitment,
    entity::Life,
    follow_up::FollowUp,
    gathering::Gathering,
    grant::Grant,
    intervention::Intervention,
    introduction::Introduction,
    membership::Membership,
    note::Note,
    organization::Organization,
    outcome::Outcome,
    partnership::Partnership,
    person::Person,
    policy::Role,
    post::Post,
    practice::Practice,
    publication::Publication,
    risk::Risk,
    scope::Scope,
    source::Source,
    standing::Standing,
    tag::Tag,
    tagging::Tagging,
    testimonial::Testimonial,
    transition::NewTransition,
    user::{NewUser, User, UserFilter},
};
use rapport_persistence::{Conn, Db, Fault, Statements};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The files, in the order in which their records may refer to each other.
const FILES: &[(&str, &str)] = &[
    ("actors", include_str!("../../demo/actors.json")),
    ("argentina", include_str!("../../demo/argentina.json")),
    ("costa-rica", include_str!("../../demo/costa-rica.json")),
    ("dominican-republic", include_str!("../../demo/dominican-republic.json")),
    ("indonesia", include_str!("../../demo/indonesia.json")),
    ("ireland", include_str!("../../demo/ireland.json")),
    ("mexico", include_str!("../../demo/mexico.json")),
    ("paraguay", include_str!("../../demo/paraguay.json")),
    ("united-kingdom", include_str!("../../demo/united-kingdom.json")),
    ("uruguay", include_str!("../../demo/uruguay.json")),
    ("latin-america", include_str!("../../demo/latin-america.json")),
    ("voices", include_str!("../../demo/voices.json")),
    ("claimed", include_str!("../../demo/claimed.json")),
    ("plans", include_str!("../../demo/plans.json")),
    ("fictional", include_str!("../../demo/fictional.json")),
    ("sources", include_str!("../../demo/sources.json")),
];

/// The id of the record with a key: the same in every demo, so that documents may name it. A UUIDv7 in form, of the
/// time when the account was published.
pub fn id_of(key: &str) -> Uuid {
    const PUBLISHED_MS: u64 = 1_401_580_800_000; // June 2014
    let digest = Sha256::digest(key);
    let mut random = [0; 10];
    random.copy_from_slice(&digest[..10]);
    Builder::from_unix_timestamp_millis(PUBLISHED_MS, &random).into_uuid()
}

/// What the dataset tells in our own words, which are English.
const WORDED: [&str; 7] =
    ["challenges", "commitments", "gatherings", "grants", "interventions", "practices", "results"];
/// What is an act rather than a record: it makes a turnover, among others.
const HAND_OVERS: &str = "hand_overs";

/// The keys of all records, by their path; tags and the like have codes in place of them.
pub fn keys() -> Vec<(String, String)> {
    let mut all = vec![];
    for (_, text) in FILES {
        let Ok(Value::Object(file)) = serde_json::from_str(text) else { continue };
        for (kind, records) in file {
            let keys = records.as_array().into_iter().flatten().filter_map(|record| record["key"].as_str());
            let path = if kind == HAND_OVERS { "turnovers".into() } else { kind.replace('_', "-") };
            all.extend(keys.map(|key| (path.clone(), key.to_owned())));
        }
    }
    all
}

/// Loads everything, or nothing. Gives the secret of a public key.
pub async fn load(db: &Db, house: &House, password: &str) -> std::result::Result<String, Stop> {
    let files = FILES
        .iter()
        .map(|(name, text)| serde_json::from_str(text).map_err(|why| Stop(format!("demo/{name}.json: {why}"))))
        .collect::<std::result::Result<Vec<Map<String, Value>>, _>>()?;
    // One hash serves all: hashing is slow by design.
    let hash = rapport_application::hash_password(password)?;
    let password = password.to_owned();
    let house = house.clone();
    let mut key: NewApiKey = serde_json::from_value(json!({
        "name": "Demo page", "ceiling": "public", "origins": [PAGE], "user_id": id_of(PUBLIC_KEY_OF),
    }))?;
    let secret = api_key::secret_for(&mut key);
    let work = move |c: &mut Conn| {
        let mut loader = all(c, &house, &files, &password, &hash)?;
        let can = Can::<Create, ApiKey>::grant(loader.actor, loader.scope.clone())?;
        create(&mut loader.work, &can, key.clone()).map(|_| ())
    };
    db.write(work).await.map_err(|why| Stop(format!("the demo dataset: {why}")))?;
    Ok(secret)
}

fn all<'c>(
    c: &'c mut Conn,
    house: &'c House,
    files: &[Map<String, Value>],
    password: &str,
    hash: &str,
) -> Result<Loader<'c>> {
    let admin: Id<User> = id_of("admin").into();
    let (actor, scope) = program(admin);
    if User::count(c, &scope, Life::Live, &UserFilter::default())? > 0 {
        return Err(broken("", "the database is in use; the demo wants an empty one".into()));
    }
    let mut loader = Loader { work: Work::new(c, house, actor), actor, scope };
    let (first, others) = ACCOUNTS.split_first().ok_or_else(|| broken("", "no accounts".into()))?;
    loader.account(first, password, hash, admin)?;
    loader.each(files, "organizations", Loader::add::<Organization>)?;
    loader.each(files, "people", Loader::add::<Person>)?;
    // The program's first coordinators are there before a hand-over asks one of them.
    for account in others {
        loader.account(account, password, hash, id_of(account.email).into())?;
    }
    loader.each(files, "posts", Loader::add::<Post>)?;
    loader.each(files, "memberships", Loader::add::<Membership>)?;
    loader.each(files, "interventions", Loader::add::<Intervention>)?;
    loader.each(files, "action_plans", Loader::add::<ActionPlan>)?;
    loader.each(files, "commitments", Loader::add_staged::<Commitment>)?;
    loader.each(files, "results", Loader::add_staged::<Outcome>)?;
    loader.each(files, "grants", Loader::add_staged::<Grant>)?;
    loader.each(files, HAND_OVERS, Loader::hand_over)?;
    loader.each(files, "risks", Loader::add::<Risk>)?;
    loader.each(files, "testimonials", Loader::add::<Testimonial>)?;
    loader.each(files, "challenges", Loader::add::<Challenge>)?;
    loader.each(files, "practices", Loader::add::<Practice>)?;
    loader.each(files, "introductions", Loader::add::<Introduction>)?;
    loader.each(files, "gatherings", Loader::add::<Gathering>)?;
    loader.each(files, "partnerships", Loader::add::<Partnership>)?;
    loader.each(files, "publications", Loader::add::<Publication>)?;
    loader.each(files, "standings", Loader::add::<Standing>)?;
    loader.each(files, "sources", Loader::add::<Source>)?;
    loader.each(files, "citations", Loader::add::<Citation>)?;
    loader.each(files, "tags", Loader::add_coded::<Tag>)?;
    loader.each(files, "taggings", Loader::add::<Tagging>)?;
    loader.each(files, "notes", Loader::add::<Note>)?;
    loader.each(files, "follow_ups", Loader::add::<FollowUp>)?;
    Ok(loader)
}

struct Loader<'c> {
    work: Work<'c>,
    actor: Actor,
    scope: Scope,
}
impl Loader<'_> {
    fn each(
        &mut self,
        files: &[Map<String, Value>],
        kind: &str,
        add: impl Fn(&mut Self, &str, Map<String, Value>) -> Result<()>,
    ) -> Result<()> {
        for record in files.iter().filter_map(|file| file.get(kind)?.as_array()).flatten() {
            let mut record = record.clone();
            resolve(&mut record);
            let Value::Object(mut record) = record else { return Err(broken(kind, "not an object".into())) };
            let key = record.remove("key").and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default();
            record.insert("id".into(), json!(id_of(&key)));
            if WORDED.contains(&kind) {
                record.entry("lang").or_insert_with(|| json!("en"));
            }
            add(self, &key, record).map_err(|why| broken(&key, why.to_string()))?;
        }
        Ok(())
    }
    fn add<E: Managed>(&mut self, key: &str, record: Map<String, Value>) -> Result<()> {
        let can = Can::<Create, E>::grant(self.actor, self.scope.clone())?;
        create(&mut self.work, &can, read(key, Value::Object(record))?).map(|_| ())
    }
    /// A record that its code identifies.
    fn add_coded<E: Managed>(&mut self, key: &str, mut record: Map<String, Value>) -> Result<()> {
        record.remove("id");
        self.add::<E>(key, record)
    }
    fn add_staged<E: Staged>(&mut self, key: &str, mut record: Map<String, Value>) -> Result<()> {
        let steps = record.remove("transitions").unwrap_or_else(|| json!([]));
        self.add::<E>(key, record)?;
        let can = Can::<Transition, E>::grant(self.actor, self.scope.clone())?;
        for next in read::<Vec<NewTransition<E::Status>>>(key, steps)? {
            step(&mut self.work, &can, &id_of(key).into(), None, &next)?;
        }
        Ok(())
    }
    fn hand_over(&mut self, key: &str, mut record: Map<String, Value>) -> Result<()> {
        let post: Id<Post> = read(key, record.remove("poc").unwrap_or_default())?;
        let can = Can::<Update, Post>::grant(self.actor, self.scope.clone())?;
        let change = read(key, Value::Object(record))?;
        hand_over::hand_over(&mut self.work, &can, &post, None, &change).map(|_| ())
    }
    fn account(&mut self, account: &Account, password: &str, hash: &str, id: Id<User>) -> Result<()> {
        let organization = (account.role == Role::Funder).then(|| id_of(PUBLISHER));
        let body = json!({
            "id": id, "email": account.email, "name": account.name, "role": account.role, "reach": [account.reach],
            "organization_id": organization, "password": password,
        });
        let mut new: NewUser = read(account.email, body)?;
        new.password_hash = Some(hash.to_owned());
        let can = Can::<Create, User>::grant(self.actor, self.scope.clone())?;
        create(&mut self.work, &can, new).map(|_| ())
    }
}
fn broken(key: &str, why: String) -> Error {
    Error::Fault(Fault::Broken(format!("{key}: {why}")))
}
fn read<T: DeserializeOwned>(key: &str, value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|why| broken(key, why.to_string()))
}
/// Turns every "@key" into the id of the record with that key.
fn resolve(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(key) = text.strip_prefix('@') {
                *value = json!(id_of(key));
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(resolve),
        Value::Object(members) => members.values_mut().for_each(resolve),
        _ => {}
    }
}
