//! A throw-away PostgreSQL cluster that a test binary starts for itself.
//!
//! All tests of one process share one server: under plain `cargo test` that is one start, a
//! second or two, per test binary. cargo-nextest runs each test in a process of its own, so that
//! there each test that asks for the cluster pays for a start; set `TEST_DATABASE_URL` to a
//! running server to spare it.

use std::env;
use std::fs;
use std::io::{self, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// The shell script that owns the cluster: it makes it, starts it, and clears it away.
///
/// It is called with the cluster's directory, the directory of PostgreSQL's programs and a port.
/// It prints `ready`, or else why not, and closes its output; then it waits for the end of its
/// input, a pipe held by the test process alone. The kernel closes that pipe however the process
/// ends, SIGKILL included, and even in the middle of a start, which the script sees to its end.
const SUPERVISOR: &str = r#"
dir=$1 bin=$2 port=$3
exec 2>&1

create() {
    "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --no-sync -E UTF8 --locale="$1"
}

start() {
    # Not every system has C.UTF-8. After a failure initdb leaves no directory behind.
    create C.UTF-8 || create C || return
    # The data need not outlive a crash, so nothing waits for the disk. The time zone is not UTC,
    # so that code which forgets about zones fails.
    cat >>"$dir/data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$dir'
max_connections = 200
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 64MB
timezone = 'Asia/Kolkata'
END
    # Returns when the server accepts connections, or has failed to for thirty seconds.
    "$bin/pg_ctl" start -D "$dir/data" -l "$dir/log" -w -t 30
}

# A polite signal ends the wait below instead of the script; so does a test process that is gone
# before it could read our answer.
trap : HUP INT TERM
trap '' PIPE
if start >>"$dir/log" 2>&1; then echo ready; else tail -n 20 "$dir/log"; fi
exec >/dev/null 2>&1
read -r _
"$bin/pg_ctl" stop -D "$dir/data" -m fast -t 3 || "$bin/pg_ctl" stop -D "$dir/data" -m immediate
cd / && rm -rf "$dir"
"#;

/// A running PostgreSQL server for the life of this process.
#[derive(Debug)]
pub struct Cluster {
    /// The server's URL up to the database: `postgres://user@host:port`.
    server: String,
    /// What follows the database: nothing, or a `?` and parameters.
    parameters: String,
    /// Holds the pipe whose end is the end of the server; none when the server is not ours.
    _supervisor: Option<Child>,
}

impl Cluster {
    /// The cluster of this process, started at first use, or a sentence that says why there is none.
    pub fn shared() -> Result<&'static Cluster, &'static str> {
        static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
        SHARED.get_or_init(Cluster::open).as_ref().map_err(String::as_str)
    }

    /// The `postgres://` URL of a database in it, whether or not that database exists yet.
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}{}", self.server, self.parameters)
    }

    fn open() -> Result<Cluster, String> {
        if let Ok(url) = env::var("TEST_DATABASE_URL")
            && !url.is_empty()
        {
            return Cluster::at(&url, None).ok_or_else(|| "TEST_DATABASE_URL is not a postgres:// URL.".to_owned());
        }
        let programs = programs().ok_or(
            "This machine has no PostgreSQL server: initdb, postgres and pg_ctl are neither on \
             the PATH nor in a usual place. Install it or set TEST_DATABASE_URL.",
        )?;
        // Between finding a free port and listening on it, another process may take it.
        let mut retries = 0..4;
        loop {
            let outcome = Cluster::start(&programs).map_err(|error| format!("Cannot start PostgreSQL: {error}."))?;
            match outcome {
                Err(log) if log.contains("could not bind") && retries.next().is_some() => {}
                Err(log) => return Err(format!("PostgreSQL does not start:\n{log}")),
                Ok(cluster) => return Ok(cluster),
            }
        }
    }

    /// One attempt at a start: the inner error is the tail of the server's log.
    fn start(programs: &Path) -> io::Result<Result<Cluster, String>> {
        // In /tmp whatever TMPDIR says: the path of a socket must fit into 107 bytes, and the
        // user that the server runs as must be able to reach the directory and to remove it.
        let dir = tempfile::Builder::new().prefix("test-postgres-").tempdir_in("/tmp")?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();

        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SUPERVISOR, "postgres-supervisor"])
            .args([dir.path(), programs])
            .arg(port.to_string())
            // PostgreSQL's programs insist on a working directory that they may read.
            .current_dir(dir.path())
            // A Ctrl-C at the terminal is for the tests; the supervisor has to outlive them.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        // PostgreSQL refuses to run as root. What we create belongs to whom we run as.
        if fs::metadata(dir.path())?.uid() == 0 {
            let (uid, gid) = unprivileged_user()
                .ok_or_else(|| io::Error::other("it refuses to run as root and there is no user to run it as"))?;
            chown(dir.path(), Some(uid), Some(gid))?;
            command.uid(uid).gid(gid);
        }
        let mut supervisor = command.spawn()?;
        // From here on the directory is the supervisor's to remove.
        let _ = dir.keep();

        let mut answer = String::new();
        if let Some(mut output) = supervisor.stdout.take() {
            output.read_to_string(&mut answer)?;
        }
        if answer.trim_end() != "ready" {
            // Closes the pipe, then waits until nothing is left.
            supervisor.wait()?;
            return Ok(Err(answer));
        }
        let url = format!("postgres://postgres@127.0.0.1:{port}");
        Cluster::at(&url, Some(supervisor)).map(Ok).ok_or_else(|| io::Error::other(url))
    }

    /// The server that a URL points to, whichever database the URL names.
    fn at(url: &str, supervisor: Option<Child>) -> Option<Cluster> {
        let (address, parameters) = url.split_at(url.find('?').unwrap_or(url.len()));
        let (scheme, rest) = address.split_once("://")?;
        let host = rest.split('/').next()?;
        matches!(scheme, "postgres" | "postgresql").then(|| Cluster {
            server: format!("{scheme}://{host}"),
            parameters: parameters.to_owned(),
            _supervisor: supervisor,
        })
    }
}

