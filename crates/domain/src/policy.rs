//! The one table of who may do what. Reach and sensitivity (see `scope`) narrow it further.
use crate::{KINDS, entity::Class};

crate::codes! {
    /// What somebody is to the system.
    Role {
        Admin = "admin", Coordinator = "coordinator", Dashboard = "dashboard", Funder = "funder", Auditor = "auditor",
    }
}

crate::codes! {
    /// What can be done to a record.
    Verb { Read = "read", Create = "create", Update = "update", Delete = "delete", Restore = "restore", Transition = "transition" }
}

/// Whether a role may do a thing to a class of records at all.
pub const fn allows(role: Role, verb: Verb, class: Class) -> bool {
    use Role::{Admin, Auditor, Coordinator};
    match (class, verb) {
        (Class::Reference | Class::Record | Class::Grant | Class::Attached, Verb::Read) => true,
        (Class::Account, Verb::Read) => matches!(role, Admin | Auditor),
        (Class::Record | Class::Grant | Class::Attached, _) => matches!(role, Admin | Coordinator),
        (Class::Reference | Class::Account, _) => matches!(role, Admin),
    }
}

/// The table as Markdown, for `docs/permissions.md`.
pub fn table() -> String {
    let mut page = String::from(PREAMBLE);
    for (class, name) in [
        (Class::Reference, "Reference"),
        (Class::Record, "Records"),
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
        for &verb in Verb::ALL {
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
";
