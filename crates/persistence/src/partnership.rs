//! Partnerships with their countries.
use crate::{
    conditions::{by_sensitivity, dated, maybe_ids, place_in_reach, shared, titled, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use rapport_domain::{
    organization::{Organization, organizations},
    partnership::{Partnership, PartnershipRow, partnership_countries, partnerships},
    review::Review,
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Partnership as PartnershipRow, partnerships, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, partnerships, |countries, regions| {
        place_in_reach!(partnerships, partnership_countries.partnership_id, countries, regions)
    });
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, partnerships: placed(partnership_countries.partnership_id) dated reviewed guarded);
        maybe_ids!(all, scope, partnerships::organization_id, f.organization, Organization in organizations);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (titled!(new partnerships::title_folded, n.title), worded!(new partnerships, n));
    update |p| (titled!(partnerships::title_folded, p.title), worded!(partnerships, p), dated!(partnerships, p));
    links { countries => partnership_countries.partnership_id.country }
    by_country partnership_countries.partnership_id;
}
