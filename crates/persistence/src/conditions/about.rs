//! Conditions on attached rows, by way of the record that they are about.

/// The visibility of an attached row: that of the record that it is about. Without one it is everyone's. Where rows have
/// a sensitivity of their own (`guarded`), it is looked at as well, in the reach of that record.
macro_rules! attached {
    ($scope:ident, $t:ident) => {
        Some($crate::conditions::attached!(@ $scope, $t, |_kind, those| those))
    };
    ($scope:ident, $t:ident guarded) => {
        $crate::conditions::and(
            $crate::conditions::attached!($scope, $t),
            $crate::conditions::by_sensitivity!($scope, $t, |countries, regions| {
                $crate::conditions::attached_in_reach!($t, countries, regions)
            }),
        )
    };
    // `also` narrows what is seen of a kind.
    (@ $scope:expr, $t:ident, $also:expr) => {{
        type Those = $crate::conditions::Cond<'static, $t::table>;
        let also: &dyn Fn(rapport_domain::entity::Kind, Those) -> Those = &$also;
        let mut seen: Those = Box::new($t::about_kind.is_null());
        for (kind, key, keys) in $crate::visible_keys($scope) {
            let of_kind = $t::about_kind.is_not_null().and($t::about_kind.assume_not_null().eq(kind.name));
            let those: Those = if key == "id" {
                Box::new($t::about_id.is_not_null().and(rapport_schema::Seen::new($t::about_id, key, keys)))
            } else {
                Box::new($t::about_code.is_not_null().and(rapport_schema::Seen::new($t::about_code, key, keys)))
            };
            seen = Box::new(seen.or(of_kind.and(also(kind, those))));
        }
        seen
    }};
}
/// What an attached row is about lies in reach. Of the records with codes, countries and regions lie somewhere.
macro_rules! attached_in_reach {
    ($t:ident, $countries:ident, $regions:ident) => {{
        use rapport_domain::{country::Country, entity::Entity, region::Region};
        let (countries, regions) = ($countries.clone(), $regions.clone());
        let scope = rapport_domain::scope::Scope::lying_in($countries, $regions);
        let among = |those: $crate::conditions::Cond<'static, $t::table>, codes: AmongTexts<$t::about_code>| {
            Box::new(those.and($t::about_code.is_not_null().and(codes)))
        };
        $crate::conditions::attached!(@ &scope, $t, move |kind, those| {
            if kind == Country::KIND {
                among(those, AmongTexts::new($t::about_code, &countries))
            } else if kind == Region::KIND {
                among(those, AmongTexts::new($t::about_code, &regions))
            } else {
                those
            }
        })
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
