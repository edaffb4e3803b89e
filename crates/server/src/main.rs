//! The `rapport` program.

/// Pages are built from many small pieces; this allocator serves them a good deal faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    rapport_server::run()
}
