//! Citations, and the claims among them that contradict each other.
use crate::{
    Statements,
    conditions::{Cond, and, attached, attached_in_reach, flag, maybe_ids, maybe_texts, shared, subject, worded},
    statements::statements,
};
use diesel::{dsl::not, prelude::*};
use rapport_domain::{
    citation::{Citation, CitationRow, citations},
    entity::Entity,
    person::{Person, people},
    scope::{Reach, Scope, Sensitivity},
    source::{Source, sources},
    testimonial::Testimonial,
    text::Private,
};
use rapport_schema::{AmongIds, AmongTexts, Conn};

statements! { Citation as CitationRow, citations, key id by AmongIds;
    visible |scope| and(and(attached!(scope, citations), nameless(scope)), discreet(scope));
    matching |f, scope, all| {
        shared!(all, f, citations: attached);
        maybe_ids!(all, scope, citations::source_id, f.source, Source in sources);
        maybe_ids!(all, scope, citations::person_id, f.person, Person in people);
        maybe_texts!(all, citations::field, f.field);
        flag!(all, citations::preferred, f.preferred);
        if let Some(claim) = f.claim.is {
            all.push(Box::new(citations::value.is_not_null().eq(claim)));
        }
    }
    sort { CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    insert |n| worded!(new citations, n);
    update |p| (worded!(citations, p), subject!(citations, p));
}

/// Whoever may be kept from knowing a speaker is told no source of testimonials: a source, and who says so in it, may name
/// the speaker as well as a claim may.
fn nameless(scope: &Scope) -> Option<Cond<'static, citations::table>> {
    (scope.inside == Sensitivity::Public || scope.outside == Some(Sensitivity::Public)).then(
        || -> Cond<'static, citations::table> {
            Box::new(
                citations::about_kind
                    .is_null()
                    .or(not(AmongTexts::new(citations::about_kind, [Testimonial::KIND.name]))),
            )
        },
    )
}

/// What a source says of a private member is told to those who read the member.
fn discreet(scope: &Scope) -> Option<Cond<'static, citations::table>> {
    let open = citations::field.is_null().or(not(AmongTexts::new(citations::field, Private::MEMBERS)));
    match &scope.reach {
        _ if !scope.private => Some(Box::new(open)),
        Reach::Some { countries, regions } if scope.outside != Some(Sensitivity::Restricted) => {
            Some(Box::new(open.or(attached_in_reach!(citations, countries, regions))))
        }
        _ => None,
    }
}

/// Every claim that a scope sees, record by record and field by field, in the order in which they were recorded.
pub fn claims(c: &mut Conn, scope: &Scope) -> QueryResult<Vec<Citation>> {
    let rows: Vec<CitationRow> = citations::table
        .filter(Citation::visible(scope, rapport_domain::entity::Life::Live))
        .filter(citations::value.is_not_null())
        .order((
            citations::about_kind,
            citations::about_id,
            citations::about_code,
            citations::field,
            citations::created_at,
            citations::id,
        ))
        .select(<CitationRow as Selectable<rapport_schema::Backend>>::construct_selection())
        .load(c)?;
    Ok(rows.into_iter().map(Citation::from).collect())
}
