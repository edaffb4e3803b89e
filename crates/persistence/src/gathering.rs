//! Gatherings with their countries, hosts, interventions and other names.
use crate::{
    conditions::{
        by_sensitivity, dated, linked_ids, maybe_ids, maybe_texts, place_in_reach, shared, texts, titled, worded,
    },
    links::insert_all,
    statements::statements,
};
use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    Id,
    gathering::{
        Gathering, GatheringPatch, GatheringRow, NewGathering, gathering_aliases, gathering_countries, gathering_hosts,
        gathering_interventions, gatherings,
    },
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    review::Review,
    text::{Line, fold},
};
use rapport_schema::{AmongIds, AmongTexts, Conn};

/// Some name of a gathering is among these.
macro_rules! named {
    ($values:ident) => {
        AmongTexts::new(gatherings::title_folded, $values).or(exists(
            gathering_aliases::table
                .filter(gathering_aliases::gathering_id.eq(gatherings::id))
                .filter(AmongTexts::new(gathering_aliases::alias_folded, $values)),
        ))
    };
}

statements! { Gathering as GatheringRow, gatherings, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, gatherings, |countries, regions| {
        place_in_reach!(gatherings, gathering_countries.gathering_id, countries, regions)
    });
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, gatherings: placed(gathering_countries.gathering_id) dated reviewed guarded);
        if let Some(names) = &f.name.any {
            all.push(Box::new(named!(names)));
        }
        if let Some(names) = &f.name.not {
            all.push(Box::new(not(named!(names))));
        }
        texts!(all, gatherings::kind, f.kind);
        texts!(all, gatherings::status, f.status);
        maybe_texts!(all, gatherings::held_in, f.held_in);
        maybe_ids!(all, scope, gatherings::parent_id, f.parent, Gathering in gatherings);
        linked_ids!(all, scope, gatherings::id, gathering_hosts.gathering_id, gathering_hosts::organization_id, f.host, Organization in organizations);
        linked_ids!(all, scope, gatherings::id, gathering_interventions.gathering_id, gathering_interventions::intervention_id, f.intervention, Intervention in interventions);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (titled!(new gatherings::title_folded, n.title), worded!(new gatherings, n));
    update |p| (titled!(gatherings::title_folded, p.title), worded!(gatherings, p), dated!(gatherings, p));
    links {
        countries => gathering_countries.gathering_id.country,
        hosts => gathering_hosts.gathering_id.organization_id,
        interventions => gathering_interventions.gathering_id.intervention_id,
    }
    shown { aliases => gathering_aliases.gathering_id.alias }
    by_country gathering_countries.gathering_id;
    save save_new, save_patch;
}

fn save_new(c: &mut Conn, key: &Id<Gathering>, new: &NewGathering) -> QueryResult<()> {
    save(c, key, &new.aliases)
}
fn save_patch(c: &mut Conn, key: &Id<Gathering>, patch: &GatheringPatch) -> QueryResult<()> {
    patch.aliases.as_ref().map_or(Ok(()), |aliases| save(c, key, aliases))
}
fn save(c: &mut Conn, key: &Id<Gathering>, aliases: &[Line]) -> QueryResult<()> {
    diesel::delete(gathering_aliases::table.filter(gathering_aliases::gathering_id.eq(key))).execute(c)?;
    let rows: Vec<_> = aliases
        .iter()
        .zip(0i32..)
        .map(|(alias, position)| {
            (
                gathering_aliases::gathering_id.eq(key),
                gathering_aliases::alias.eq(alias),
                gathering_aliases::alias_folded.eq(fold(alias.as_str())),
                gathering_aliases::position.eq(position),
            )
        })
        .collect();
    insert_all!(c, gathering_aliases, rows);
    Ok(())
}
