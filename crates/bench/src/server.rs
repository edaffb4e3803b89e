//! The server under load: the real one, as a process of its own.
//!
//! The bench starts itself again under the name of the program, `rapport`, and is the program then, with the arguments
//! that the program takes.
use crate::{Result, dataset, store::folder, wire::Client};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::Read,
    net::SocketAddr,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

const NAME: &str = "rapport";

/// Whether this process is to be the server.
pub fn is_meant() -> bool {
    std::env::args_os().next().is_some_and(|name| name == NAME)
}
/// Is the server, until it is told to stop, or whoever started it is gone.
pub fn become_one() -> ExitCode {
    std::thread::spawn(|| {
        // Its input is a pipe that the bench holds; it closes however the bench ends.
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(1);
    });
    rapport_server::run()
}

/// A running server. It stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    log: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
}
impl Server {
    /// Starts one on a database, as it is by itself; returns once it listens.
    pub fn start(database_url: &str, log: &str) -> Result<Self> {
        Self::start_with(database_url, log, &[])
    }
    /// Starts one that keeps no answers: each is read anew.
    pub fn start_forgetful(database_url: &str, log: &str) -> Result<Self> {
        Self::start_with(database_url, log, &["--answers-mib", "0"])
    }
    /// Starts one with more arguments.
    pub fn start_with(database_url: &str, log: &str, also: &[&str]) -> Result<Self> {
        let folder = folder()?;
        let path = folder.join("server.log");
        // Appended to, so that it can be emptied while it is written.
        let _ = fs::remove_file(&path);
        let file = File::options().create(true).append(true).open(&path)?;
        let mut child = Command::new(std::env::current_exe()?)
            .arg0(NAME)
            .args(["serve", "--port", "0", "--token-seconds", "86400", "--requests-a-minute", "0", "--log", log])
            .args(["--database-url", database_url])
            .args(also)
            .arg("--signing-key-file")
            .arg(folder.join("bench.key"))
            .arg("--documents")
            .arg(folder.join("documents"))
            .env("NO_COLOR", "1")
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()?;
        let began = Instant::now();
        loop {
            let log = fs::read_to_string(&path)?;
            if let Some(address) = listening(&log) {
                return Ok(Self { child, log: path, address });
            }
            if child.try_wait()?.is_some() || began.elapsed() > Duration::from_secs(60) {
                let _ = child.kill();
                return Err(format!("the server does not start:\n{log}").into());
            }
            std::thread::sleep(Duration::from_micros(500));
        }
    }
    /// A token of the bench's user.
    pub fn log_in(&self) -> Result<String> {
        let body = json!({ "email": dataset::EMAIL, "password": dataset::PASSWORD }).to_string();
        let (status, answer) = Client::connect(self.address, None)?.post("/v1/auth/login", &body)?;
        let answer: Value = serde_json::from_slice(&answer)?;
        match answer["access_token"].as_str() {
            Some(token) => Ok(token.to_owned()),
            None => Err(format!("nobody can log in: {status} {answer}").into()),
        }
    }
    /// A field of its memory in KiB, such as `VmRSS` or `VmHWM`; none on systems that do not tell.
    pub fn memory(&self, field: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse().ok()
    }
    /// Lets the peak of its memory begin anew.
    pub fn forget_peak(&self) {
        let _ = fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5");
    }
    /// How long it has used a processor; none on systems that do not tell.
    pub fn processor_time(&self) -> Option<Duration> {
        const TICK: Duration = Duration::from_millis(10); // what Linux tells its programs, whatever it counts itself
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks: u32 = fields.get(11)?.parse::<u32>().ok()? + fields.get(12)?.parse::<u32>().ok()?;
        Some(TICK * ticks)
    }
    /// Empties its log: a line a request is much to keep.
    pub fn forget_log(&self) -> Result<()> {
        Ok(File::options().write(true).open(&self.log)?.set_len(0)?)
    }
}
/// Where a server says that it listens.
fn listening(log: &str) -> Option<SocketAddr> {
    let (_, rest) = log.split_once("base_url=http://")?;
    rest.split_once(|c: char| c.is_whitespace())?.0.parse().ok()
}
impl Drop for Server {
    fn drop(&mut self) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().is_ok_and(|s| s.success());
        let began = Instant::now();
        while asked && began.elapsed() < Duration::from_secs(40) {
            if let Ok(Some(_)) = self.child.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::listening;

    #[test]
    fn an_address_is_read_once_its_line_is_whole() {
        let line = "2026-01-01T00:00:00Z  INFO rapport_server::serve: serving base_url=http://127.0.0.1:40123\n";
        assert_eq!(listening(line), "127.0.0.1:40123".parse().ok());
        assert_eq!(listening(line.trim_end()), None);
    }
}
