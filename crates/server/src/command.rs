//! The commands and their options; `--help` is the reference.
use crate::{
    Stop,
    backup::{Backup, Restore},
    check::Check,
    demo, retain, serve, telemetry, user,
    verify::Verify,
};
use clap::{Args, Parser, Subcommand};
use rapport_application::{House, search};
use rapport_domain::{Id, api_key::Origin, organization::Organization};
use rapport_persistence::{Db, Options, files::Files, search as words};
use std::{io::Write, net::IpAddr, path::PathBuf, process::ExitCode};

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
    /// Look whether the journal still says what was sealed, and print the last seal; exit code 1 where it does not.
    Verify(Verify),
    /// Look whether records, journal, search and documents fit together; exit code 1 where they do not.
    Check(Check),
    /// Write all data, as it is at one moment, into one file; the server may go on meanwhile.
    Backup(Backup),
    /// Read a backup into an empty database, of either sort.
    Restore(Restore),
    /// Manage who may log in.
    #[command(subcommand)]
    User(User),
    /// Make a new key that signs tokens; what was signed by the last is good still, until it is over.
    RotateKey {
        #[command(flatten)]
        at: Where,
        /// The file with the key; beside an SQLite database, or ./rapport.key.
        #[arg(long, env = "RAPPORT_SIGNING_KEY_FILE")]
        signing_key_file: Option<PathBuf>,
    },
    /// Say what of people's data is kept longer than the rules allow, and erase it.
    Retain(retain::Retain),
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
pub struct Where {
    /// sqlite:PATH, a path that ends in .db, or postgres://USER@HOST/DATABASE.
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:./rapport.db", hide_env_values = true)]
    pub database_url: String,
}

/// Where the data is, and how it is reached.
#[derive(Debug, Clone, Args)]
pub struct Database {
    #[command(flatten)]
    pub at: Where,
    /// The most connections to the database.
    #[arg(long, env = "RAPPORT_CONNECTIONS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub connections: u32,
}
impl Database {
    /// Opens it, its schema up to date, and its words gathered for search; perhaps `beside` the server of an SQLite file.
    pub fn open(&self, beside: bool) -> Result<Db, Stop> {
        let options = Options { connections: self.connections, beside, ..Default::default() };
        let db = Db::open(&self.at.database_url, &options)?;
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
    /// The certificate and its chain (PEM): with it the server speaks TLS alone.
    #[arg(long, env = "RAPPORT_TLS_CERTIFICATE", value_name = "FILE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,
    /// The certificate's private key (PEM).
    #[arg(long, env = "RAPPORT_TLS_KEY", value_name = "FILE", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
    /// The threads that serve requests; as many as there are processors where 0.
    #[arg(long, env = "RAPPORT_WORKERS", default_value_t = 0)]
    pub workers: usize,
    /// How many MiB of answers are kept until the data changes.
    #[arg(long, env = "RAPPORT_ANSWERS_MIB", default_value_t = rapport_http::answers::MOST >> 20)]
    pub answers_mib: usize,
    /// How long an access token is good for, in seconds.
    #[arg(long, env = "RAPPORT_TOKEN_SECONDS", default_value_t = 900, value_parser = clap::value_parser!(i64).range(60..=86_400))]
    pub token_seconds: i64,
    /// How long a session lasts that is not renewed, in days.
    #[arg(long, env = "RAPPORT_SESSION_DAYS", default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..=365))]
    pub session_days: i64,
    /// The proxies in front of the server, joined by commas: their X-Forwarded-For says where a request comes from.
    #[arg(long, env = "RAPPORT_PROXIES", value_name = "ADDRESS", value_delimiter = ',')]
    pub proxies: Vec<IpAddr>,
    /// The file that says which identity providers' tokens are taken beside our own (JSON; see docs/operations.md).
    #[arg(long, env = "RAPPORT_IDENTITY_PROVIDERS", value_name = "FILE")]
    pub identity_providers: Option<PathBuf>,
    /// The origins whose pages may call the API, joined by commas: `https://board.example.org`.
    #[arg(long, env = "RAPPORT_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    pub origins: Vec<Origin>,
    /// How many requests a minute are taken of a caller; a tenth of them of whoever shows no key, or a public one. 0 counts none.
    #[arg(long, env = "RAPPORT_REQUESTS_A_MINUTE", value_name = "REQUESTS", default_value_t = rapport_http::limits::A_MINUTE)]
    pub requests_a_minute: u32,
    /// How many requests may be at work at once; those over that are told to come again.
    #[arg(long, env = "RAPPORT_REQUESTS_AT_ONCE", value_name = "REQUESTS", default_value_t = rapport_http::gate::AT_ONCE)]
    pub requests_at_once: usize,
    /// How the log on standard error is written.
    #[arg(long, env = "RAPPORT_LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// Where traces of requests go, by OTLP over HTTP: the base address of a collector, such as `http://127.0.0.1:4318`.
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_name = "URL")]
    pub otlp_endpoint: Option<String>,
    /// What the log holds, as tracing's filter has it: `info`, `warn,rapport_http=debug`.
    #[arg(long, env = "RAPPORT_LOG", default_value = "info")]
    pub log: String,
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
    #[command(flatten)]
    documents: Documents,
    /// The id of the team's own organization: a published result has a contributor beside it.
    #[arg(long, env = "RAPPORT_OWN_ORGANIZATION")]
    own_organization: Option<Id<Organization>>,
    /// The id of the organization under whose name grants and activities are published; the team's own where absent.
    #[arg(long, env = "RAPPORT_PUBLISHER")]
    publisher: Option<Id<Organization>>,
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

