use crate::{
    conditions::{by_sensitivity, called, country_in_reach, ids, maybe_texts, texts, worded},
    statements::statements,
};
use diesel::dsl::not;
use rapport_domain::{
    person::{Person, people},
    text::fold,
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Person as Person, people, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, people, |countries, _regions| country_in_reach!(people, countries));
    matching |f, scope, all| {
        ids!(all, people::id, f.id);
        called!(all, people::name_folded, f.name);
        maybe_texts!(all, people::country, f.country);
        texts!(all, people::sensitivity, f.sensitivity);
    }
    sort { Name => [name_folded: String]; CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    insert |n| (people::name_folded.eq(fold(n.name.as_str())), worded!(new people, n));
    update |p| (p.name.as_ref().map(|name| people::name_folded.eq(fold(name.as_str()))), worded!(people, p));
}
