//! Conditions on attached rows, by way of the record that they are about.

/// The visibility of an attached row: that of the record that it is about. Without one it is everyone's. Where rows have
/// a sensitivity of their own (`guarded`), it is looked at as well, in the reach of that record.
macro_rules! attached {
    ($scope:ident, $t:ident) => {
        Some($crate::conditions::attached!(@ $scope, $t, $t::about_code.is_not_null()))
    };
    ($scope:ident, $t:ident guarded) => {
        $crate::conditions::and(
            $crate::conditions::attached!($scope, $t),
            $crate::conditions::by_sensitivity!($scope, $t, |countries, regions| {
                $crate::conditions::attached_in_reach!($t, countries, regions)
            }),
        )
    };
    (@ $scope:expr, $t:ident, $coded:expr) => {{
        let mut seen: $crate::conditions::Cond<'static, $t::table> = Box::new($t::about_kind.is_null().or($coded));
        for (kind, keys) in $crate::visible_ids($scope) {
            let of_kind = $t::about_kind.is_not_null().and($t::about_kind.assume_not_null().eq(kind));
            let those = rapport_schema::InQuery($t::about_id, keys);
            seen = Box::new(seen.or(of_kind.and($t::about_id.is_not_null()).and(those)));
        }
        seen
    }};
}
/// What an attached row is about lies in reach. Of the records with codes, countries and regions lie somewhere.
macro_rules! attached_in_reach {
    ($t:ident, $countries:ident, $regions:ident) => {{
        let of = |kind: rapport_domain::entity::Kind| {
            $t::about_kind.is_not_null().and($t::about_kind.assume_not_null().eq(kind.name))
        };
        let country = <rapport_domain::country::Country as rapport_domain::entity::Entity>::KIND;
        let region = <rapport_domain::region::Region as rapport_domain::entity::Entity>::KIND;
        let there = of(country)
            .and($t::about_code.is_not_null().and(AmongTexts::new($t::about_code, $countries)))
            .or(of(region).and($t::about_code.is_not_null().and(AmongTexts::new($t::about_code, $regions))));
        let nowhere = $t::about_code.is_not_null().and(not(of(country))).and(not(of(region)));
        let scope = rapport_domain::scope::Scope::lying_in($countries, $regions);
        $crate::conditions::attached!(@ &scope, $t, there.or(nowhere))
    }};
}
/// `subject!(t, patch)`: the columns of what an attached record is about.
macro_rules! subject {
    ($t:ident, $patch:ident) => {
        $patch.about.as_ref().map(|about| {
            ($t::about_kind.eq(about.kind()), $t::about_id.eq(about.id()), $t::about_code.eq(about.code()))
        })
    };
}
pub(crate) use {attached, attached_in_reach, subject};
