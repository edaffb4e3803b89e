//! PostgreSQL databases, in a cluster that is kept in the folder and runs while the bench does.
use crate::{Result, pgbench::PgBench, store::Store};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types,
};
use std::{
    env, fs,
    io::Read,
    net::{Ipv4Addr, TcpListener},
    os::unix::fs::{MetadataExt, chown},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// The shell script that owns the running cluster. It is called with the cluster's folder, that of PostgreSQL's programs
/// and a port. It prints `ready`, or else why not, and closes its output; then it waits for the end of its input, a pipe
/// held by the bench alone, and stops the cluster. The kernel closes that pipe however the bench ends.
const SUPERVISOR: &str = r#"
dir=$1 bin=$2 port=$3
exec 2>&1
create() {
    rm -rf "$dir/half"
    "$bin/initdb" -D "$dir/half" -U postgres --auth=trust -E UTF8 --locale="$1"
}
start() {
    if ! [ -d "$dir/data" ]; then
        create C.UTF-8 || create C || return
        cat >>"$dir/half/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 128MB
fsync = on
synchronous_commit = on
END
        mv "$dir/half" "$dir/data" || return
    fi
    "$bin/pg_ctl" start -D "$dir/data" -l "$dir/log" -w -t 120 -o "-p $port"
}
trap : HUP INT TERM
trap '' PIPE
if start >"$dir/start.log" 2>&1; then echo ready; else tail -n 20 "$dir/start.log" "$dir/log"; fi
exec >/dev/null 2>&1
read -r _
"$bin/pg_ctl" stop -D "$dir/data" -m fast -w -t 120
"#;
const HALF: &str = "building";
const COPY: &str = "copy";

/// The running cluster. It stops when this is dropped.
#[derive(Debug)]
pub struct Cluster {
    server: String,
    folder: PathBuf,
    pgbench: Option<PathBuf>,
    supervisor: Child,
}

impl Cluster {
    /// Starts it, made before if it is not there; none where PostgreSQL is not installed.
    pub fn start(folder: &Path) -> Result<Option<Self>> {
        let Some(programs) =
            folders().find(|dir| ["initdb", "postgres", "pg_ctl"].iter().all(|p| dir.join(p).is_file()))
        else {
            return Ok(None);
        };
        let folder = folder.join(format!("pg-{}", major_version(&programs)?));
        fs::create_dir_all(&folder)?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SUPERVISOR, "postgres-supervisor"])
            .args([&folder, &programs])
            .arg(port.to_string())
            .current_dir(&folder)
            // A Ctrl-C at the terminal is for the bench; the supervisor has to outlive it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        // PostgreSQL refuses to run as root.
        let owner = fs::metadata(&folder)?;
        if fs::metadata("/proc/self").map_or(owner.uid(), |me| me.uid()) == 0 {
            let (uid, gid) =
                unprivileged_user().ok_or("PostgreSQL refuses to run as root, and no other user is here")?;
            chown(&folder, Some(uid), Some(gid))?;
            command.uid(uid).gid(gid);
        }
        let mut supervisor = command.spawn()?;
        let mut answer = String::new();
        if let Some(mut output) = supervisor.stdout.take() {
            output.read_to_string(&mut answer)?;
        }
        let server = format!("postgres://postgres@127.0.0.1:{port}");
        let pgbench = folders().map(|dir| dir.join("pgbench")).find(|program| program.is_file());
        let cluster = Self { server, folder, pgbench, supervisor };
        if answer.trim_end() != "ready" {
            return Err(format!("PostgreSQL does not start:\n{answer}").into());
        }
        Ok(Some(cluster))
    }
    fn connect(&self, database: &str) -> Result<PgConnection> {
        Ok(PgConnection::establish(&self.url(database))?)
    }
    fn administer(&self, statement: &str) -> Result<()> {
        Ok(self.connect("postgres")?.batch_execute(statement)?)
    }
    fn number(&self, query: &str) -> Result<i64> {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = sql_types::BigInt)]
            number: i64,
        }
        Ok(sql_query(query).get_result::<Number>(&mut self.connect("postgres")?)?.number)
    }
    fn remove(&self, name: &str) -> Result<()> {
        self.administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    }
}
impl Store for Cluster {
    fn title(&self) -> &'static str {
        "PostgreSQL"
    }
    fn has(&self, name: &str) -> Result<bool> {
        Ok(self.number(&format!("SELECT count(*) AS number FROM pg_database WHERE datname = '{name}'"))? > 0)
    }
    fn url(&self, name: &str) -> String {
        format!("{}/{name}", self.server)
    }
    fn begin(&self) -> Result<String> {
        self.remove(HALF)?;
        self.administer(&format!("CREATE DATABASE {HALF}"))?;
        Ok(self.url(HALF))
    }
    fn finish(&self, name: &str) -> Result<()> {
        // Vacuumed, so that it does not begin to be while it is measured.
        self.connect(HALF)?.batch_execute("VACUUM (ANALYZE)")?;
        let ended = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{HALF}'");
        self.administer(&ended)?;
        self.administer(&format!("ALTER DATABASE {HALF} RENAME TO {name}"))?;
        self.administer("CHECKPOINT")
    }
    fn copy(&self, name: &str) -> Result<String> {
        self.remove_copy()?;
        self.administer(&format!("CREATE DATABASE {COPY} TEMPLATE {name} STRATEGY file_copy"))?;
        self.administer("CHECKPOINT")?;
        // Statistics are copied with the tables.
        Ok(self.url(COPY))
    }
    fn remove_copy(&self) -> Result<()> {
        self.remove(COPY)
    }
    fn bytes(&self, name: &str) -> Result<u64> {
        Ok(self.number(&format!("SELECT pg_database_size('{name}') AS number"))? as u64)
    }
    fn pgbench(&self, url: &str) -> Result<Option<PgBench>> {
        self.pgbench.as_deref().map(|program| PgBench::prepare(program, url, &self.folder)).transpose()
    }
}
impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
    }
}

/// Where PostgreSQL's programs may be: on the PATH, and where Debian keeps them, the newest version first.
fn folders() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut versions: Vec<(f32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_by(|a, b| b.0.total_cmp(&a.0));
    env::split_paths(&path).collect::<Vec<_>>().into_iter().chain(versions.into_iter().map(|(_, dir)| dir))
}
/// A cluster belongs to one of these.
fn major_version(programs: &Path) -> Result<String> {
    let output = Command::new(programs.join("postgres")).arg("--version").output()?;
    let text = String::from_utf8(output.stdout)?;
    let digits = text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit);
    Ok(digits.collect())
}
/// The user and group that root runs the cluster as.
fn unprivileged_user() -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].iter().find_map(|name| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2).map_while(|field| field.parse().ok());
        Some((ids.next()?, ids.next()?))
    })
}
