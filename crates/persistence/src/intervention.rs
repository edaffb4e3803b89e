//! Interventions with their countries, peers, kinds, work areas and participants.
use crate::{
    conditions::{
        by_sensitivity, dates, flag, ids, linked_ids, linked_texts, maybe_ids, maybe_texts, place_in_reach, texts,
    },
    links::{insert_all, linked, relink},
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
    participant::{NewParticipant, Participant, intervention_participants},
    person::{Person, people},
    text::{Code, fold},
};
use rapport_schema::{AmongIds, AmongTexts, Backend, Conn};

statements! { Intervention as InterventionRow, interventions, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, interventions, |countries, regions| {
        place_in_reach!(interventions, intervention_countries.intervention_id, countries, regions)
    });
    matching |f, scope, all| {
        ids!(all, interventions::id, f.id);
        maybe_ids!(all, scope, interventions::parent_id, f.parent, Intervention in interventions);
        maybe_ids!(all, scope, interventions::follows_id, f.follows, Intervention in interventions);
        linked_texts!(all, interventions::id, intervention_kinds.intervention_id, intervention_kinds::kind, f.kind);
        linked_texts!(all, interventions::id, intervention_countries.intervention_id, intervention_countries::country, f.country);
        maybe_texts!(all, interventions::region, f.region);
        flag!(all, interventions::worldwide, f.worldwide);
        linked_texts!(all, interventions::id, intervention_peers.intervention_id, intervention_peers::country, f.peer_country);
        maybe_texts!(all, interventions::held_in, f.held_in);
        linked_texts!(all, interventions::id, intervention_work_areas.intervention_id, intervention_work_areas::work_area, f.work_area);
        dates!(all, interventions, when_text, when_earliest, when_latest, f.when);
        maybe_texts!(all, interventions::mode, f.mode);
        texts!(all, interventions::evidence, f.evidence);
        texts!(all, interventions::sensitivity, f.sensitivity);
        texts!(all, interventions::review, f.review);
        linked_ids!(all, scope, interventions::id, intervention_participants.intervention_id, intervention_participants::person_id, f.participant_person, Person in people);
        linked_ids!(all, scope, interventions::id, intervention_participants.intervention_id, intervention_participants::organization_id, f.participant_organization, Organization in organizations);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (
        interventions::title_folded.eq(fold(n.title.as_str())),
        interventions::work_areas_from_kinds.eq(n.work_areas.is_empty()),
    );
    update |p| (
        p.title.as_ref().map(|title| interventions::title_folded.eq(fold(title.as_str()))),
        p.work_areas.as_ref().map(|areas| interventions::work_areas_from_kinds.eq(areas.is_empty())),
        p.when.as_ref().map(|when| (
            interventions::when_text.eq(when.text()),
            interventions::when_earliest.eq(when.earliest()),
            interventions::when_latest.eq(when.latest()),
        )),
    );
    attach attach;
    save save_new, save_patch;
}

fn attach(c: &mut Conn, page: &mut [Intervention]) -> QueryResult<()> {
    let ids = || page.iter().map(|i| i.row.id);
    let mut kinds = linked!(c, intervention_kinds.intervention_id, kind, ids());
    let mut countries = linked!(c, intervention_countries.intervention_id, country, ids());
    let mut peers = linked!(c, intervention_peers.intervention_id, country, ids());
    let mut work_areas = linked!(c, intervention_work_areas.intervention_id, work_area, ids());
    let participants: Vec<(Id<Intervention>, Participant)> = intervention_participants::table
        .filter(AmongIds::new(intervention_participants::intervention_id, ids()))
        .order((intervention_participants::intervention_id, intervention_participants::position))
        .select((
            intervention_participants::intervention_id,
            <Participant as Selectable<Backend>>::construct_selection(),
        ))
        .load(c)?;
    let mut participants = crate::links::group(participants);
    for i in page {
        i.kinds = kinds.remove(&i.row.id).unwrap_or_default();
        i.countries = countries.remove(&i.row.id).unwrap_or_default();
        i.peer_countries = peers.remove(&i.row.id).unwrap_or_default();
        i.work_areas = work_areas.remove(&i.row.id).unwrap_or_default();
        i.participants = participants.remove(&i.row.id).unwrap_or_default();
    }
    Ok(())
}
fn save_new(c: &mut Conn, key: &Id<Intervention>, new: &NewIntervention) -> QueryResult<()> {
    relink!(c, intervention_kinds.intervention_id, key, kind, new.kinds);
    relink!(c, intervention_countries.intervention_id, key, country, new.countries);
    relink!(c, intervention_peers.intervention_id, key, country, new.peer_countries);
    save_work_areas(c, key, &new.work_areas)?;
    save_participants(c, key, &new.participants)
}
fn save_patch(c: &mut Conn, key: &Id<Intervention>, patch: &InterventionPatch) -> QueryResult<()> {
    if let Some(kinds) = &patch.kinds {
        relink!(c, intervention_kinds.intervention_id, key, kind, kinds);
    }
    if let Some(countries) = &patch.countries {
        relink!(c, intervention_countries.intervention_id, key, country, countries);
    }
    if let Some(peers) = &patch.peer_countries {
        relink!(c, intervention_peers.intervention_id, key, country, peers);
    }
    match &patch.work_areas {
        Some(areas) => save_work_areas(c, key, areas)?,
        None if patch.kinds.is_some() && from_kinds(c, key)? => save_work_areas(c, key, &[])?,
        None => {}
    }
    patch.participants.as_ref().map_or(Ok(()), |participants| save_participants(c, key, participants))
}

fn from_kinds(c: &mut Conn, key: &Id<Intervention>) -> QueryResult<bool> {
    interventions::table.find(key).select(interventions::work_areas_from_kinds).first(c)
}
/// The areas given, or else those of the record's kinds.
fn save_work_areas(c: &mut Conn, key: &Id<Intervention>, given: &[WorkArea]) -> QueryResult<()> {
    let mut areas = given.to_vec();
    if areas.is_empty() {
        let kinds: Vec<Code<ActivityKind>> = intervention_kinds::table
            .filter(intervention_kinds::intervention_id.eq(key))
            .select(intervention_kinds::kind)
            .load(c)?;
        areas = activity_kinds::table
            .filter(AmongTexts::new(activity_kinds::code, &kinds))
            .select(activity_kinds::work_area)
            .distinct()
            .load(c)?;
        areas.sort();
    }
    relink!(c, intervention_work_areas.intervention_id, key, work_area, areas);
    Ok(())
}
/// Every participant has an id by now: the application gives one to those that came without.
fn save_participants(c: &mut Conn, key: &Id<Intervention>, all: &[NewParticipant]) -> QueryResult<()> {
    use intervention_participants as ip;
    diesel::delete(ip::table.filter(ip::intervention_id.eq(key))).execute(c)?;
    let rows: Vec<_> = all
        .iter()
        .zip(0i32..)
        .filter_map(|(p, position)| {
            Some((
                ip::id.eq(p.id?),
                ip::intervention_id.eq(key),
                ip::position.eq(position),
                ip::part.eq(p.part),
                ip::person_id.eq(p.person_id),
                ip::organization_id.eq(p.organization_id),
                ip::role.eq(p.role.as_ref()),
            ))
        })
        .collect();
    insert_all!(c, ip, rows);
    Ok(())
}
