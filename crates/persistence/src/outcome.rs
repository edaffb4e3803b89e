//! Results with their countries, the commitments that they answer, contributions, substantiations and transitions.
use crate::{
    conditions::{
        Cond, by_sensitivity, dated, flag, linked_ids, maybe_ids, null_or_seen, place_in_reach, shared, texts, titled,
        worded,
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
    commitment::{Commitment, commitments},
    contribution::{Contribution, result_contributions},
    entity::Entity,
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    outcome::{Outcome, OutcomeRow, ResultStatus, result_commitments, result_countries, results},
    person::{Person, people},
    scope::{Scope, Sensitivity},
    substantiation::{Substantiation, result_substantiations},
};
use rapport_schema::{AmongIds, AmongTexts, Conn};

statements! { Outcome as OutcomeRow, results, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, results, |countries, regions| {
        place_in_reach!(results, result_countries.result_id, countries, regions)
    });
    published status == ResultStatus::Published;
    matching |f, scope, all| {
        shared!(all, f, results: placed(result_countries.result_id) dated guarded);
        texts!(all, results::change_type, f.change_type);
        texts!(all, results::direction, f.direction);
        flag!(all, results::observed, f.observed);
        texts!(all, results::status, f.status);
        maybe_ids!(all, scope, results::actor_id, f.actor, Organization in organizations);
        linked_ids!(all, scope, results::id, result_commitments.result_id, result_commitments::commitment_id, f.commitment, Commitment in commitments);
        linked_ids!(all, scope, results::id, result_contributions.result_id, result_contributions::intervention_id, f.intervention, Intervention in interventions, where contribution_seen(scope));
        linked_ids!(all, scope, results::id, result_contributions.result_id, result_contributions::organization_id, f.organization, Organization in organizations, where contribution_seen(scope));
        linked_ids!(all, scope, results::id, result_substantiations.result_id, result_substantiations::person_id, f.substantiation_person, Person in people, where substantiation_seen(scope));
        linked_ids!(all, scope, results::id, result_substantiations.result_id, result_substantiations::organization_id, f.substantiation_organization, Organization in organizations, where substantiation_seen(scope));
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Statement => [statement_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (
        titled!(new results::statement_folded, n.statement),
        worded!(new results, n),
        results::status.eq(n.status),
    );
    update |p| (titled!(results::statement_folded, p.statement), worded!(results, p), dated!(results, p));
    links {
        countries => result_countries.result_id.country,
        commitments => result_commitments.result_id.commitment_id,
    }
    elements {
        contributions => result_contributions.result_id: Contribution,
        substantiations => result_substantiations.result_id: Substantiation,
    }
    by_country result_countries.result_id;
    attach attach;
}

/// The contributions that a scope sees: those that name nothing hidden.
fn contribution_seen(scope: &Scope) -> Cond<'static, result_contributions::table> {
    let by = null_or_seen!(scope, result_contributions::organization_id, Organization in organizations);
    Box::new(by.and(null_or_seen!(scope, result_contributions::intervention_id, Intervention in interventions)))
}
/// The substantiations that it sees.
fn substantiation_seen(scope: &Scope) -> Cond<'static, result_substantiations::table> {
    let by = null_or_seen!(scope, result_substantiations::person_id, Person in people);
    let seen = by.and(null_or_seen!(scope, result_substantiations::organization_id, Organization in organizations));
    let public = scope.inside == Sensitivity::Public || scope.outside == Some(Sensitivity::Public);
    if public { Box::new(seen.and(result_substantiations::may_quote.eq(true))) } else { Box::new(seen) }
}

fn attach(c: &mut Conn, page: &mut [Outcome]) -> QueryResult<()> {
    let mut steps = transitions::of(c, Outcome::KIND, page.iter().map(|one| one.row.id))?;
    for result in page {
        result.transitions = steps.remove(&result.row.id).unwrap_or_default();
    }
    Ok(())
}

moves! { Outcome in results: ResultStatus }
