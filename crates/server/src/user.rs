//! `rapport user add`
use crate::{Stop, command::Database};
use clap::Args;
use rapport_application::{Actor, Can, Create, House, Managed, Work, create};
use rapport_domain::{
    Id,
    organization::Organization,
    policy::Role,
    scope::Scope,
    user::{NewUser, User},
};
use serde_json::json;
use std::io::{IsTerminal, Read};

/// What a new user is.
#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    database: Database,
    /// What the user logs in with.
    #[arg(long)]
    email: String,
    /// Their name.
    #[arg(long)]
    name: String,
    /// admin, coordinator, dashboard, funder or auditor.
    #[arg(long)]
    role: Role,
    /// Where they work: all, or codes of countries and regions joined by commas.
    #[arg(long, default_value = "all", value_delimiter = ',')]
    reach: Vec<String>,
    /// The organization that they belong to; a funder needs one.
    #[arg(long)]
    organization: Option<Id<Organization>>,
}
impl Add {
    /// Adds the user; the password is read from standard input where that is no terminal, else made and printed.
    pub fn run(self) -> Result<(), Stop> {
        let mut given = String::new();
        if !std::io::stdin().is_terminal() {
            std::io::stdin().read_to_string(&mut given)?;
        }
        let (password, made) = match given.trim_end_matches(['\n', '\r']) {
            "" => (random_password(), true),
            password => (password.to_owned(), false),
        };
        let body = json!({
            "email": self.email, "name": self.name, "role": self.role, "reach": self.reach,
            "organization_id": self.organization, "password": password,
        });
        let new: NewUser = serde_json::from_value(body)?;
        let db = self.database.open(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let user = runtime.block_on(add(&db, new)).map_err(|why| match why {
            rapport_application::Error::Invalid(found) => {
                let told: Vec<_> = found.iter().map(|v| format!("{} {}", v.pointer, v.detail)).collect();
                Stop(told.join("; "))
            }
            rapport_application::Error::Conflict { detail, .. } => Stop(detail),
            other => Stop(other.to_string()),
        })?;
        db.stop();
        println!("added {} ({}) with id {}", user.row.email, user.row.role, user.row.id);
        if made {
            println!("password: {password}");
        }
        Ok(())
    }
}

async fn add(db: &rapport_persistence::Db, mut new: NewUser) -> rapport_application::Result<User> {
    User::prepare_new(&mut new)?;
    db.write(move |c| {
        let house = House::new(None);
        let (actor, scope) = program(house.id().into());
        let mut work = Work::new(c, &house, actor);
        work.actor = None; // the program itself, not a user
        create(&mut work, &Can::<Create, User>::grant(actor, scope)?, new.clone())
    })
    .await
}

/// What acts when the program itself does.
pub fn program(id: Id<User>) -> (Actor, Scope) {
    (Actor { id, role: Role::Admin }, Scope::everything())
}

/// Letters and digits that no one confuses, some 100 bits of them.
pub fn random_password() -> String {
    use rand::RngExt;
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut rng = rand::rng();
    (0..18).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect()
}
