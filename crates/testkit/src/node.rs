//! PostgreSQL servers of one test's own, which can crash, come back, and take each other's place.
use crate::cluster::program;
use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    process::Stdio,
};
use tempfile::TempDir;

/// A running server; what it was told to keep is on the disk whenever it says so, but for a power cut.
pub struct Node {
    dir: TempDir,
    /// Where it listens, on the loopback.
    pub port: u16,
}
impl Node {
    /// A fresh one.
    pub fn start() -> Self {
        let node = Self::unmade();
        let plain = "-D data -U postgres --auth=trust --no-sync -E UTF8 --locale=C --wal-segsize=1";
        node.run("initdb", plain);
        node.tell("fsync = off\nshared_buffers = 16MB\nmax_connections = 60\nlisten_addresses = '127.0.0.1'");
        node.tell(&format!("unix_socket_directories = ''\nport = {}", node.port));
        node.begin();
        node
    }
    /// One that follows this one from now on; this one then acknowledges nothing that the other has not.
    pub fn followed(&self) -> Self {
        let node = Self::unmade();
        self.run("pg_ctl", "stop -D data -m fast -w");
        node.run("cp", &format!("-a {} data", self.dir.path().join("data").display()));
        node.tell(&format!("port = {}", node.port));
        node.tell(&format!("primary_conninfo = 'host=127.0.0.1 port={} user=postgres'", self.port));
        fs::write(node.dir.path().join("data/standby.signal"), "").expect("it is told to follow");
        self.tell("synchronous_standby_names = '*'");
        self.begin();
        node.begin();
        node
    }
    /// Starts it, after a crash too.
    pub fn begin(&self) {
        self.run("pg_ctl", "start -D data -l log -w -t 30");
    }
    /// Ends it at once, without a word to anybody.
    pub fn crash(&self) {
        self.run("pg_ctl", "stop -D data -m immediate -w");
    }
    /// Makes a server of one that follows.
    pub fn promote(&self) {
        self.run("pg_ctl", "promote -D data -w");
    }

    /// How large files may become that it writes from now on, in bytes or `unlimited`.
    pub fn limit_files(&self, most: &str) {
        for process in self.processes() {
            self.run("prlimit", &format!("--pid={process} --fsize={most}:"));
        }
    }
    fn processes(&self) -> Vec<u32> {
        let told = fs::read_to_string(self.dir.path().join("data/postmaster.pid")).expect("it runs");
        let first: u32 = told.lines().next().and_then(|line| line.trim().parse().ok()).expect("a number");
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children")).expect("its children");
        let children = children.split_whitespace().filter_map(|child| child.parse().ok());
        children.chain([first]).collect()
    }

    fn unmade() -> Self {
        let dir = tempfile::Builder::new().prefix("test-node-").tempdir_in("/tmp").expect("a folder");
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|l| l.local_addr()).expect("a port").port();
        Self { dir, port }
    }
    /// A setting, for its next start; the last one told counts.
    fn tell(&self, setting: &str) {
        let conf = self.dir.path().join("data/postgresql.conf");
        let told = fs::read_to_string(&conf).expect("its settings") + setting + "\n";
        fs::write(&conf, told).expect("its settings are written");
    }
    fn run(&self, name: &str, arguments: &str) {
        let mut command = program(name, self.dir.path()).expect("its folder").expect("is_here was asked first");
        // A server that is started must not hold the pipes of the test.
        let done = command.args(arguments.split(' ')).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(done.expect("it runs").success(), "{name} {arguments}");
    }
}
impl Drop for Node {
    fn drop(&mut self) {
        let stop = program("pg_ctl", self.dir.path()).ok().flatten();
        if let Some(mut stop) = stop {
            let stop = stop.args("stop -D data -m immediate -w".split(' '));
            let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
    }
}