/// One of PostgreSQL's programs, or another, to be run as the user of a directory of its own; none where PostgreSQL is not here.
pub fn program(name: &str, dir: &Path) -> io::Result<Option<Command>> {
    let Some(programs) = programs() else { return Ok(None) };
    let ours = programs.join(name);
    let mut command = Command::new(if ours.is_file() { ours } else { name.into() });
    command.current_dir(dir).process_group(0).stdin(Stdio::null());
    if fs::metadata(dir)?.uid() == 0
        && let Some((uid, gid)) = unprivileged_user()
    {
        chown(dir, Some(uid), Some(gid))?;
    }
    let owner = fs::metadata(dir)?;
    command.uid(owner.uid()).gid(owner.gid());
    Ok(Some(command))
}

/// The directory of PostgreSQL's programs. One of them alone may be a wrapper or a leftover.
fn programs() -> Option<PathBuf> {
    let complete = |dir: &PathBuf| ["initdb", "postgres", "pg_ctl"].iter().all(|program| dir.join(program).is_file());
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(debian_versions())
        .chain(["/usr/local/pgsql/bin", "/opt/homebrew/bin"].map(PathBuf::from))
        .find(complete)
        .or_else(|| {
            let output = Command::new("pg_config").arg("--bindir").output().ok()?;
            let dir = String::from_utf8(output.stdout).ok()?;
            Some(PathBuf::from(dir.trim_end())).filter(complete)
        })
}

/// The program directories of Debian's packages, which are not on the PATH, newest version first.
fn debian_versions() -> impl Iterator<Item = PathBuf> {
    let mut versions: Vec<(f32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_by(|a, b| b.0.total_cmp(&a.0));
    versions.into_iter().map(|(_, dir)| dir)
}

/// The user and group that root runs the server as.
fn unprivileged_user() -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].iter().find_map(|name| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            if fields.next()? != *name {
                return None;
            }
            let _password = fields.next()?;
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::Cluster;

    #[test]
    fn a_url_keeps_all_but_the_database() {
        let url = |server| Cluster::at(server, None).map(|cluster| cluster.url("new"));
        for (server, expected) in [
            ("postgres://u:p@h:5432/old", "postgres://u:p@h:5432/new"),
            ("postgres://h", "postgres://h/new"),
            ("postgresql://h/?a=/b", "postgresql://h/new?a=/b"),
            ("postgres:///old?host=/tmp", "postgres:///new?host=/tmp"),
        ] {
            assert_eq!(url(server).as_deref(), Some(expected));
        }
        assert_eq!(url("host=localhost"), None);
    }
}
