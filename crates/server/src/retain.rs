//! `rapport retain`: what is kept no longer than a team's rules say.
use crate::{Stop, command::Database, user::program};
use clap::Args;
use rapport_application::{
    Can, Erase, House, Result, Work,
    erasure::{self, AlsoKnownAs, Erasure},
    idempotent::KEPT,
    retention::{self, Due},
};
use rapport_domain::{Instant, person::Person};
use rapport_persistence::{Db, idempotency, sessions};

pub use rapport_application::retention::Rules;

/// The rules, and whether to go by them.
#[derive(Debug, Args)]
pub struct Retain {
    #[command(flatten)]
    database: Database,
    /// Erase people who were deleted more than so many days ago.
    #[arg(long, env = "RAPPORT_RETAIN_DELETED_DAYS", value_name = "DAYS")]
    deleted_days: Option<u32>,
    /// Erase people who took their consent back more than so many days ago.
    #[arg(long, env = "RAPPORT_RETAIN_WITHDRAWN_DAYS", value_name = "DAYS")]
    withdrawn_days: Option<u32>,
    /// List people of whom nothing was written for so many years, nor of what names them. They are never erased by this.
    #[arg(long, env = "RAPPORT_RETAIN_IDLE_YEARS", value_name = "YEARS")]
    idle_years: Option<u32>,
    /// Do it. Otherwise it is only said what would be done.
    #[arg(long)]
    apply: bool,
}
impl Retain {
    /// Says what is due, and does it where asked to.
    pub fn run(self) -> std::result::Result<(), Stop> {
        let Self { database, deleted_days, withdrawn_days, idle_years, apply } = self;
        let db = database.open(true)?;
        let rules = Rules { deleted_days, withdrawn_days, idle_years };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let told = runtime.block_on(retain(&db, &House::new(None), rules, apply))?;
        db.stop();
        told.iter().for_each(|line| println!("{line}"));
        Ok(())
    }
}

/// Goes by the rules, or says what they come to, line by line. People are named by their ids alone.
pub async fn retain(db: &Db, house: &House, rules: Rules, apply: bool) -> Result<Vec<String>> {
    let now = house.now();
    let due = db.read(move |c| retention::due(c, now, &rules)).await?;
    let mut told = vec![];
    for one in due {
        let Due { id, why, since, .. } = one;
        match (why.erases(), apply) {
            (false, _) => told.push(format!("look at person {id}: {why} {since}")),
            (true, false) => told.push(format!("erase person {id}: {why} {since}")),
            (true, true) => {
                let done = erase(db, house, one).await?;
                told.push(format!("erased person {id}: {why} {since}"));
                told.extend(
                    done.redact.iter().map(|left| format!("  redact {} {} {}", left.kind, left.key, left.field)),
                );
            }
        }
    }
    if apply {
        let since = Instant::from(now.0 - KEPT);
        let forget = move |c: &mut _| -> Result<_> {
            Ok((sessions::forget_over(c, now)?, idempotency::forget_before(c, since)?))
        };
        let (over, old) = db.write(forget).await?;
        told.push(format!("forgot {over} sessions that are over and {old} kept answers that are old"));
    } else {
        told.push("nothing was changed; --apply does it".into());
    }
    Ok(told)
}

async fn erase(db: &Db, house: &House, due: Due) -> Result<Erasure> {
    let house = house.clone();
    db.write(move |c| {
        let (actor, scope) = program(house.id().into());
        let mut work = Work::new(c, &house, actor);
        work.actor = None; // the program itself, not a user
        let can = Can::<Erase, Person>::grant(actor, scope)?;
        Ok(erasure::erase(&mut work, &can, &due.id, due.version, &AlsoKnownAs::default())?.1)
    })
    .await
}
