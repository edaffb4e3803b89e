use crate::{
    conditions::{by_sensitivity, country_in_reach, dated, maybe_ids, maybe_texts, shared, texts, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::not;
use rapport_domain::{
    organization::{Organization, organizations},
    person::{Person, people},
    review::Review,
    standing::{Standing, StandingRow, standings},
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Standing as StandingRow, standings, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, standings, |countries, _regions| country_in_reach!(standings, countries));
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, standings: dated reviewed guarded);
        maybe_texts!(all, standings::country, f.country);
        texts!(all, standings::aspect, f.aspect);
        texts!(all, standings::code, f.code);
        maybe_ids!(all, scope, standings::organization_id, f.organization, Organization in organizations);
        maybe_ids!(all, scope, standings::person_id, f.person, Person in people);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| worded!(new standings, n);
    update |p| (worded!(standings, p), dated!(standings, p));
}
