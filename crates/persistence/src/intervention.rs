//! Interventions with their countries, peers, kinds, work areas and participants.
use crate::{
    conditions::{
        Cond, by_sensitivity, dated, linked_dates, linked_ids, linked_texts, maybe_ids, maybe_texts, null_or_seen,
        place_in_reach, shared, texts, titled, worded,
    },
    links::{put_links, relink},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    Id,
    activity_kind::{ActivityKind, WorkArea, activity_kinds},
    intervention::{
        Intervention, InterventionPatch, InterventionRow, NewIntervention, intervention_countries, intervention_kinds,
        intervention_peers, intervention_work_areas, interventions,
    },
    organization::{Organization, organizations},
    participant::{Participant, intervention_participants},
    person::{Person, people},
    review::Review,
    scope::Scope,
    text::Code,
    touch::{Touch, intervention_touches},
};
use rapport_schema::{AmongIds, AmongTexts, Conn};

statements! { Intervention as InterventionRow, interventions, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, interventions, |countries, regions| {
        place_in_reach!(interventions, intervention_countries.intervention_id, countries, regions)
    });
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, interventions: placed(intervention_countries.intervention_id) dated reviewed guarded);
        maybe_ids!(all, scope, interventions::parent_id, f.parent, Intervention in interventions);
        maybe_ids!(all, scope, interventions::follows_id, f.follows, Intervention in interventions);
        linked_texts!(all, interventions::id, intervention_kinds.intervention_id, intervention_kinds::kind, f.kind);
        linked_texts!(all, interventions::id, intervention_peers.intervention_id, intervention_peers::country, f.peer_country);
        maybe_texts!(all, interventions::held_in, f.held_in);
        linked_texts!(all, interventions::id, intervention_work_areas.intervention_id, intervention_work_areas::work_area, f.work_area);
        texts!(all, interventions::form, f.form);
        maybe_texts!(all, interventions::mode, f.mode);
        texts!(all, interventions::evidence, f.evidence);
        linked_dates!(all, interventions::id, intervention_touches.intervention_id, when_text, when_earliest, when_latest, f.touch_when);
        linked_ids!(all, scope, interventions::id, intervention_participants.intervention_id, intervention_participants::person_id, f.participant_person, Person in people, where participant_seen(scope));
        linked_ids!(all, scope, interventions::id, intervention_participants.intervention_id, intervention_participants::organization_id, f.participant_organization, Organization in organizations, where participant_seen(scope));
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (
        titled!(new interventions::title_folded, n.title),
        worded!(new interventions, n),
        interventions::work_areas_from_kinds.eq(n.work_areas.is_empty()),
    );
    update |p| (
        titled!(interventions::title_folded, p.title),
        worded!(interventions, p),
        dated!(interventions, p),
        p.work_areas.as_ref().map(|areas| interventions::work_areas_from_kinds.eq(areas.is_empty())),
    );
    links {
        kinds => intervention_kinds.intervention_id.kind,
        countries => intervention_countries.intervention_id.country,
        peer_countries => intervention_peers.intervention_id.country,
    }
    shown { work_areas => intervention_work_areas.intervention_id.work_area }
    elements {
        participants => intervention_participants.intervention_id: Participant,
        touches => intervention_touches.intervention_id: Touch,
    }
    by_country intervention_countries.intervention_id;
    save save_new, save_patch;
}

/// The participants that a scope sees: those that name nothing hidden.
fn participant_seen(scope: &Scope) -> Cond<'static, intervention_participants::table> {
    let who = null_or_seen!(scope, intervention_participants::person_id, Person in people);
    Box::new(who.and(null_or_seen!(scope, intervention_participants::organization_id, Organization in organizations)))
}

fn save_new(c: &mut Conn, key: &Id<Intervention>, new: &NewIntervention) -> QueryResult<()> {
    let areas = work_areas(c, &new.work_areas, &new.kinds)?;
    put_links!(c, intervention_work_areas.intervention_id, key, work_area, areas);
    Ok(())
}
fn save_patch(c: &mut Conn, key: &Id<Intervention>, patch: &InterventionPatch) -> QueryResult<()> {
    let given = match &patch.work_areas {
        Some(areas) => areas,
        None if patch.kinds.is_some() && from_kinds(c, key)? => &vec![],
        None => return Ok(()),
    };
    let kinds: Vec<Code<ActivityKind>> = match given.is_empty() {
        true => intervention_kinds::table
            .filter(intervention_kinds::intervention_id.eq(key))
            .select(intervention_kinds::kind)
            .load(c)?,
        false => vec![],
    };
    let areas = work_areas(c, given, &kinds)?;
    relink!(c, intervention_work_areas.intervention_id, key, work_area, areas);
    Ok(())
}

fn from_kinds(c: &mut Conn, key: &Id<Intervention>) -> QueryResult<bool> {
    interventions::table.find(key).select(interventions::work_areas_from_kinds).first(c)
}
/// The areas given, or else those of the kinds.
fn work_areas(c: &mut Conn, given: &[WorkArea], kinds: &[Code<ActivityKind>]) -> QueryResult<Vec<WorkArea>> {
    if !given.is_empty() || kinds.is_empty() {
        return Ok(given.to_vec());
    }
    let mut areas: Vec<WorkArea> = activity_kinds::table
        .filter(AmongTexts::new(activity_kinds::code, kinds))
        .select(activity_kinds::work_area)
        .distinct()
        .load(c)?;
    areas.sort();
    Ok(areas)
}
