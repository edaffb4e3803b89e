use crate::{
    conditions::{
        by_sensitivity, called, country_or_region_in_reach, flag, ids, maybe_ids, maybe_texts, texts, worded,
    },
    statements::statements,
};
use diesel::dsl::not;
use rapport_domain::{
    organization::{Organization, organizations},
    text::fold,
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Organization as Organization, organizations, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, organizations, |countries, regions| {
        country_or_region_in_reach!(organizations, countries, regions)
    });
    matching |f, scope, all| {
        ids!(all, organizations::id, f.id);
        called!(all, organizations::name_folded, f.name);
        maybe_texts!(all, organizations::acronym, f.acronym);
        maybe_texts!(all, organizations::org_id, f.org_id);
        texts!(all, organizations::kind, f.kind);
        maybe_texts!(all, organizations::country, f.country);
        maybe_texts!(all, organizations::region, f.region);
        maybe_ids!(all, scope, organizations::parent_id, f.parent, Organization in organizations);
        flag!(all, organizations::collective, f.collective);
        texts!(all, organizations::sensitivity, f.sensitivity);
    }
    sort { Name => [name_folded: String]; CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    insert |n| (organizations::name_folded.eq(fold(n.name.as_str())), worded!(new organizations, n));
    update |p| (
        p.name.as_ref().map(|name| organizations::name_folded.eq(fold(name.as_str()))),
        worded!(organizations, p),
    );
}
