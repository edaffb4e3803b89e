//! Grants with their recipients, donors, payments, requirements and transitions.
use crate::{
    conditions::{
        Cond, amounts, and, by_sensitivity, dated, linked_ids, linked_texts, maybe_ids, maybe_texts, place_in_reach,
        shared, texts, titled, worded,
    },
    statements::statements,
    transitions::{self, moves},
};
use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    Id,
    back_donor::{BackDonor, grant_back_donors},
    disbursement::{Disbursement, grant_disbursements},
    entity::Entity,
    grant::{
        Grant, GrantPatch, GrantRow, GrantStatus, NewGrant, grant_countries, grant_interventions, grant_makers,
        grant_purposes, grants,
    },
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    person::{Person, people},
    post::{Post, posts},
    recipient::{NewRecipient, Recipient, grant_recipients},
    requirement::{Requirement, grant_requirements},
    scope::{Grants, Scope},
};
use rapport_schema::{AmongIds, AmongTexts, Backend, Conn};
use std::collections::HashMap;

statements! { Grant as GrantRow, grants, key id by AmongIds;
    visible |scope| and(by_sensitivity!(scope, grants, |countries, regions| {
        place_in_reach!(grants, grant_countries.grant_id, countries, regions)
    }), own(scope));
    matching |f, scope, all| {
        shared!(all, f, grants: placed(grant_countries.grant_id) dated reviewed guarded);
        texts!(all, grants::support, f.support);
        texts!(all, grants::status, f.status);
        linked_texts!(all, grants::id, grant_purposes.grant_id, grant_purposes::purpose, f.purpose);
        amounts!(all, grants, f.amount);
        maybe_texts!(all, grants::currency, f.currency);
        maybe_texts!(all, grants::amount_reason, f.amount_reason);
        maybe_ids!(all, scope, grants::grant_maker, f.grant_maker, Organization in organizations);
        linked_ids!(all, scope, grants::id, grant_makers.grant_id, grant_makers::organization_id, f.joint_with, Organization in organizations);
        linked_ids!(all, scope, grants::id, grant_back_donors.grant_id, grant_back_donors::organization_id, f.back_donor, Organization in organizations);
        linked_ids!(all, scope, grants::id, grant_recipients.grant_id, grant_recipients::organization_id, f.recipient_organization, Organization in organizations);
        linked_ids!(all, scope, grants::id, grant_recipients.grant_id, grant_recipients::person_id, f.recipient_person, Person in people);
        linked_ids!(all, scope, grants::id, grant_recipients.grant_id, grant_recipients::post_id, f.recipient_post, Post in posts);
        linked_ids!(all, scope, grants::id, grant_interventions.grant_id, grant_interventions::intervention_id, f.intervention, Intervention in interventions);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (titled!(new grants::title_folded, n.title), worded!(new grants, n), grants::status.eq(n.status));
    update |p| (
        titled!(grants::title_folded, p.title),
        worded!(grants, p),
        dated!(grants, p),
        p.amount.map(|amount| (grants::amount_minor.eq(amount.minor()), grants::currency.eq(amount.currency()))),
    );
    links {
        countries => grant_countries.grant_id.country,
        purposes => grant_purposes.grant_id.purpose,
        joint_with => grant_makers.grant_id.organization_id,
        interventions => grant_interventions.grant_id.intervention_id,
    }
    elements {
        back_donors => grant_back_donors.grant_id: BackDonor,
        disbursements => grant_disbursements.grant_id: Disbursement,
        requirements => grant_requirements.grant_id: Requirement,
    }
    by_country grant_countries.grant_id;
    attach attach;
    save save_new, save_patch;
}

/// The grants of a funder: those that it gave, alone or with others, and those whose money came from it.
fn own(scope: &Scope) -> Option<Cond<'static, grants::table>> {
    let Grants::Of(organization) = scope.grants else { return None };
    // Nobody's id is nil: a funder without an organization has given nothing.
    let own = organization.unwrap_or_else(|| uuid::Uuid::nil().into());
    let maker = grants::grant_maker.is_not_null().and(grants::grant_maker.assume_not_null().eq(own));
    let joint = grant_makers::table.filter(grant_makers::grant_id.eq(grants::id));
    let donor = grant_back_donors::table.filter(grant_back_donors::grant_id.eq(grants::id));
    Some(Box::new(
        maker
            .or(exists(joint.filter(grant_makers::organization_id.eq(own))))
            .or(exists(donor.filter(AmongIds::new(grant_back_donors::organization_id, [own])))),
    ))
}

fn attach(c: &mut Conn, page: &mut [Grant]) -> QueryResult<()> {
    let ids = || page.iter().map(|grant| grant.row.id);
    let recipients: Vec<(Id<Grant>, Recipient)> = grant_recipients::table
        .filter(AmongIds::new(grant_recipients::grant_id, ids()))
        .select((grant_recipients::grant_id, <Recipient as Selectable<Backend>>::construct_selection()))
        .load(c)?;
    let mut recipients: HashMap<_, _> = recipients.into_iter().collect();
    let mut steps = transitions::of(c, Grant::KIND, ids())?;
    for grant in page {
        grant.recipient = recipients.remove(&grant.row.id).unwrap_or_default();
        grant.transitions = steps.remove(&grant.row.id).unwrap_or_default();
    }
    Ok(())
}
fn save_new(c: &mut Conn, key: &Id<Grant>, new: &NewGrant) -> QueryResult<()> {
    save_recipient(c, key, new.recipient.as_ref())
}
fn save_patch(c: &mut Conn, key: &Id<Grant>, patch: &GrantPatch) -> QueryResult<()> {
    patch.recipient.as_ref().map_or(Ok(()), |recipient| save_recipient(c, key, recipient.as_ref()))
}
fn save_recipient(c: &mut Conn, key: &Id<Grant>, to: Option<&NewRecipient>) -> QueryResult<()> {
    diesel::delete(grant_recipients::table.filter(grant_recipients::grant_id.eq(key))).execute(c)?;
    let Some(to) = to else { return Ok(()) };
    diesel::insert_into(grant_recipients::table)
        .values((
            grant_recipients::grant_id.eq(key),
            grant_recipients::organization_id.eq(to.organization_id.flatten()),
            grant_recipients::person_id.eq(to.person_id.flatten()),
            grant_recipients::post_id.eq(to.post_id.flatten()),
            grant_recipients::role.eq(to.role.as_ref().and_then(Option::as_ref)),
        ))
        .execute(c)?;
    Ok(())
}

moves! { Grant in grants: GrantStatus }
