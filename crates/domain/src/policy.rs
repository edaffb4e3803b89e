//! The one table of who may do what. Reach and sensitivity (see `scope`) narrow it further.
use crate::{
    KINDS,
    entity::{Class, Entity, Kind},
    organization::Organization,
};

crate::codes! {
    /// What somebody is to the system.
    Role {
        Admin = "admin", Coordinator = "coordinator", Dashboard = "dashboard", Funder = "funder", Auditor = "auditor",
    }
}

crate::codes! {
    /// What can be done to a record.
    Verb {
        Read = "read", Create = "create", Update = "update", Delete = "delete", Restore = "restore", Transition = "transition",
        Open = "open", Export = "export", Erase = "erase", Report = "report",
    }
}

/// Whether a role may do a thing to a class of records at all.
pub const fn allows(role: Role, verb: Verb, class: Class) -> bool {
    use Role::{Admin, Auditor, Coordinator, Dashboard};
    match (class, verb) {
        (Class::Reference | Class::Account, Verb::Open) => false,
        (_, Verb::Open) => matches!(role, Coordinator),
        (Class::Person, Verb::Export) => matches!(role, Admin | Coordinator),
        (Class::Person, Verb::Erase) => matches!(role, Admin),
        (Class::Record, Verb::Report) => !matches!(role, Dashboard),
        (_, Verb::Export | Verb::Erase | Verb::Report) => false,
        (Class::Reference | Class::Record | Class::Person | Class::Grant | Class::Attached, Verb::Read) => true,
        (Class::Account, Verb::Read) => matches!(role, Admin | Auditor),
        (Class::Record | Class::Person | Class::Grant | Class::Attached, _) => matches!(role, Admin | Coordinator),
        (Class::Reference | Class::Account, _) => matches!(role, Admin),
    }
}

/// Whether a kind is everybody's: what places, codes and organizations are called. Of other kinds everybody sees what somebody
/// has published, record by record, or nothing.
pub fn is_everybodys(kind: Kind) -> bool {
    kind.class == Class::Reference || kind == Organization::KIND
}

/// The table as Markdown, for `docs/permissions.md`.
pub fn table() -> String {
    let mut page = String::from(PREAMBLE);
    for (class, name) in [
        (Class::Reference, "Reference"),
        (Class::Record, "Records"),
        (Class::Person, "People"),
        (Class::Grant, "Grants"),
        (Class::Attached, "Attached to other records"),
        (Class::Account, "Accounts"),
    ] {
        let kinds: Vec<_> = KINDS.iter().filter(|kind| kind.class == class).map(|kind| kind.path).collect();
        page.push_str(&format!("\n## {name}: {}\n\n|", kinds.join(", ")));
        for role in Role::ALL {
            page.push_str(&format!(" | {role}"));
        }
        page.push_str(" |\n|---|---|---|---|---|---|\n");
        let somebodys = |verb: &&Verb| Role::ALL.iter().any(|role| allows(*role, **verb, class));
        for &verb in Verb::ALL.iter().filter(somebodys) {
            page.push_str(&format!("| {verb}"));
            for &role in Role::ALL {
                page.push_str(if allows(role, verb, class) { " | yes" } else { " | –" });
            }
            page.push_str(" |\n");
        }
    }
    page
}

const PREAMBLE: &str = "\
# Who may do what

Written from `crates/domain/src/policy.rs` by a test; do not edit by hand.

What a caller may not read is *not found* (404); what it may read but not do is *forbidden* (403).

| role | reads | writes | private fields |
|---|---|---|---|
| admin | everything | everywhere | yes |
| coordinator | public and internal everywhere, restricted in reach | in reach | in reach |
| dashboard | public and internal in reach (everywhere unless a reach is set) | nothing | no |
| funder | public; of grants only those that its organization gave or whose money it was | nothing | no |
| auditor | everything, and the journal | nothing | yes |

A record is in reach when any of its countries or its region is. Worldwide records and those without a place are in
everyone's reach. Whoever holds a region holds its countries, and the regions that lie in it whole. A change must be
in reach before and after.

An API key sees what its user sees, up to the key's ceiling. One whose ceiling is `public` is for web pages: it reads, of
what is public, reference data, organizations, and what somebody has published (`review` is `published`, and of results
the `status`). It has no private fields, no people, posts, grants or attached records, and no history.

Single verbs: *open* is breaking the glass (one restricted record outside the reach, by its id, for a while, on record);
*export* gives all that is held about a person, to those who work where the person lies; *erase* takes a person's name
out of everything; *report* makes a report and keeps it, for the public or for the team.
";
