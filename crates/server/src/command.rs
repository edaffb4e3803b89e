//! The commands and their options; `--help` is the reference.
use crate::{Stop, demo, serve, user};
use clap::{Args, Parser, Subcommand};
use rapport_application::search;
use rapport_domain::{Id, organization::Organization};
use rapport_persistence::{Db, Options, files::Files, search as words};
use std::{io::Write, net::IpAddr, path::PathBuf};

/// Rapport keeps what a team that coordinates civil society across countries does: visits, promises, results.
#[derive(Debug, Parser)]
#[command(name = "rapport", version)]
pub struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Serve the API.
    Serve(Serve),
    /// Serve the API on a fresh database with the demo dataset, and say how to log in.
    Demo(Demo),
    /// Bring the database's schema up to date.
    Migrate(Database),
    /// Manage who may log in.
    #[command(subcommand)]
    User(User),
    /// Print the API document (OpenAPI 3.1), or write it to a file.
    Openapi {
        /// The file; standard output where absent.
        #[arg(long)]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum User {
    /// Add a user; without a password on standard input one is made and printed.
    Add(user::Add),
}

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct Database {
    /// sqlite:PATH, a path that ends in .db, or postgres://USER@HOST/DATABASE.
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:./rapport.db", hide_env_values = true)]
    pub database_url: String,
    /// The most connections to the database.
    #[arg(long, env = "RAPPORT_CONNECTIONS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub connections: u32,
}
impl Database {
    /// Opens it, its schema up to date, and its words gathered for search.
    pub fn open(&self) -> Result<Db, Stop> {
        let db = Db::open(&self.database_url, &Options { connections: self.connections, ..Default::default() })?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(async {
            if db.read(|c| -> rapport_application::Result<_> { Ok(words::is_empty(c)?) }).await? {
                db.write(search::fill).await?;
            }
            rapport_application::Result::Ok(())
        })?;
        Ok(db)
    }
}

/// Where and how to listen.
#[derive(Debug, Clone, Args)]
pub struct Listen {
    /// The address to listen on.
    #[arg(long, env = "RAPPORT_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, env = "RAPPORT_PORT", default_value_t = 8080)]
    pub port: u16,
    /// The threads that serve requests; as many as there are processors where 0.
    #[arg(long, env = "RAPPORT_WORKERS", default_value_t = 0)]
    pub workers: usize,
    /// How many MiB of answers are kept until the data changes.
    #[arg(long, env = "RAPPORT_ANSWERS_MIB", default_value_t = rapport_http::answers::MOST >> 20)]
    pub answers_mib: usize,
    /// How long an access token is good for, in seconds.
    #[arg(long, env = "RAPPORT_TOKEN_SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(i64).range(60..=86_400))]
    pub token_seconds: i64,
    /// How long a session lasts that is not renewed, in days.
    #[arg(long, env = "RAPPORT_SESSION_DAYS", default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..=365))]
    pub session_days: i64,
    /// The proxies in front of the server, joined by commas: their X-Forwarded-For says where a request comes from.
    #[arg(long, env = "RAPPORT_PROXIES", value_name = "ADDRESS", value_delimiter = ',')]
    pub proxies: Vec<IpAddr>,
    /// The origins whose pages may call the API, joined by commas: `https://board.example.org`.
    #[arg(long, env = "RAPPORT_ORIGINS", value_name = "ORIGIN", value_delimiter = ',', value_parser = origin)]
    pub origins: Vec<String>,
    /// How the log on standard error is written.
    #[arg(long, env = "RAPPORT_LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// What the log holds, as tracing's filter has it: `info`, `warn,rapport_http=debug`.
    #[arg(long, env = "RAPPORT_LOG", default_value = "info")]
    pub log: String,
}

/// An origin as browsers write it: a scheme and a host, perhaps a port, and no more.
fn origin(text: &str) -> Result<String, String> {
    let bad = || format!("{text:?} is no origin; write it as https://board.example.org");
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(bad)?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:[]".contains(c);
    if host.is_empty() || !host.chars().all(plain) { Err(bad()) } else { Ok(text.to_owned()) }
}

/// The shapes of the log.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
struct Serve {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    listen: Listen,
    /// The file with the key that signs access tokens; made at first start, beside an SQLite database or as ./rapport.key.
    #[arg(long, env = "RAPPORT_SIGNING_KEY_FILE")]
    signing_key_file: Option<PathBuf>,
    /// The folder with the contents of documents; `documents` beside an SQLite database, or in the working folder.
    #[arg(long, env = "RAPPORT_DOCUMENTS", value_name = "DIR")]
    documents: Option<PathBuf>,
    /// The id of the team's own organization: a published result has a contributor beside it.
    #[arg(long, env = "RAPPORT_OWN_ORGANIZATION")]
    own_organization: Option<Id<Organization>>,
}

#[derive(Debug, Args)]
struct Demo {
    /// Where to load the dataset: an empty database. A fresh SQLite file in a temporary folder where absent.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    #[command(flatten)]
    listen: Listen,
    /// Print one line of JSON instead: the base URL and the accounts.
    #[arg(long)]
    json: bool,
    /// The password of the demo accounts; a random one where absent.
    #[arg(long, env = "RAPPORT_DEMO_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

/// Beside an SQLite file; in the working folder where the database is elsewhere.
fn documents_beside(database_url: &str) -> PathBuf {
    crate::key::sqlite_file(database_url).map_or_else(|| "documents".into(), |file| file.with_file_name("documents"))
}

impl Command {
    /// Does it.
    pub fn run(self) -> Result<(), Stop> {
        match self.what {
            What::Serve(serve) => {
                serve::telemetry(&serve.listen);
                let db = serve.database.open()?;
                let url = &serve.database.database_url;
                let secret = crate::key::load_or_make(serve.signing_key_file, url)?;
                let documents = serve.documents.unwrap_or_else(|| documents_beside(url));
                serve::serve(db, Files::at(documents), serve.own_organization, &secret, &serve.listen, |_| Ok(()))
            }
            What::Demo(demo) => {
                serve::telemetry(&demo.listen);
                demo::run(demo.database_url, &demo.listen, demo.json, demo.password)
            }
            What::Migrate(database) => {
                database.open()?.stop();
                Ok(())
            }
            What::User(User::Add(add)) => add.run(),
            What::Openapi { output } => {
                let document = rapport_http::openapi::json();
                match output {
                    Some(file) => Ok(std::fs::write(file, document)?),
                    None => Ok(std::io::stdout().write_all(document.as_bytes())?),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::documents_beside;
    use std::path::Path;

    #[test]
    fn documents_lie_beside_an_sqlite_file() {
        for (url, folder) in [
            ("sqlite:./rapport.db", "./documents"),
            ("sqlite:///data/r", "/data/documents"),
            ("rapport.db", "documents"),
            ("postgres://rapport@host/rapport", "documents"),
        ] {
            assert_eq!(documents_beside(url), Path::new(folder), "{url}");
        }
    }
}
