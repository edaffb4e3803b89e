//! Memberships, and who holds a post on a day.
use crate::{
    Statements,
    conditions::{Cond, as_of, by_sensitivity, dated, dates, ids, maybe_ids, maybe_texts, texts},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::{dsl::not, prelude::*};
use rapport_domain::{
    Id,
    country::CountryCode,
    entity::List,
    filter::{Only, Refs},
    membership::{Membership, MembershipFilter, MembershipRow, memberships},
    organization::{Organization, organizations},
    partial_date::PartialDate,
    person::{Person, people},
    post::{Post, posts},
    region::Region,
    scope::Scope,
    text::Code,
};
use rapport_schema::{AmongIds, AmongTexts, Conn, InQuery};
use std::collections::{BTreeSet, HashMap};

statements! { Membership as MembershipRow, memberships, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, memberships, |countries, regions| in_reach(countries, regions));
    matching |f, scope, all| {
        ids!(all, memberships::id, f.id);
        maybe_ids!(all, scope, memberships::person_id, f.person, Person in people);
        maybe_ids!(all, scope, memberships::member_id, f.member, Organization in organizations);
        maybe_ids!(all, scope, memberships::organization_id, f.organization, Organization in organizations);
        maybe_ids!(all, scope, memberships::on_behalf_of_id, f.on_behalf_of, Organization in organizations);
        maybe_texts!(all, memberships::selection, f.selection);
        as_of!(all, memberships, f.as_of);
        maybe_ids!(all, scope, memberships::post_id, f.post, Post in posts);
        dates!(all, memberships, period_undated, period_earliest, period_latest, f.period);
        texts!(all, memberships::sensitivity, f.sensitivity);
    }
    sort {
        Period => rising [period_undated: bool], [period_earliest: NaiveDate], [period_latest: NaiveDate];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    update |p| dated!(memberships, p.period: period_text, period_earliest, period_latest);
    attach attach;
}

fn attach(c: &mut Conn, page: &mut [Membership]) -> QueryResult<()> {
    let ids = || page.iter().map(|m| m.row.id);
    type Seat = (Option<CountryCode>, Option<Code<Region>>);
    type Places = (Id<Membership>, Option<CountryCode>, Seat, Seat);
    let rows: Vec<Places> = memberships::table
        .left_join(people::table.on(people::id.nullable().eq(memberships::person_id)))
        .left_join(posts::table.on(posts::id.nullable().eq(memberships::post_id)))
        // A member that is an organization counts where there is no other.
        .left_join(
            organizations::table
                .on(organizations::id.nullable().eq(coalesce(memberships::organization_id, memberships::member_id))),
        )
        .filter(AmongIds::new(memberships::id, ids()))
        .select((
            memberships::id,
            people::country.nullable(),
            (posts::country.nullable(), posts::region.nullable()),
            (organizations::country.nullable(), organizations::region.nullable()),
        ))
        .load(c)?;
    let mut places: HashMap<_, _> = rows.into_iter().map(|(id, a, b, c)| (id, (a, b, c))).collect();
    for m in page {
        if let Some((person, post, organization)) = places.remove(&m.row.id) {
            m.countries = [person, post.0, organization.0].into_iter().flatten().collect();
            m.regions = [&post.1, &organization.1].into_iter().flatten().cloned().collect();
            let seats = [post, organization, (person, None)];
            m.seat = seats.into_iter().find(|seat| *seat != (None, None)).unwrap_or_default();
        }
    }
    Ok(())
}
diesel::define_sql_function! {
    /// The first that is not null.
    fn coalesce(one: diesel::sql_types::Nullable<rapport_schema::DbId>, other: diesel::sql_types::Nullable<rapport_schema::DbId>) -> diesel::sql_types::Nullable<rapport_schema::DbId>;
}
/// The organization that a membership is in; where it is in none but in a post, that of the member.
fn seated_in() -> coalesce<memberships::organization_id, memberships::member_id> {
    coalesce(memberships::organization_id, memberships::member_id)
}
/// A membership lies where its person, its post and its organization do; without any of these, with everyone.
fn in_reach(countries: &BTreeSet<CountryCode>, regions: &BTreeSet<Code<Region>>) -> Cond<'static, memberships::table> {
    let person = people::table.filter(AmongTexts::new(people::country, countries)).select(people::id);
    let post = posts::table
        .filter(AmongTexts::new(posts::country, countries).or(AmongTexts::new(posts::region, regions)))
        .select(posts::id);
    let organization = organizations::table
        .filter(AmongTexts::new(organizations::country, countries).or(AmongTexts::new(organizations::region, regions)))
        .select(organizations::id);
    let placed = || -> Cond<'static, memberships::table> {
        let people = people::table.filter(people::country.is_not_null()).select(people::id);
        let posts = posts::table.filter(posts::country.is_not_null().or(posts::region.is_not_null())).select(posts::id);
        let organizations = organizations::table
            .filter(organizations::country.is_not_null().or(organizations::region.is_not_null()))
            .select(organizations::id);
        Box::new(
            (memberships::person_id.is_not_null().and(InQuery(memberships::person_id, people)))
                .or(memberships::post_id.is_not_null().and(InQuery(memberships::post_id, posts)))
                .or(seated_in().is_not_null().and(InQuery(seated_in(), organizations))),
        )
    };
    Box::new(
        (memberships::person_id.is_not_null().and(InQuery(memberships::person_id, person)))
            .or(memberships::post_id.is_not_null().and(InQuery(memberships::post_id, post)))
            .or(seated_in().is_not_null().and(InQuery(seated_in(), organization)))
            .or(not(placed())),
    )
}

/// The memberships in these posts that a scope sees, whose period overlaps a date; undated ones may hold too.
pub fn in_posts(c: &mut Conn, scope: &Scope, posts: &[Id<Post>], at: &PartialDate) -> QueryResult<Vec<Membership>> {
    let filter = MembershipFilter { post: Refs::one_of(posts.to_vec()), ..Default::default() };
    let mut all = Membership::page(c, scope, &List::every(filter))?;
    all.retain(|m| m.row.period.may_hold(at));
    Ok(all)
}
