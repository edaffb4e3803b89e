//! `rapport demo`: the API on a fresh database that holds the story of a real coordination team.
mod load;

use crate::{
    Stop,
    command::{Database, Listen, Where},
    serve,
    user::random_password,
};
use rapport_application::House;
use rapport_domain::{api_key::Origin, policy::Role};
use rapport_persistence::{Db, files::Files};
use serde_json::json;

pub use load::{id_of, keys};

/// A demo account.
#[derive(Clone, Debug)]
pub struct Account {
    /// As what it logs in.
    pub role: Role,
    /// With what.
    pub email: &'static str,
    /// Whose it is.
    pub name: &'static str,
    /// Where it works.
    pub reach: &'static str,
}
/// The demo's accounts, the administrator first.
pub const ACCOUNTS: &[Account] = &[
    Account { role: Role::Admin, email: "admin@demo.example", name: "Demo Administrator", reach: "all" },
    Account {
        role: Role::Coordinator,
        email: "latin-america@demo.example",
        name: "Demo Coordinator, Latin America",
        reach: "latin_america",
    },
    Account {
        role: Role::Coordinator,
        email: "central@demo.example",
        name: "Demo Coordinator, central team",
        reach: "all",
    },
    Account { role: Role::Dashboard, email: "dashboard@demo.example", name: "Demo Dashboard", reach: "all" },
    Account { role: Role::Funder, email: "funder@demo.example", name: "Demo Funder", reach: "all" },
    Account { role: Role::Auditor, email: "auditor@demo.example", name: "Demo Auditor", reach: "all" },
];

/// Under whose name the demo publishes: an invented foundation, whose identifier, days and amounts are invented with it.
pub const PUBLISHER: &str = "meridiana";

/// The origin of the page that the demo's public key is for: what `python3 -m http.server` serves.
const PAGE: &str = "http://localhost:8000";
/// Whose that key is.
const PUBLIC_KEY_OF: &str = "dashboard@demo.example";

/// Loads the dataset into an empty database, with accounts that share a password; gives the secret of a public key.
pub async fn fill(db: &Db, house: &House, password: &str) -> Result<String, Stop> {
    load::load(db, house, password).await
}

/// Makes the database, loads the dataset, says how to log in, and serves.
pub fn run(database_url: Option<String>, listen: &Listen, as_json: bool, password: Option<String>) -> Result<(), Stop> {
    // Kept until the program ends; a graceful stop removes it.
    let folder = tempfile::Builder::new().prefix("rapport-demo-").tempdir()?;
    let database_url = database_url.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("rapport.db").display()));
    let password = password.unwrap_or_else(random_password);
    let db = Database { at: Where { database_url }, connections: 8 }.open(false)?;
    let house = House::new(Some(id_of("csc").into())).published_by(Some(id_of(PUBLISHER).into()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let key = runtime.block_on(fill(&db, &house, &password))?;
    drop(runtime);
    let mut listen = listen.clone();
    if listen.origins.is_empty() {
        listen.origins = vec![PAGE.parse::<Origin>()?];
    }
    let files = Files::at(folder.path().join("documents"));
    serve::serve(db, files, house, &[crate::key::random()], &listen, |base_url| {
        if as_json {
            let accounts: Vec<_> = ACCOUNTS
                .iter()
                .map(|a| json!({ "role": a.role, "email": a.email, "password": password, "reach": [a.reach] }))
                .collect();
            let public_key = json!({ "secret": key, "origins": [PAGE] });
            println!("{}", json!({ "base_url": base_url, "accounts": accounts, "public_key": public_key }));
        } else {
            print!("{}", welcome(base_url, &password, &key));
        }
        Ok(())
    })
}

fn welcome(base_url: &str, password: &str, key: &str) -> String {
    let mut text = format!(
        "Rapport's demo serves {base_url} (docs at {base_url}/docs/).\n\nAccounts, all with the password {password}\n"
    );
    for account in ACCOUNTS {
        text.push_str(&format!("  {:<12} {:<28} reach: {}\n", account.role, account.email, account.reach));
    }
    text.push_str(&format!("\nA public key, for pages of {PAGE}\n  {key}\n"));
    let visit = json!({
        "title": "Visit to Montevideo", "kinds": ["strategy_support"], "countries": ["UY"], "when": "2014-Q1",
        "mode": "in_person", "participants": [{ "role": "ministerial POC", "part": "host" }],
    });
    text.push_str(&format!(
        "\nLog in, log a visit, read the activity matrix:\n\
         TOKEN=$(curl -s {base_url}/v1/auth/login -H 'Content-Type: application/json' -d '{{\"email\":\"latin-america@demo.example\",\"password\":\"{password}\"}}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n\
         curl -s {base_url}/v1/interventions -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d '{visit}'\n\
         curl -s '{base_url}/v1/reports/activity-matrix?evidence=any' -H \"Authorization: Bearer $TOKEN\"\n\
         \nRead as a page of the web does, with the public key: what is published, and no more:\n\
         curl -s '{base_url}/v1/results?fields=statement,status' -H 'Origin: {PAGE}' -H 'Authorization: Bearer {key}'\n\
         \nStop with Ctrl-C; the demo's database goes with it.\n"
    ));
    text
}
