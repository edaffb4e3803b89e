//! The tables that rules are read from: permissions and steps. Changing one shows here first.
use rapport_domain::{
    commitment::CommitmentStatus,
    entity::Class,
    outcome::ResultStatus,
    policy::{self, Role, Verb},
    transition::Steps,
};

#[test]
fn the_permission_page_is_the_table() {
    let path = format!("{}/../../docs/permissions.md", env!("CARGO_MANIFEST_DIR"));
    let page = policy::table();
    if std::env::var_os("RAPPORT_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).expect("docs/permissions.md is written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/permissions.md is old: run this test with RAPPORT_WRITE_DOCS=1");
}

#[test]
fn only_two_roles_write_records_and_one_keeps_accounts() {
    // A report changes no record.
    let keeps = |verb| matches!(verb, Verb::Read | Verb::Report);
    let writers = |class| -> Vec<Role> {
        let writes = |role: &&Role| Verb::ALL.iter().any(|verb| !keeps(*verb) && policy::allows(**role, *verb, class));
        Role::ALL.iter().filter(writes).copied().collect()
    };
    assert_eq!(writers(Class::Record), [Role::Admin, Role::Coordinator]);
    assert_eq!(writers(Class::Reference), [Role::Admin]);
    assert_eq!(writers(Class::Account), [Role::Admin]);
}

#[test]
fn people_are_erased_by_administrators_and_glass_is_broken_by_coordinators() {
    let classes = [Class::Reference, Class::Record, Class::Person, Class::Grant, Class::Attached, Class::Account];
    let who = |verb, class| -> Vec<Role> {
        Role::ALL.iter().filter(|role| policy::allows(**role, verb, class)).copied().collect()
    };
    for class in classes {
        let people = class == Class::Person;
        let (all, none) = (vec![Role::Admin, Role::Coordinator], vec![]);
        assert_eq!(who(Verb::Erase, class), if people { &all[..1] } else { &none }, "{class:?}");
        assert_eq!(who(Verb::Export, class), if people { &all } else { &none }[..], "{class:?}");
        let reporters = [Role::Admin, Role::Coordinator, Role::Funder, Role::Auditor];
        let record = class == Class::Record;
        assert_eq!(who(Verb::Report, class), if record { &reporters[..] } else { &[] }, "{class:?}");
        let opened = !matches!(class, Class::Reference | Class::Account);
        assert_eq!(who(Verb::Open, class), if opened { &all[1..] } else { &none }, "{class:?}");
    }
}

#[test]
fn the_steps_of_commitments() {
    let table = "\
| from | may go to |
|---|---|
| raised | pledged, formalised, stalled, withdrawn |
| pledged | formalised, in_progress, partly_done, done, at_risk, stalled, reversed, withdrawn |
| formalised | in_progress, partly_done, done, at_risk, stalled, reversed, withdrawn |
| in_progress | partly_done, done, at_risk, stalled, reversed, withdrawn |
| partly_done | in_progress, done, at_risk, stalled, reversed, withdrawn |
| done | at_risk, stalled, reversed |
| at_risk | pledged, formalised, in_progress, partly_done, done, stalled, reversed, withdrawn |
| stalled | raised, pledged, formalised, in_progress, partly_done, done, at_risk, reversed, withdrawn |
| reversed | raised, pledged |
| withdrawn | raised, pledged |
";
    println!("{}", CommitmentStatus::table());
    assert_eq!(CommitmentStatus::table(), table);
}

#[test]
fn the_steps_of_results() {
    let table = "\
| from | may go to |
|---|---|
| draft | reviewed, withdrawn |
| reviewed | draft, substantiated, published, withdrawn |
| substantiated | reviewed, published, withdrawn |
| published | withdrawn |
| withdrawn | draft |
";
    println!("{}", ResultStatus::table());
    assert_eq!(ResultStatus::table(), table);
}
