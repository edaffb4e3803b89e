//! Testimonials: who sees them, and which of them say nearly the same.
use crate::{
    Statements,
    conditions::{
        Cond, Matching, dated, flag, linked_ids, maybe_ids, maybe_texts, place_in_reach, shared, texts, visibility,
        worded,
    },
    statements::statements,
};
use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    Id,
    entity::{Entity, Life},
    filter::Refs,
    intervention::{Intervention, interventions},
    organization::{Organization, organizations},
    person::{Person, people},
    review::Review,
    risk::{Handling, risks},
    scope::{Scope, Sensitivity},
    testimonial::{
        Consent, Testimonial, TestimonialRow, testimonial_affiliations, testimonial_countries,
        testimonial_interventions, testimonial_people, testimonials,
    },
};
use rapport_schema::{AmongIds, AmongTexts, Conn, InQuery};

statements! { Testimonial as TestimonialRow, testimonials, key id by AmongIds;
    visible |scope| visibility(scope, up_to, |countries, regions| {
        Some(Box::new(place_in_reach!(testimonials, testimonial_countries.testimonial_id, countries, regions)))
    });
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, testimonials: placed(testimonial_countries.testimonial_id) dated reviewed guarded);
        texts!(all, testimonials::consent, f.consent);
        texts!(all, testimonials::verification, f.verification);
        texts!(all, testimonials::lang, f.lang);
        maybe_texts!(all, testimonials::original_language, f.original_language);
        let mut of_speaker = Matching::default();
        maybe_ids!(of_speaker, scope, testimonials::speaker_id, f.speaker, Person in people);
        all.extend(of_named(scope, &f.speaker, of_speaker.conditions));
        let mut of_affiliation = Matching::default();
        linked_ids!(of_affiliation, scope, testimonials::id, testimonial_affiliations.testimonial_id, testimonial_affiliations::organization_id, f.affiliation, Organization in organizations);
        all.extend(of_named(scope, &f.affiliation, of_affiliation.conditions));
        linked_ids!(all, scope, testimonials::id, testimonial_interventions.testimonial_id, testimonial_interventions::intervention_id, f.intervention, Intervention in interventions);
        linked_ids!(all, scope, testimonials::id, testimonial_people.testimonial_id, testimonial_people::person_id, f.person, Person in people);
        flag!(all, testimonials::released, f.released);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| worded!(new testimonials, n);
    update |p| (worded!(testimonials, p), dated!(testimonials, p));
    links {
        countries => testimonial_countries.testimonial_id.country,
        affiliations => testimonial_affiliations.testimonial_id.organization_id,
        interventions => testimonial_interventions.testimonial_id.intervention_id,
        people => testimonial_people.testimonial_id.person_id,
    }
    by_country testimonial_countries.testimonial_id;
}

/// What a ceiling of sensitivity lets see. The public sees what its speaker agreed to publish, did not take back since, and no
/// risk holds back.
fn up_to(ceiling: Sensitivity) -> Option<Cond<'static, testimonials::table>> {
    match ceiling {
        Sensitivity::Restricted => None,
        Sensitivity::Internal => Some(Box::new(testimonials::sensitivity.ne(Sensitivity::Restricted))),
        Sensitivity::Public => Some(Box::new(
            testimonials::sensitivity
                .eq(Sensitivity::Public)
                .and(AmongTexts::new(testimonials::consent, Consent::PUBLISHES))
                .and(testimonials::released.eq(true).or(not(held_back())))
                .and(testimonials::speaker_id.is_null().or(not(taken_back()))),
        )),
    }
}
/// Whoever said it took their consent back.
fn taken_back() -> Cond<'static, testimonials::table> {
    let withdrawn = people::table.filter(people::consent_withdrawn.is_not_null()).select(people::id.nullable());
    Box::new(InQuery(testimonials::speaker_id, withdrawn))
}
/// A country's risk holds it back: one that is live and says so.
fn held_back() -> Cond<'static, testimonials::table> {
    let risky = risks::table
        .filter(risks::deleted_at.is_null())
        .filter(risks::handling.eq(Handling::Withhold))
        .select(risks::country);
    let there = testimonial_countries::table
        .filter(InQuery(testimonial_countries::country, risky))
        .select(testimonial_countries::testimonial_id);
    Box::new(InQuery(testimonials::id, there))
}

/// The conditions of a filter on speakers or their affiliations, in its order. To the public, testimonials without a
/// name have none: they match as if it were null.
fn of_named<'a, E: Entity>(
    scope: &Scope,
    refs: &Refs<E>,
    conditions: Vec<Cond<'a, testimonials::table>>,
) -> Vec<Cond<'a, testimonials::table>> {
    if scope.inside != Sensitivity::Public && scope.outside != Some(Sensitivity::Public) {
        return conditions;
    }
    let among = &refs.maybe.among;
    let wants_one = [
        among.any.as_ref().map(|_| true),
        among.not.as_ref().map(|_| false),
        refs.maybe.null.map(|null| !null),
        refs.that.as_ref().map(|_| true),
    ];
    let named = |condition, wants_one| -> Cond<'a, testimonials::table> {
        if wants_one {
            Box::new(testimonials::consent.eq(Consent::PublishNamed).and(condition))
        } else {
            Box::new(testimonials::consent.ne(Consent::PublishNamed).or(condition))
        }
    };
    conditions.into_iter().zip(wants_one.into_iter().flatten()).map(|(condition, one)| named(condition, one)).collect()
}

/// The words of a testimonial, and whose they are.
#[derive(Clone, Debug, Queryable)]
pub struct Words {
    /// Whose words, as a record.
    pub id: Id<Testimonial>,
    /// The words themselves.
    pub text: Option<String>,
    /// In other words.
    pub summary: Option<String>,
    /// Who said it.
    pub speaker_id: Option<Id<Person>>,
    /// Who said it, in the source's words.
    pub speaker_said: Option<String>,
}
/// The words of the newest testimonials that a scope sees.
pub fn newest_words(c: &mut Conn, scope: &Scope, most: i64) -> QueryResult<Vec<Words>> {
    testimonials::table
        .filter(Testimonial::visible(scope, Life::Live))
        .order((testimonials::created_at.desc(), testimonials::id.desc()))
        .limit(most)
        .select((
            testimonials::id,
            testimonials::text,
            testimonials::summary,
            testimonials::speaker_id,
            testimonials::speaker_said,
        ))
        .load(c)
}