/// Where the contents of documents are.
#[derive(Debug, Clone, Args)]
pub struct Documents {
    /// The folder with the contents of documents; `documents` beside an SQLite database, or in the working folder.
    #[arg(long, env = "RAPPORT_DOCUMENTS", value_name = "DIR")]
    documents: Option<PathBuf>,
}
impl Documents {
    /// Those of a database.
    pub fn of(self, database_url: &str) -> Files {
        Files::at(self.documents.unwrap_or_else(|| documents_beside(database_url)))
    }
}
/// Beside an SQLite file; in the working folder where the database is elsewhere.
fn documents_beside(database_url: &str) -> PathBuf {
    crate::key::sqlite_file(database_url).map_or_else(|| "documents".into(), |file| file.with_file_name("documents"))
}

impl Command {
    /// Does it; what looks for flaws says by its exit code whether there are any.
    pub fn run(self) -> Result<ExitCode, Stop> {
        match self.what {
            What::Serve(serve) => {
                let _traces = telemetry::start(&serve.listen)?;
                let db = serve.database.open(false)?;
                let url = &serve.database.at.database_url;
                let secrets = crate::key::load_or_make(serve.signing_key_file, url)?;
                let files = serve.documents.of(url);
                let house = House::new(serve.own_organization).published_by(serve.publisher);
                serve::serve(db, files, house, &secrets, &serve.listen, |_| Ok(()))?;
            }
            What::Demo(demo) => {
                let _traces = telemetry::start(&demo.listen)?;
                demo::run(demo.database_url, &demo.listen, demo.json, demo.password)?;
            }
            What::Migrate(database) => database.open(false)?.stop(),
            What::Verify(verify) => return verify.run(),
            What::Check(check) => return check.run(),
            What::Backup(backup) => return backup.run(),
            What::Restore(restore) => restore.run()?,
            What::User(User::Add(add)) => add.run()?,
            What::RotateKey { at, signing_key_file } => crate::key::rotate(signing_key_file, &at.database_url)?,
            What::Retain(retain) => retain.run()?,
            What::Openapi { output } => {
                let document = rapport_http::openapi::json();
                match output {
                    Some(file) => std::fs::write(file, document)?,
                    None => std::io::stdout().write_all(document.as_bytes())?,
                }
            }
        }
        Ok(ExitCode::SUCCESS)
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
