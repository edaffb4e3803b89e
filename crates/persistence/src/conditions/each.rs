//! Conditions that every kind has.

/// The conditions that every kind has: `each!(all, t, key by AmongIds, KIND, filter)`.
macro_rules! each {
    ($all:ident, $t:ident, $key:ident by $among:ident, $kind:expr, $filter:ident) => {
        let each = &$filter.each;
        $crate::conditions::instants!($all, $t::created_at, each.created_at);
        $crate::conditions::instants!($all, $t::updated_at, each.updated_at);
        let tagged = || {
            use rapport_domain::tagging::taggings;
            taggings::deleted_at.is_null().and(taggings::about_kind.assume_not_null().eq($kind.name))
        };
        if $kind.class.is_tagged() {
            use rapport_domain::tagging::taggings;
            $all.dimension(stringify!(each.tag), $crate::conditions::Values::Texts, || {
                $crate::conditions::Place::Rows($crate::conditions::Rows {
                    table: "taggings",
                    owner: $crate::conditions::column_name($crate::conditions::each!(@key $among)),
                    column: $crate::conditions::column_name(taggings::tag),
                    conditions: vec![Box::new(tagged())],
                })
            });
        }
        if let Some(tags) = &each.tag.among.any {
            $all.push(Box::new($crate::conditions::each!(@tagged $t::$key, $among, tagged, tags)));
        }
        if let Some(tags) = &each.tag.among.not {
            $all.push(Box::new(diesel::dsl::not($crate::conditions::each!(@tagged $t::$key, $among, tagged, tags))));
        }
        if let Some(null) = each.tag.null {
            use rapport_domain::tagging::taggings;
            let all = taggings::table.filter(tagged()).select($crate::conditions::each!(@key $among));
            let any = rapport_schema::InQuery($t::$key, all);
            $all.push(if null { Box::new(diesel::dsl::not(any)) } else { Box::new(any) });
        }
    };
    (@tagged $key:expr, $among:ident, $tagged:ident, $tags:expr) => {{
        use rapport_domain::tagging::taggings;
        let tagged = taggings::table.filter($tagged()).filter(rapport_schema::AmongTexts::new(taggings::tag, $tags));
        rapport_schema::InQuery($key, tagged.select($crate::conditions::each!(@key $among)))
    }};
    (@key AmongIds) => { rapport_domain::tagging::taggings::about_id };
    (@key AmongTexts) => { rapport_domain::tagging::taggings::about_code };
}
pub(crate) use each;
