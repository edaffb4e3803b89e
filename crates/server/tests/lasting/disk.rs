//! A disk that is full: writes are refused, reads go on, and once there is room so do writes, with nothing lost between.
#![cfg(target_os = "linux")]
use crate::{
    rapport, said,
    served::{House, Served, a_visit, new_id, visits},
};
use rapport_testkit::{Backend, Caller, Node, Site};
use serde_json::json;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
};

/// Writes until one is refused; gives the ids of those that were acknowledged, and the status of the refusal.
fn until_it_is_full(who: &Caller) -> (BTreeSet<String>, u16) {
    let mut acknowledged = BTreeSet::new();
    for _ in 0..3_000 {
        let mut visit = a_visit(&new_id());
        visit["summary"] = json!(words());
        let answer = who.post("/v1/interventions", visit);
        if answer.status != 201 {
            assert_eq!(answer.headers["content-type"], "application/problem+json", "{}", answer.body);
            assert!(answer.headers["retry-after"].parse::<u32>().is_ok_and(|seconds| seconds > 0));
            return (acknowledged, answer.status);
        }
        acknowledged.insert(answer.id().to_owned());
    }
    panic!("the disk is not full after {} writes", acknowledged.len());
}
/// Much text that no database makes short.
fn words() -> String {
    let word = || (0..9).map(|_| char::from(rand::random_range(b'a'..=b'z'))).collect::<String>();
    (0..1_000).map(|_| word()).collect::<Vec<_>>().join(" ")
}
/// While there is no room, and once there is again.
fn refused_and_taken_again(who: &Caller, look: impl Fn(&str) -> (String, Option<i32>), room: impl FnOnce()) -> u16 {
    let (acknowledged, status) = until_it_is_full(who);
    assert!(acknowledged.is_subset(&visits(who)), "reads go on");
    who.get("/health/ready").expect(200);
    room();
    let later = who.post("/v1/interventions", a_visit(&new_id())).expect(201);
    let there = visits(who);
    assert!(acknowledged.is_subset(&there) && there.contains(later.id()));
    for command in ["check", "verify"] {
        let (told, code) = look(command);
        assert_eq!(code, Some(0), "{told}");
    }
    status
}

/// How large files may become that a process writes, in bytes or `unlimited`.
fn limit(process: u32, most: &str) {
    let set = Command::new("prlimit").args([&format!("--pid={process}"), &format!("--fsize={most}:")]).status();
    assert!(set.expect("prlimit runs").success());
}

#[test]
fn a_file_that_may_not_grow() {
    let house = House::new(Backend::Sqlite);
    // By default a process that writes too much is ended; one that asked not to be is told.
    let mut command = house.command(Path::new("/bin/sh"));
    command.args(["-c", "trap '' XFSZ; exec \"$0\" serve --port 0 --workers 1", env!("CARGO_BIN_EXE_rapport")]);
    let served = Served::start(command).expect("it serves");
    let who = served.caller(&served.login());
    limit(served.process.id(), "2000000");
    let look = |command: &str| rapport(&[command, "--database-url", &house.url]);
    let status = refused_and_taken_again(&who, look, || limit(served.process.id(), "unlimited"));
    assert_eq!(status, 503);
}

#[test]
fn a_server_whose_files_may_not_grow() {
    if !Backend::Postgres.is_here(module_path!()) {
        return;
    }
    let node = Node::start();
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", node.port);
    let house = House::at(Site::new(Backend::Sqlite), url);
    let served = house.serve();
    let who = served.caller(&served.login());
    node.limit_files("3000000");
    let look = |command: &str| rapport(&[command, "--database-url", &house.url]);
    let status = refused_and_taken_again(&who, look, || node.limit_files("unlimited"));
    assert_eq!(status, 507);
}

/// A shell that mounts a small disk which no other process sees, puts the database there, and serves it.
const ON_A_SMALL_DISK: &str = "mount -t tmpfs -o size=8m,mode=700 tmpfs \"$1\" && cp \"$2\"/* \"$1\" && cd \"$1\" && \
    mount -o remount,\"$3\" \"$1\" && DATABASE_URL=sqlite:$1/rapport.db exec \"$0\" serve --port 0 --workers 1";
/// Serves a database on such a disk, which is `rw` or `ro`; none where the machine lets nobody mount anything.
fn on_a_small_disk(house: &House, disk: &Path, mode: &str) -> Option<Result<Served, String>> {
    let mut command = house.command(Path::new("unshare"));
    command.arg(if is_root() { "-m" } else { "-rm" }).args(["/bin/sh", "-c", ON_A_SMALL_DISK]);
    command.arg(env!("CARGO_BIN_EXE_rapport")).args([disk, house.folder()]).arg(mode);
    let served = Served::start(command);
    match &served {
        Err(why) if why.starts_with("unshare") || why.contains("mount:") => {
            // What a full disk does is then tried by the limit above alone.
            eprintln!("skipped: {}: {why}", module_path!());
            None
        }
        _ => Some(served),
    }
}
fn is_root() -> bool {
    fs::metadata("/proc/self").expect("this process").uid() == 0
}

#[test]
fn a_disk_that_is_full() {
    let house = House::new(Backend::Sqlite);
    let disk = tempfile::TempDir::with_prefix("rapport-disk-").expect("a folder");
    let Some(served) = on_a_small_disk(&house, disk.path(), "rw") else { return };
    let served = served.expect("it serves");
    // How the disk looks to the server.
    let seen: PathBuf = format!("/proc/{}/root{}", served.process.id(), disk.path().display()).into();
    let ballast = seen.join("ballast");
    fill(&ballast);
    let who = served.caller(&served.login());
    let look = |command: &str| {
        let mut inside = Command::new("nsenter");
        inside.args(["-t", &served.process.id().to_string(), "-m"]);
        if !is_root() {
            inside.args(["-U", "--preserve-credentials"]);
        }
        let url = format!("sqlite:{}", disk.path().join("rapport.db").display());
        said(inside.args([env!("CARGO_BIN_EXE_rapport"), command, "--database-url", &url]))
    };
    let status = refused_and_taken_again(&who, look, || fs::remove_file(&ballast).expect("there is room"));
    assert_eq!(status, 507);
}

#[test]
fn a_disk_that_cannot_be_written() {
    let house = House::new(Backend::Sqlite);
    let disk = tempfile::TempDir::with_prefix("rapport-disk-").expect("a folder");
    let Some(served) = on_a_small_disk(&house, disk.path(), "ro") else { return };
    let told = served.err().expect("it does not serve");
    assert!(told.contains("Read-only file system") && told.lines().count() == 1, "{told}");
}

/// Leaves a megabyte.
fn fill(ballast: &Path) {
    let mut file = File::create(ballast).expect("a file");
    while file.write_all(&[0; 1 << 16]).is_ok() {}
    let full = file.metadata().expect("its size").len();
    file.set_len(full.saturating_sub(1 << 20)).expect("some room");
}
