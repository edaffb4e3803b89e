//! Memberships, and who holds a post on a day.
use crate::{
    Statements,
    conditions::{Cond, and, by_sensitivity, dates, ids, maybe_ids, texts},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::{dsl::not, prelude::*};
use rapport_domain::{
    Id,
    entity::{Life, List},
    filter::{Among, Maybe, Refs},
    membership::{Membership, MembershipFilter, memberships},
    partial_date::PartialDate,
    person::{Person, people},
    post::Post,
    scope::Scope,
};
use rapport_schema::{AmongIds, AmongTexts, Conn, InQuery};

statements! { Membership as Membership, memberships, key id by AmongIds;
    visible |scope| and(by_sensitivity!(scope, memberships), whose_person_is_seen(scope));
    matching |f, all| {
        ids!(all, memberships::id, f.id);
        maybe_ids!(all, memberships::person_id, f.person);
        maybe_ids!(all, memberships::organization_id, f.organization);
        maybe_ids!(all, memberships::post_id, f.post);
        dates!(all, memberships, period_text, period_earliest, period_latest, f.period);
        texts!(all, memberships::sensitivity, f.sensitivity);
    }
    sort {
        Period => rising [period_undated: bool], [period_earliest: NaiveDate], [period_latest: NaiveDate];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    update |p| p.period.as_ref().map(|when| (
        memberships::period_text.eq(when.text()),
        memberships::period_earliest.eq(when.earliest()),
        memberships::period_latest.eq(when.latest()),
    ));
}

/// A membership tells of its person, and is seen by those who see the person.
fn whose_person_is_seen(scope: &Scope) -> Option<Cond<'_, memberships::table>> {
    if scope.sees_all() {
        return None;
    }
    let seen = people::table.filter(Person::visible(scope, Life::Live)).select(people::id);
    Some(Box::new(InQuery(memberships::person_id, seen)))
}

/// The memberships in these posts that a scope sees, whose period overlaps a date; undated ones may hold too.
pub fn in_posts(c: &mut Conn, scope: &Scope, posts: &[Id<Post>], at: &PartialDate) -> QueryResult<Vec<Membership>> {
    let among = Among { any: Some(posts.to_vec()), not: None };
    let filter = MembershipFilter { post: Refs(Maybe { among, null: None }), ..Default::default() };
    let mut all = Membership::page(c, scope, &List::first(10_000, filter))?;
    all.retain(|m| m.period.0.as_ref().is_none_or(|period| period.overlaps(at)));
    Ok(all)
}
