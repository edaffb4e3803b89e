use crate::{
    conditions::{
        as_of, by_sensitivity, country_or_region_in_reach, dated, ids, maybe_ids, maybe_texts, texts, worded,
    },
    statements::statements,
};
use diesel::dsl::not;
use rapport_domain::{
    organization::{Organization, organizations},
    post::{Post, posts},
    text::fold,
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Post as Post, posts, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, posts, |countries, regions| country_or_region_in_reach!(posts, countries, regions));
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
    insert |n| (posts::title_folded.eq(fold(n.title.as_str())), worded!(new posts, n));
    update |p| (
        p.title.as_ref().map(|title| posts::title_folded.eq(fold(title.as_str()))),
        worded!(posts, p),
        dated!(posts, p.period: period_text, period_earliest, period_latest),
    );
}
