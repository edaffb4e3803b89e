//! Turnover: when the holder of a government's point of contact changes, its pledges wait to be confirmed again.
use crate::{Can, Create, Managed, Result, Update, Work, commitment::ask_to_reconfirm};
use rapport_domain::{
    Id,
    check::Problems,
    entity::{Entity, Key, Kind, Life, List},
    filter::{Only, Refs},
    membership::{Member, Membership, MembershipFilter, MembershipPatch},
    organization::Organization,
    partial_date::PartialDate,
    post::{NewPost, Post, PostKind},
    scope::Scope,
};
use rapport_persistence::{Statements, locks};

impl Managed for Membership {
    const TAKES: &'static [Kind] = &[Post::KIND];
    fn settle_patch(work: &mut Work<'_>, _: &Can<Update, Self>, before: &Self, _: &mut MembershipPatch) -> Result<()> {
        // Before its own row, as a hand-over does.
        before.row.post_id.map_or(Ok(()), |post| Ok(locks::take(work.c, Post::KIND, &post.any())?))
    }
    /// One person at a time holds a sole post: no two periods there surely share a day.
    fn rules_among_others(
        work: &mut Work<'_>,
        before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        let (Some(post), Some(_)) = (after.row.post_id, &after.row.period.0) else { return Ok(()) };
        let same = |b: &Self| {
            let member = b.row.person_id.is_some() == after.row.person_id.is_some();
            member && b.row.post_id == Some(post) && b.row.period == after.row.period
        };
        if before.is_some_and(same) {
            return Ok(());
        }
        // Two who fill one post at the same time wait for each other.
        locks::take(work.c, Post::KIND, &post.any())?;
        let everything = Scope::everything();
        if !Post::find(work.c, &everything, Life::Live, &post)?.is_some_and(|post| post.sole) {
            return Ok(());
        }
        let filter = MembershipFilter { post: Refs::only(post), ..Default::default() };
        let others = Membership::page(work.c, &everything, &List::every(filter))?;
        if others.iter().any(|other| other.row.id != after.row.id && other.shares_days(after)) {
            problems.add_at(
                "period",
                "overlapping_holder",
                "somebody else holds the post in that time; end that first",
            );
        }
        Ok(())
    }
    fn changed(work: &mut Work<'_>, before: Option<&Self>, after: Option<&Self>) -> Result<()> {
        let today = PartialDate::day(work.now.0.date_naive());
        let held = before.and_then(|m| holds(m, &today));
        let holds = after.and_then(|m| holds(m, &today));
        if held == holds || work.handing_over {
            return Ok(());
        }
        let because = after.or(before).map(|m| m.row.id.any());
        for (post, member) in [held, holds].into_iter().flatten() {
            let Some(post) = Post::find(work.c, &Scope::everything(), Life::Live, &post)? else { continue };
            // Who leaves is turnover; who comes is, where somebody else held the post before.
            let left = held.is_some_and(|(held, _)| held == post.id);
            let turnover = left || had_others(work, &post, member)?;
            if let (PostKind::OgpPoc, Some(agency), Some(because), true) =
                (post.kind, post.organization_id, &because, turnover)
            {
                ask_to_reconfirm(work, agency, today.latest(), because)?;
            }
        }
        Ok(())
    }
}
/// The post that a membership holds on a day, and who holds it.
fn holds(m: &Membership, today: &PartialDate) -> Option<(Id<Post>, Member)> {
    m.row.post_id.zip(m.member()).filter(|_| m.row.period.may_hold(today))
}
/// Whether anybody else is known to hold or to have held a post: its first known holder is no turnover.
fn had_others(work: &mut Work<'_>, post: &Post, member: Member) -> Result<bool> {
    let filter = MembershipFilter { post: Refs::only(post.id), ..Default::default() };
    let all = Membership::page(work.c, &Scope::everything(), &List::every(filter))?;
    Ok(all.iter().any(|m| m.member() != Some(member)))
}

impl Managed for Post {
    /// A post is for the country of its organization unless it says another.
    fn settle_new(work: &mut Work<'_>, can: &Can<Create, Self>, new: &mut NewPost) -> Result<()> {
        if let (None, None, Some(organization)) = (new.country, &new.region, new.organization_id) {
            let organization = Organization::find(work.c, &can.scope, Life::Live, &organization)?;
            new.country = organization.and_then(|organization| organization.country);
        }
        new.sole.get_or_insert(new.kind == PostKind::OgpPoc);
        Ok(())
    }
    /// A post becomes sole when nobody shares it.
    fn rules_among_others(
        work: &mut Work<'_>,
        before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        if !after.sole || before.is_none_or(|before| before.sole) {
            return Ok(());
        }
        // Whoever fills it at the same time waits, and then sees that it is sole.
        locks::take(work.c, Self::KIND, &after.id.any())?;
        let filter = MembershipFilter { post: Refs::only(after.id), ..Default::default() };
        let held = Membership::page(work.c, &Scope::everything(), &List::every(filter))?;
        let shared =
            held.iter().enumerate().any(|(index, one)| held[..index].iter().any(|other| one.shares_days(other)));
        if shared {
            let detail = "two hold the post at the same time; end one of their memberships first";
            problems.add_at("sole", "overlapping_holder", detail);
        }
        Ok(())
    }
    fn changed(work: &mut Work<'_>, before: Option<&Self>, after: Option<&Self>) -> Result<()> {
        let (Some(before), Some(after)) = (before, after) else { return Ok(()) };
        match before.organization_id {
            Some(agency) if before.kind == PostKind::OgpPoc && after.organization_id != Some(agency) => {
                ask_to_reconfirm(work, agency, work.now.0.date_naive(), &after.id.any())
            }
            _ => Ok(()),
        }
    }
}
