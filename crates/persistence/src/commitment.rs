//! Commitments with their countries and transitions.
use crate::{
    conditions::{by_sensitivity, dates, flag, ids, linked_texts, maybe_ids, maybe_texts, place_in_reach, texts},
    links::{linked, relink},
    statements::statements,
    transitions,
};
use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    Id, Instant,
    commitment::{
        Commitment, CommitmentKind, CommitmentPatch, CommitmentRow, CommitmentStatus, NewCommitment,
        commitment_countries, commitments,
    },
    entity::{Entity, Version},
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    text::fold,
};
use rapport_schema::{AmongIds, AmongTexts, Conn};

statements! { Commitment as CommitmentRow, commitments, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, commitments, |countries, regions| {
        place_in_reach!(commitments, commitment_countries.commitment_id, countries, regions)
    });
    matching |f, scope, all| {
        ids!(all, commitments::id, f.id);
        texts!(all, commitments::kind, f.kind);
        texts!(all, commitments::status, f.status);
        flag!(all, commitments::needs_reconfirmation, f.needs_reconfirmation);
        linked_texts!(all, commitments::id, commitment_countries.commitment_id, commitment_countries::country, f.country);
        maybe_texts!(all, commitments::region, f.region);
        maybe_ids!(all, scope, commitments::made_by, f.made_by, Organization in organizations);
        maybe_ids!(all, scope, commitments::made_to, f.made_to, Organization in organizations);
        maybe_ids!(all, scope, commitments::grows_from_id, f.grows_from, Commitment in commitments);
        maybe_ids!(all, scope, commitments::intervention_id, f.intervention, Intervention in interventions);
        maybe_texts!(all, commitments::official_id, f.official_id);
        dates!(all, commitments, when_text, when_earliest, when_latest, f.when);
        texts!(all, commitments::sensitivity, f.sensitivity);
        texts!(all, commitments::review, f.review);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (commitments::title_folded.eq(fold(n.title.as_str())), commitments::status.eq(n.first_status()));
    update |p| (
        p.title.as_ref().map(|title| commitments::title_folded.eq(fold(title.as_str()))),
        p.when.as_ref().map(|when| (
            commitments::when_text.eq(when.text()),
            commitments::when_earliest.eq(when.earliest()),
            commitments::when_latest.eq(when.latest()),
        )),
    );
    attach attach;
    save save_new, save_patch;
}

fn attach(c: &mut Conn, page: &mut [Commitment]) -> QueryResult<()> {
    let ids = || page.iter().map(|row| row.row.id);
    let mut countries = linked!(c, commitment_countries.commitment_id, country, ids());
    let mut steps = transitions::of(c, Commitment::KIND, ids())?;
    for commitment in page {
        commitment.countries = countries.remove(&commitment.row.id).unwrap_or_default();
        commitment.transitions = steps.remove(&commitment.row.id).unwrap_or_default();
    }
    Ok(())
}
fn save_new(c: &mut Conn, key: &Id<Commitment>, new: &NewCommitment) -> QueryResult<()> {
    relink!(c, commitment_countries.commitment_id, key, country, new.countries);
    Ok(())
}
fn save_patch(c: &mut Conn, key: &Id<Commitment>, patch: &CommitmentPatch) -> QueryResult<()> {
    if let Some(countries) = &patch.countries {
        relink!(c, commitment_countries.commitment_id, key, country, countries);
    }
    Ok(())
}

/// Moves a commitment that is still at the version held to a status; whoever does so confirms it.
pub fn set_status(
    c: &mut Conn,
    key: &Id<Commitment>,
    held: Version,
    status: CommitmentStatus,
    at: Instant,
) -> QueryResult<bool> {
    let held = commitments::table.filter(commitments::id.eq(key)).filter(commitments::version.eq(held));
    let moved = diesel::update(held)
        .set((
            commitments::status.eq(status),
            commitments::needs_reconfirmation.eq(false),
            commitments::version.eq(commitments::version + 1),
            commitments::updated_at.eq(at),
        ))
        .execute(c)?;
    Ok(moved == 1)
}

/// Asks for the live pledges of an organization to be confirmed again, save those withdrawn or reversed.
/// Gives the ids of those that did not wait for it already.
pub fn flag_pledges(c: &mut Conn, of: Id<Organization>, at: Instant) -> QueryResult<Vec<Id<Commitment>>> {
    let over = [CommitmentStatus::Withdrawn, CommitmentStatus::Reversed];
    let pledges = commitments::table
        .filter(commitments::made_by.eq(of))
        .filter(commitments::kind.ne(CommitmentKind::Ask))
        .filter(commitments::deleted_at.is_null())
        .filter(commitments::needs_reconfirmation.eq(false))
        .filter(not(AmongTexts::new(commitments::status, over)));
    diesel::update(pledges)
        .set((
            commitments::needs_reconfirmation.eq(true),
            commitments::version.eq(commitments::version + 1),
            commitments::updated_at.eq(at),
        ))
        .returning(commitments::id)
        .get_results(c)
}
