use crate::{
    conditions::{Cond, as_of, by_sensitivity, ids, maybe_ids, maybe_texts, texts},
    statements::statements,
};
use diesel::{dsl::not, prelude::*};
use rapport_domain::{
    country::CountryCode,
    organization::{Organization, organizations},
    post::{Post, posts},
    region::Region,
    text::{Code, fold},
};
use rapport_schema::{AmongIds, AmongTexts};
use std::collections::BTreeSet;

statements! { Post as Post, posts, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, posts, |countries, regions| in_reach(countries, regions));
    matching |f, scope, all| {
        ids!(all, posts::id, f.id);
        texts!(all, posts::kind, f.kind);
        maybe_ids!(all, scope, posts::organization_id, f.organization, Organization in organizations);
        maybe_texts!(all, posts::country, f.country);
        maybe_texts!(all, posts::region, f.region);
        maybe_ids!(all, scope, posts::succeeds_id, f.succeeds, Post in posts);
        as_of!(all, posts, f.as_of);
        texts!(all, posts::sensitivity, f.sensitivity);
    }
    sort { Title => [title_folded: String]; CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    insert |n| posts::title_folded.eq(fold(n.title.as_str()));
    update |p| (
        p.title.as_ref().map(|title| posts::title_folded.eq(fold(title.as_str()))),
        p.period.as_ref().map(|when| (
            posts::period_text.eq(when.text()),
            posts::period_earliest.eq(when.earliest()),
            posts::period_latest.eq(when.latest()),
        )),
    );
}

fn in_reach<'a>(countries: &'a BTreeSet<CountryCode>, regions: &'a BTreeSet<Code<Region>>) -> Cond<'a, posts::table> {
    Box::new(
        AmongTexts::new(posts::country, countries)
            .or(AmongTexts::new(posts::region, regions))
            .or(posts::country.is_null().and(posts::region.is_null())),
    )
}
