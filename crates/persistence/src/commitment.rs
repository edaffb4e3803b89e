//! Commitments with their countries and transitions.
use crate::{
    conditions::{
        Place, Values, among_linked, by_sensitivity, dated, flag, linked, maybe_ids, maybe_texts, place_in_reach,
        shared, texts, titled, worded,
    },
    statements::statements,
    transitions::{self, moves},
};
use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not, sql},
    prelude::*,
    sql_types::Untyped,
};
use rapport_domain::{
    Id, Instant,
    action_plan::{ActionPlan, action_plans},
    commitment::{
        Commitment, CommitmentKind, CommitmentRow, CommitmentStatus, commitment_countries, commitment_policy_areas,
        commitments,
    },
    entity::Entity,
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    policy_area::policy_areas,
    review::Review,
    transition::transitions as steps,
    turnover::{Turnover, turnover_commitments},
};
use rapport_schema::{AmongIds, AmongTexts, Conn, InQuery};

/// Commitments that a turnover of which this holds asked about, or moved.
macro_rules! turned_where {
    (|$turnover:ident| $condition:expr) => {{
        let $turnover = turnover_commitments::turnover_id;
        let linked = turnover_commitments::table.filter($condition).select(turnover_commitments::commitment_id);
        let $turnover = steps::turnover_id;
        let moving = steps::table.filter(steps::kind.eq(Commitment::KIND.name)).filter($condition);
        InQuery(commitments::id, linked).or(InQuery(commitments::id, moving.select(steps::record_id)))
    }};
}

/// An area is one of these, or a part of one.
macro_rules! about_area {
    ($areas:expr) => {{
        let area = commitment_policy_areas::policy_area;
        let parts =
            policy_areas::table.filter(AmongTexts::new(policy_areas::part_of, $areas)).select(policy_areas::code);
        AmongTexts::new(area, $areas).or(InQuery(area, parts))
    }};
}

/// The areas of commitments, each with the one that it is a part of, as `about_area!` finds them.
const AREAS: &str = "SELECT commitment_id AS owner, policy_area AS value FROM commitment_policy_areas \
    UNION SELECT of.commitment_id, areas.part_of FROM commitment_policy_areas AS of \
    JOIN policy_areas AS areas ON areas.code = of.policy_area WHERE areas.part_of IS NOT NULL";

statements! { Commitment as CommitmentRow, commitments, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, commitments, |countries, regions| {
        place_in_reach!(commitments, commitment_countries.commitment_id, countries, regions)
    });
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, commitments: placed(commitment_countries.commitment_id) dated reviewed guarded);
        texts!(all, commitments::kind, f.kind);
        texts!(all, commitments::status, f.status);
        flag!(all, commitments::needs_reconfirmation, f.needs_reconfirmation);
        maybe_ids!(all, scope, commitments::made_by, f.made_by, Organization in organizations);
        maybe_ids!(all, scope, commitments::made_to, f.made_to, Organization in organizations);
        maybe_ids!(all, scope, commitments::grows_from_id, f.grows_from, Commitment in commitments);
        maybe_ids!(all, scope, commitments::intervention_id, f.intervention, Intervention in interventions);
        maybe_texts!(all, commitments::official_id, f.official_id);
        if let Some(ids) = &f.turnover.maybe.among.any {
            all.push(Box::new(turned_where!(|turnover| AmongIds::new(turnover, ids.iter().copied()))));
        }
        if let Some(ids) = &f.turnover.maybe.among.not {
            all.push(Box::new(not(turned_where!(|turnover| AmongIds::new(turnover, ids.iter().copied())))));
        }
        if let Some(that) = &f.turnover.that {
            all.push(Box::new(turned_where!(|turnover| InQuery(turnover, Turnover::matching_keys(scope, that)))));
        }
        for hit in [f.hit_by_turnover.is, f.turnover.maybe.null.map(|null| !null)].into_iter().flatten() {
            let turned = turned_where!(|turnover| InQuery(turnover, Turnover::visible_keys(scope)));
            all.push(if hit { Box::new(turned) } else { Box::new(not(turned)) });
        }
        maybe_ids!(all, scope, commitments::action_plan_id, f.action_plan, ActionPlan in action_plans);
        maybe_texts!(all, commitments::plan_number, f.plan_number);
        all.dimension("policy_area", Values::Texts, || Place::Query(Box::new(sql::<Untyped>(AREAS))));
        if let Some(areas) = &f.policy_area.among.any {
            among_linked!(all, commitments::id, commitment_policy_areas.commitment_id, about_area!(areas));
        }
        if let Some(areas) = &f.policy_area.among.not {
            let about = linked!(commitments::id, commitment_policy_areas.commitment_id, about_area!(areas));
            all.push(Box::new(not(about)));
        }
        if let Some(null) = f.policy_area.null {
            let about = commitment_policy_areas::table.select(commitment_policy_areas::commitment_id);
            let about = InQuery(commitments::id, about);
            all.push(if null { Box::new(not(about)) } else { Box::new(about) });
        }
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (
        titled!(new commitments::title_folded, n.title),
        worded!(new commitments, n),
        commitments::status.eq(n.first_status()),
    );
    update |p| (titled!(commitments::title_folded, p.title), worded!(commitments, p), dated!(commitments, p));
    links {
        countries => commitment_countries.commitment_id.country,
        policy_areas => commitment_policy_areas.commitment_id.policy_area,
    }
    by_country commitment_countries.commitment_id;
    attach attach;
}

fn attach(c: &mut Conn, page: &mut [Commitment]) -> QueryResult<()> {
    let mut steps = transitions::of(c, Commitment::KIND, page.iter().map(|one| one.row.id))?;
    for commitment in page {
        commitment.transitions = steps.remove(&commitment.row.id).unwrap_or_default();
        // Its first step is the commitment itself: a date that was corrected is corrected there too.
        if let Some(first) = commitment.transitions.first_mut() {
            first.when = commitment.row.when.clone();
        }
    }
    Ok(())
}

// Whoever moves a commitment confirms it.
moves! { Commitment in commitments: CommitmentStatus, with commitments::needs_reconfirmation.eq(false) }

/// The live pledges of an organization that may have been made by a day and are still to be kept: all but those withdrawn or
/// reversed.
macro_rules! to_keep {
    ($of:expr, $by:expr) => {{
        let over = [CommitmentStatus::Withdrawn, CommitmentStatus::Reversed];
        commitments::table
            .filter(commitments::made_by.eq($of))
            .filter(commitments::kind.ne(CommitmentKind::Ask))
            .filter(commitments::deleted_at.is_null())
            .filter(commitments::when_text.is_null().or(commitments::when_earliest.le($by)))
            .filter(not(AmongTexts::new(commitments::status, over)))
    }};
}
/// Those pledges.
pub fn pledges_to_keep(c: &mut Conn, of: Id<Organization>, by: NaiveDate) -> QueryResult<Vec<Id<Commitment>>> {
    to_keep!(of, by).order(commitments::id).select(commitments::id).load(c)
}

/// Asks for them to be confirmed again. Gives the ids of those that did not wait for it already.
pub fn flag_pledges(
    c: &mut Conn,
    of: Id<Organization>,
    by: NaiveDate,
    at: Instant,
) -> QueryResult<Vec<Id<Commitment>>> {
    diesel::update(to_keep!(of, by).filter(commitments::needs_reconfirmation.eq(false)))
        .set((
            commitments::needs_reconfirmation.eq(true),
            commitments::version.eq(commitments::version + 1),
            commitments::updated_at.eq(at),
        ))
        .returning(commitments::id)
        .get_results(c)
}
