//! Conditions on rows of other tables that belong to a row: links and elements.

/// `linked_texts!(all, t::id, link.owner, link::column, f.field)`: some row of a link table is among the values; with
/// `where condition`, of those rows alone that fulfil it.
macro_rules! linked_texts {
    ($all:ident, $id:expr, $link:ident.$owner:ident, $column:expr, $maybe:expr $(, where $seen:expr)?) => {
        $all.dimension(stringify!($maybe), $crate::conditions::Values::Texts, || {
            $crate::conditions::linked_rows!($link.$owner, $column $(, $seen)?)
        });
        if let Some(values) = &$maybe.among.any {
            $crate::conditions::among_linked!($all, $id, $link.$owner, AmongTexts::new($column, values) $(, $seen)?);
        }
        if let Some(values) = &$maybe.among.not {
            $all.push(Box::new(not($crate::conditions::linked!($id, $link.$owner, AmongTexts::new($column, values) $(, $seen)?))));
        }
        if let Some(null) = $maybe.null {
            let rows = $link::table.filter($column.is_not_null())$(.filter($seen))?;
            let owners = rapport_schema::InQuery($id, rows.select($link::$owner));
            $all.push(if null { Box::new(not(owners)) } else { Box::new(owners) });
        }
    };
}
/// As `linked_texts!`, for a column of ids.
macro_rules! linked_ids {
    ($all:ident, $scope:ident, $id:expr, $link:ident.$owner:ident, $column:expr, $refs:expr, $entity:ident in $of:ident
     $(, where $seen:expr)?) => {
        let kind = <$entity as rapport_domain::entity::Entity>::KIND;
        $all.dimension(stringify!($refs), $crate::conditions::Values::Ids(kind), || {
            let visible = <$entity as $crate::Statements>::visible($scope, rapport_domain::entity::Life::Live);
            let seen = rapport_schema::InQuery($column, $of::table.filter(visible).select($of::id));
            $crate::conditions::linked_rows!($link.$owner, $column, seen $(, $seen)?)
        });
        if let Some(values) = &$refs.maybe.among.any {
            let among = AmongIds::new($column, values.iter().copied());
            $crate::conditions::among_linked!($all, $id, $link.$owner, among $(, $seen)?);
        }
        if let Some(values) = &$refs.maybe.among.not {
            let among = AmongIds::new($column, values.iter().copied());
            $all.push(Box::new(not($crate::conditions::linked!($id, $link.$owner, among $(, $seen)?))));
        }
        if let Some(null) = $refs.maybe.null {
            let visible = <$entity as $crate::Statements>::visible($scope, rapport_domain::entity::Life::Live);
            let seen = rapport_schema::InQuery($column, $of::table.filter(visible).select($of::id));
            let rows = $link::table.filter(seen)$(.filter($seen))?;
            let owners = rapport_schema::InQuery($id, rows.select($link::$owner));
            if null {
                $all.push(Box::new(not(owners)));
            } else {
                $all.push(Box::new(owners));
            }
        }
        if let Some(that) = &$refs.that {
            let keys = <$entity as $crate::Statements>::matching_keys($scope, that);
            let rows = $link::table.filter(rapport_schema::InQuery($column, keys))$(.filter($seen))?;
            $all.push(Box::new(rapport_schema::InQuery($id, rows.select($link::$owner))));
        }
    };
}
/// The place of a link table's values; of the rows alone that fulfil conditions, where there are any.
macro_rules! linked_rows {
    ($link:ident.$owner:ident, $column:expr) => {
        $crate::conditions::Place::Link(
            stringify!($link),
            stringify!($owner),
            $crate::conditions::column_name($column),
        )
    };
    ($link:ident.$owner:ident, $column:expr, $($seen:expr),+) => {
        $crate::conditions::Place::Rows($crate::conditions::Rows {
            table: stringify!($link),
            owner: stringify!($owner),
            column: $crate::conditions::column_name($column),
            conditions: vec![$(Box::new($seen)),+],
        })
    };
}
/// Some row of a link table fulfils a condition.
macro_rules! linked {
    ($id:expr, $link:ident.$owner:ident, $condition:expr) => {
        exists($link::table.filter($link::$owner.eq($id)).filter($condition))
    };
    // What is seen is known for both databases together alone.
    ($id:expr, $link:ident.$owner:ident, $condition:expr, $seen:expr) => {
        rapport_schema::InQuery($id, $link::table.filter($condition).filter($seen).select($link::$owner))
    };
}
/// Finds the rows some of whose link rows fulfil a condition: all of them by way of the links, the first by a look at each.
macro_rules! among_linked {
    ($all:ident, $id:expr, $link:ident.$owner:ident, $condition:expr) => {
        if $all.wants_all() {
            $all.push(Box::new(rapport_schema::InQuery($id, $link::table.filter($condition).select($link::$owner))));
        } else {
            $all.push(Box::new($crate::conditions::linked!($id, $link.$owner, $condition)));
        }
    };
    ($all:ident, $id:expr, $link:ident.$owner:ident, $condition:expr, $seen:expr) => {
        $all.push(Box::new($crate::conditions::linked!($id, $link.$owner, $condition, $seen)));
    };
}
/// `null_or_seen!(scope, link::column, Entity in table)`: a reference of an element is null, or to a record that the scope
/// sees. An element that names what is hidden is hidden whole, and no filter finds it.
macro_rules! null_or_seen {
    ($scope:ident, $column:expr, $entity:ident in $of:ident) => {{
        let visible = <$entity as $crate::Statements>::visible($scope, rapport_domain::entity::Life::Live);
        $column.is_null().or(rapport_schema::Seen::new($column, "id", $of::table.filter(visible).select($of::id)))
    }};
}
/// `linked_dates!(all, t::id, link.owner, text, earliest, latest, f.field)`: some element with a date in these columns
/// overlaps or lies within that of the filter; `null` finds the records none of whose elements has a date.
macro_rules! linked_dates {
    ($all:ident, $id:expr, $link:ident.$owner:ident, $text:ident, $earliest:ident, $latest:ident, $dates:expr) => {
        let rows = || $link::table.filter($link::$owner.eq($id)).filter($link::$text.is_not_null());
        for date in [&$dates.overlaps, &$dates.also].into_iter().flatten() {
            let (first, last) = (date.earliest(), date.latest());
            $all.push(Box::new(exists(rows().filter($link::$earliest.le(last).and($link::$latest.ge(first))))));
        }
        if let Some(date) = &$dates.begins {
            $all.push(Box::new(exists(rows().filter($link::$earliest.between(date.earliest(), date.latest())))));
        }
        if let Some(date) = &$dates.within {
            let (first, last) = (date.earliest(), date.latest());
            $all.push(Box::new(exists(rows().filter($link::$earliest.ge(first).and($link::$latest.le(last))))));
        }
        match $dates.null {
            Some(true) => $all.push(Box::new(not(exists(rows())))),
            Some(false) => $all.push(Box::new(exists(rows()))),
            None => {}
        }
    };
}
pub(crate) use {among_linked, linked, linked_dates, linked_ids, linked_rows, linked_texts, null_or_seen};
