//! Turnovers: seen where their post is.
use crate::{
    conditions::{dated, dates, ids, linked_ids, maybe_ids, texts, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    Id,
    commitment::{Commitment, commitments},
    membership::{Membership, memberships},
    organization::{Organization, organizations},
    person::{Person, people},
    post::{Post, posts},
    turnover::{Turnover, TurnoverRow, turnover_commitments, turnover_memberships, turnovers},
    when::Dated,
};
use rapport_schema::{AmongIds, AmongTexts, Conn, InQuery};
use std::collections::HashMap;

statements! { Turnover as TurnoverRow, turnovers, key id by AmongIds;
    visible |scope| Some(Box::new(InQuery(
        turnovers::post_id,
        posts::table.filter(Post::visible(scope, Life::Live)).select(posts::id),
    )));
    matching |f, scope, all| {
        ids!(all, turnovers::id, f.id);
        texts!(all, turnovers::what, f.what);
        maybe_ids!(all, scope, turnovers::post_id, f.post, Post in posts);
        maybe_ids!(all, scope, turnovers::agency_id, f.agency, Organization in organizations);
        maybe_ids!(all, scope, turnovers::successor_id, f.successor, Person in people);
        maybe_ids!(all, scope, turnovers::successor_organization_id, f.successor_organization, Organization in organizations);
        linked_ids!(all, scope, turnovers::id, turnover_commitments.turnover_id, turnover_commitments::commitment_id, f.commitment, Commitment in commitments);
        maybe_ids!(all, scope, turnovers::new_post_id, f.new_post, Post in posts);
        linked_ids!(all, scope, turnovers::id, turnover_memberships.turnover_id, turnover_memberships::membership_id, f.membership, Membership in memberships);
        dates!(all, turnovers, when_undated, when_earliest, when_latest, f.when);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (n.post_id.map(|post| turnovers::post_id.eq(post)), worded!(new turnovers, n));
    update |p| (worded!(turnovers, p), dated!(turnovers, p));
    links {
        commitments => turnover_commitments.turnover_id.commitment_id,
        memberships => turnover_memberships.turnover_id.membership_id,
    }
}

/// The turnovers that asked to confirm these commitments again, with their dates.
pub fn of_commitments(
    c: &mut Conn,
    commitments: impl IntoIterator<Item = Id<Commitment>>,
) -> QueryResult<HashMap<Id<Commitment>, Vec<(Id<Turnover>, Dated)>>> {
    let rows: Vec<(Id<Commitment>, (Id<Turnover>, Dated))> = turnovers::table
        .inner_join(turnover_commitments::table.on(turnover_commitments::turnover_id.eq(turnovers::id)))
        .filter(AmongIds::new(turnover_commitments::commitment_id, commitments))
        .filter(turnovers::deleted_at.is_null())
        .order((turnover_commitments::commitment_id, turnovers::id))
        .select((
            turnover_commitments::commitment_id,
            (
                turnovers::id,
                (
                    turnovers::when_text,
                    turnovers::when_earliest,
                    turnovers::when_latest,
                    turnovers::when_said,
                    turnovers::when_inferred,
                ),
            ),
        ))
        .load(c)?;
    Ok(crate::links::group(rows))
}
