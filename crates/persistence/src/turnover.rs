//! Turnovers: seen where their post is.
use crate::{
    conditions::{dated, dates, ids, linked_ids, maybe_ids, texts},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use rapport_domain::{
    commitment::{Commitment, commitments},
    organization::{Organization, organizations},
    person::{Person, people},
    post::{Post, posts},
    turnover::{Turnover, TurnoverRow, turnover_commitments, turnover_memberships, turnovers},
};
use rapport_schema::{AmongIds, AmongTexts, InQuery};

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
        linked_ids!(all, scope, turnovers::id, turnover_commitments.turnover_id, turnover_commitments::commitment_id, f.commitment, Commitment in commitments);
        dates!(all, turnovers, when_text, when_earliest, when_latest, f.when);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| n.post_id.map(|post| turnovers::post_id.eq(post));
    update |p| dated!(turnovers, p);
    links {
        commitments => turnover_commitments.turnover_id.commitment_id,
        memberships => turnover_memberships.turnover_id.membership_id,
    }
}
