//! Introductions with their countries.
use crate::{
    conditions::{by_sensitivity, dated, maybe_ids, maybe_texts, place_in_reach, shared, titled, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use rapport_domain::{
    intervention::{Intervention, interventions},
    introduction::{Introduction, IntroductionRow, introduction_countries, introductions},
    organization::{Organization, organizations},
    person::{Person, people},
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Introduction as IntroductionRow, introductions, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, introductions, |countries, regions| {
        place_in_reach!(introductions, introduction_countries.introduction_id, countries, regions)
    });
    matching |f, scope, all| {
        shared!(all, f, introductions: placed(introduction_countries.introduction_id) dated reviewed guarded);
        maybe_texts!(all, introductions::kind, f.kind);
        maybe_ids!(all, scope, introductions::party_id, f.party, Organization in organizations);
        maybe_ids!(all, scope, introductions::party_person_id, f.party_person, Person in people);
        maybe_ids!(all, scope, introductions::to_id, f.to, Organization in organizations);
        maybe_ids!(all, scope, introductions::to_person_id, f.to_person, Person in people);
        maybe_texts!(all, introductions::to_country, f.to_country);
        maybe_ids!(all, scope, introductions::intervention_id, f.intervention, Intervention in interventions);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (titled!(new introductions::title_folded, n.title), worded!(new introductions, n));
    update |p| (worded!(introductions, p), titled!(introductions::title_folded, p.title), dated!(introductions, p));
    links { countries => introduction_countries.introduction_id.country }
    by_country introduction_countries.introduction_id;
}
