//! People: the public does not see those who took their consent back.
use crate::{
    conditions::{Cond, called, country_in_reach, ids, maybe_texts, texts, visibility, worded},
    statements::statements,
};
use diesel::{dsl::not, prelude::*};
use rapport_domain::{
    Id, Instant,
    entity::Version,
    person::{Person, people},
    scope::Sensitivity,
    text::fold,
    traces::ERASED,
    wording::Wording,
};
use rapport_schema::{AmongIds, AmongTexts, Conn};

statements! { Person as Person, people, key id by AmongIds;
    visible |scope| visibility(scope, up_to, |countries, _| Some(Box::new(country_in_reach!(people, countries))));
    matching |f, scope, all| {
        ids!(all, people::id, f.id);
        called!(all, people::name_folded, f.name);
        maybe_texts!(all, people::country, f.country);
        maybe_texts!(all, people::purpose, f.purpose);
        maybe_texts!(all, people::basis, f.basis);
        texts!(all, people::sensitivity, f.sensitivity);
    }
    sort { Name => [name_folded: String]; CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    insert |n| (people::name_folded.eq(fold(n.name.as_str())), worded!(new people, n));
    update |p| (p.name.as_ref().map(|name| people::name_folded.eq(fold(name.as_str()))), worded!(people, p));
}

/// What a ceiling of sensitivity lets see.
fn up_to(ceiling: Sensitivity) -> Option<Cond<'static, people::table>> {
    match ceiling {
        Sensitivity::Restricted => None,
        Sensitivity::Internal => Some(Box::new(people::sensitivity.ne(Sensitivity::Restricted))),
        Sensitivity::Public => {
            Some(Box::new(people::sensitivity.eq(Sensitivity::Public).and(people::consent_withdrawn.is_null())))
        }
    }
}

/// Leaves of a person, who is still at the version held, that there was one; in use or deleted. `false` where they are not.
pub fn erase(c: &mut Conn, id: Id<Person>, held: Version, at: Instant) -> QueryResult<bool> {
    let nothing = None::<String>;
    let changed = diesel::update(people::table.filter(people::id.eq(id)).filter(people::version.eq(held)))
        .set((
            people::name.eq(ERASED),
            people::name_folded.eq(fold(ERASED)),
            people::summary.eq(&nothing),
            people::email.eq(&nothing),
            people::phone.eq(&nothing),
            people::consent_evidence.eq(&nothing),
            people::private_notes.eq(&nothing),
            people::wording.eq(Wording::of(None, None)),
            people::erased_at.eq(at),
            people::version.eq(people::version + 1),
            people::updated_at.eq(at),
        ))
        .execute(c)?;
    Ok(changed == 1)
}
