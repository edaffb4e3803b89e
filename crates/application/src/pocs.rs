//! Points of contact: posts of that kind, with whoever holds them, today or at another date. A vacancy is a state, not a gap.
use crate::{Resource, Result, read::conceal};
use rapport_domain::{
    Id,
    entity::{Entity, Kind},
    membership::Membership,
    organization::Organization,
    partial_date::PartialDate,
    person::Person,
    post::{Post, PostKind},
    scope::Scope,
    when::Period,
};
use rapport_persistence::{Conn, membership};
use serde::Serialize;

/// Who holds a post.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Holder {
    /// Who; null where the caller may not read the person, or an institution holds it.
    pub person_id: Option<Id<Person>>,
    /// Which organization, where an institution itself is the point of contact.
    pub organization_id: Option<Id<Organization>>,
    /// By which membership.
    pub membership_id: Id<Membership>,
    /// Since when, and until when.
    pub period: Period,
    /// Whether the period surely covers the date asked for; a vague one may.
    pub certain: bool,
}
/// A point of contact with its holder.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Poc {
    /// The post.
    #[serde(flatten)]
    pub post: Post,
    /// Who holds it at the date asked for, today where none is; several where the records are vague.
    pub holders: Vec<Holder>,
    /// Whether nobody is known to hold it.
    pub vacant: bool,
}
/// Posts that are points of contact.
pub struct Pocs;
impl Resource for Pocs {
    type Of = Post;
    type Shows = Poc;
    const AS: Kind = Kind { name: "poc", path: "pocs", class: Post::KIND.class };
    const SUMMARY: &'static str = "The governments' points of contact: posts of that kind, with their holder or vacancy, today or at the date that `as_of` names.";
    const DERIVED: bool = true;
    const DATED: bool = true;
    fn narrow(filter: &mut <Post as Entity>::Filter, today: &PartialDate) {
        filter.as_of.date.get_or_insert_with(|| today.clone());
        filter.kind.hold_to([PostKind::OgpPoc]);
    }
    fn admits(post: &Post) -> bool {
        post.kind == PostKind::OgpPoc
    }
    fn show(c: &mut Conn, scope: &Scope, at: &PartialDate, page: Vec<Post>) -> Result<Vec<Poc>> {
        let ids: Vec<_> = page.iter().map(|post| post.id).collect();
        // Whether somebody holds the post does not depend on who asks; who it is does.
        let held = membership::in_posts(c, &Scope::everything(), &ids, at)?;
        let mut visible = membership::in_posts(c, scope, &ids, at)?;
        conceal(c, scope, &mut visible)?;
        Ok(page
            .into_iter()
            .map(|post| {
                let mine = visible.iter().filter(|m| m.row.post_id == Some(post.id));
                let holders = mine
                    .map(|m| Holder {
                        person_id: m.row.person_id,
                        organization_id: m.row.member_id,
                        membership_id: m.row.id,
                        period: m.row.period.clone(),
                        certain: m.row.period.0.as_ref().is_some_and(|period| period.surely_covers(at)),
                    })
                    .collect();
                let vacant = !held.iter().any(|m| m.row.post_id == Some(post.id));
                Poc { post, holders, vacant }
            })
            .collect())
    }
}
