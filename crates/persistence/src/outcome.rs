//! Results with their countries, the commitments that they answer, contributions and transitions.
use crate::{
    conditions::{
        by_sensitivity, dates, flag, ids, linked_ids, linked_texts, maybe_ids, maybe_texts, place_in_reach, texts,
    },
    links::{insert_all, linked, relink},
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
    commitment::{Commitment, commitments},
    contribution::{Contribution, NewContribution, result_contributions},
    entity::{Entity, Version},
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    outcome::{
        NewOutcome, Outcome, OutcomePatch, OutcomeRow, ResultStatus, result_commitments, result_countries, results,
    },
    text::fold,
};
use rapport_schema::{AmongIds, AmongTexts, Backend, Conn};

statements! { Outcome as OutcomeRow, results, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, results, |countries, regions| {
        place_in_reach!(results, result_countries.result_id, countries, regions)
    });
    matching |f, scope, all| {
        ids!(all, results::id, f.id);
        texts!(all, results::change_type, f.change_type);
        texts!(all, results::direction, f.direction);
        flag!(all, results::observed, f.observed);
        texts!(all, results::status, f.status);
        linked_texts!(all, results::id, result_countries.result_id, result_countries::country, f.country);
        maybe_texts!(all, results::region, f.region);
        maybe_ids!(all, scope, results::actor_id, f.actor, Organization in organizations);
        linked_ids!(all, scope, results::id, result_commitments.result_id, result_commitments::commitment_id, f.commitment, Commitment in commitments);
        linked_ids!(all, scope, results::id, result_contributions.result_id, result_contributions::intervention_id, f.intervention, Intervention in interventions);
        linked_ids!(all, scope, results::id, result_contributions.result_id, result_contributions::organization_id, f.organization, Organization in organizations);
        dates!(all, results, when_text, when_earliest, when_latest, f.when);
        texts!(all, results::sensitivity, f.sensitivity);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Statement => [statement_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (results::statement_folded.eq(fold(n.statement.as_str())), results::status.eq(n.status));
    update |p| (
        p.statement.as_ref().map(|text| results::statement_folded.eq(fold(text.as_str()))),
        p.when.as_ref().map(|when| (
            results::when_text.eq(when.text()),
            results::when_earliest.eq(when.earliest()),
            results::when_latest.eq(when.latest()),
        )),
    );
    attach attach;
    save save_new, save_patch;
}

fn attach(c: &mut Conn, page: &mut [Outcome]) -> QueryResult<()> {
    let ids = || page.iter().map(|row| row.row.id);
    let mut countries = linked!(c, result_countries.result_id, country, ids());
    let mut commitments = linked!(c, result_commitments.result_id, commitment_id, ids());
    let contributions: Vec<(Id<Outcome>, Contribution)> = result_contributions::table
        .filter(AmongIds::new(result_contributions::result_id, ids()))
        .order((result_contributions::result_id, result_contributions::position))
        .select((result_contributions::result_id, <Contribution as Selectable<Backend>>::construct_selection()))
        .load(c)?;
    let mut contributions = crate::links::group(contributions);
    let mut steps = transitions::of(c, Outcome::KIND, ids())?;
    for result in page {
        result.countries = countries.remove(&result.row.id).unwrap_or_default();
        result.commitments = commitments.remove(&result.row.id).unwrap_or_default();
        result.contributions = contributions.remove(&result.row.id).unwrap_or_default();
        result.transitions = steps.remove(&result.row.id).unwrap_or_default();
    }
    Ok(())
}
fn save_new(c: &mut Conn, key: &Id<Outcome>, new: &NewOutcome) -> QueryResult<()> {
    relink!(c, result_countries.result_id, key, country, new.countries);
    relink!(c, result_commitments.result_id, key, commitment_id, new.commitments);
    save_contributions(c, key, &new.contributions)
}
fn save_patch(c: &mut Conn, key: &Id<Outcome>, patch: &OutcomePatch) -> QueryResult<()> {
    if let Some(countries) = &patch.countries {
        relink!(c, result_countries.result_id, key, country, countries);
    }
    if let Some(commitments) = &patch.commitments {
        relink!(c, result_commitments.result_id, key, commitment_id, commitments);
    }
    patch.contributions.as_ref().map_or(Ok(()), |contributions| save_contributions(c, key, contributions))
}
/// Every contribution has an id by now: the application gives one to those that came without.
fn save_contributions(c: &mut Conn, key: &Id<Outcome>, all: &[NewContribution]) -> QueryResult<()> {
    use result_contributions as rc;
    diesel::delete(rc::table.filter(rc::result_id.eq(key))).execute(c)?;
    let rows: Vec<_> = all
        .iter()
        .zip(0i32..)
        .filter_map(|(contribution, position)| {
            Some((
                rc::id.eq(contribution.id?),
                rc::result_id.eq(key),
                rc::position.eq(position),
                rc::intervention_id.eq(contribution.intervention_id),
                rc::organization_id.eq(contribution.organization_id),
                rc::strength.eq(contribution.strength),
                rc::description.eq(contribution.description.as_ref()),
            ))
        })
        .collect();
    insert_all!(c, rc, rows);
    Ok(())
}

/// Moves a result that is still at the version held to a status.
pub fn set_status(
    c: &mut Conn,
    key: &Id<Outcome>,
    held: Version,
    status: ResultStatus,
    at: Instant,
) -> QueryResult<bool> {
    let held = results::table.filter(results::id.eq(key)).filter(results::version.eq(held));
    let moved = diesel::update(held)
        .set((results::status.eq(status), results::version.eq(results::version + 1), results::updated_at.eq(at)))
        .execute(c)?;
    Ok(moved == 1)
}
