//! Migrations are compiled in; a new folder among them must be noticed.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
