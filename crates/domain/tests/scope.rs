//! Scope: who reaches what, over all roles and random places.
use proptest::prelude::*;
use rapport_domain::{
    Id,
    country::CountryCode,
    policy::Role,
    scope::{Place, Reach, Scope, Sensitivity},
    text::Code,
};
use std::collections::BTreeSet;

const COUNTRIES: [&str; 4] = ["AR", "UY", "DE", "XK"];

fn country(index: usize) -> CountryCode {
    COUNTRIES[index].parse().expect("a code")
}
fn scope(role: Role, countries: &[usize]) -> Scope {
    let reach = Reach::Some { countries: countries.iter().map(|i| country(*i)).collect(), regions: BTreeSet::new() };
    Scope::of(role, reach, Id::from(uuid::Uuid::from_u128(1)), None)
}

proptest! {
    /// Whoever reaches a place sees no less there than outside, and private fields only ever inside or with all.
    #[test]
    fn reach_only_ever_adds(role in 0usize..5, mine in prop::collection::vec(0usize..4, 1..4), theirs in prop::collection::vec(0usize..4, 0..4)) {
        let scope = scope(Role::ALL[role], &mine);
        let theirs: Vec<_> = theirs.into_iter().map(country).collect();
        let place = Place::Of { countries: &theirs, regions: &[] };
        prop_assert!(Some(scope.inside) >= scope.outside);
        let held = theirs.iter().any(|c| mine.iter().any(|m| country(*m) == *c));
        prop_assert_eq!(scope.reaches(place), held || Role::ALL[role] == Role::Admin, "an administrator works everywhere");
        let ceiling = scope.ceiling_at(place);
        prop_assert!(ceiling >= scope.outside && ceiling <= Some(scope.inside));
        if scope.reads_private(place) {
            prop_assert!(ceiling == Some(Sensitivity::Restricted));
        }
        if scope.sees_all() {
            prop_assert_eq!(ceiling, Some(Sensitivity::Restricted));
        }
    }
}

#[test]
fn what_belongs_to_nobody_is_in_everyones_reach() {
    for role in Role::ALL {
        assert!(scope(*role, &[0]).reaches(Place::Everyones), "{role}");
    }
}

#[test]
fn a_region_is_reached_by_whoever_holds_it() {
    let code = || -> Code<rapport_domain::region::Region> { "latin_america".parse().expect("a code") };
    let reach = Reach::Some { countries: BTreeSet::new(), regions: [code()].into() };
    let scope = Scope::of(Role::Coordinator, reach, Id::from(uuid::Uuid::from_u128(1)), None);
    assert!(scope.reaches(Place::Of { countries: &[], regions: &[code()] }));
    assert!(!scope.reaches(Place::Of { countries: &[], regions: &["europe".parse().expect("a code")] }));
}
