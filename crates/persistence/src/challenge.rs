//! Challenges with their countries, themes and interventions.
use crate::{
    conditions::{by_sensitivity, dated, linked_ids, linked_texts, place_in_reach, shared, titled, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use rapport_domain::{
    challenge::{Challenge, ChallengeRow, challenge_countries, challenge_interventions, challenge_themes, challenges},
    intervention::{Intervention, interventions},
    review::Review,
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Challenge as ChallengeRow, challenges, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, challenges, |countries, regions| {
        place_in_reach!(challenges, challenge_countries.challenge_id, countries, regions)
    });
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, challenges: placed(challenge_countries.challenge_id) dated reviewed guarded);
        linked_texts!(all, challenges::id, challenge_themes.challenge_id, challenge_themes::theme, f.theme);
        linked_ids!(all, scope, challenges::id, challenge_interventions.challenge_id, challenge_interventions::intervention_id, f.intervention, Intervention in interventions);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (titled!(new challenges::title_folded, n.title), worded!(new challenges, n));
    update |p| (titled!(challenges::title_folded, p.title), worded!(challenges, p), dated!(challenges, p));
    links {
        countries => challenge_countries.challenge_id.country,
        themes => challenge_themes.challenge_id.theme,
        interventions => challenge_interventions.challenge_id.intervention_id,
    }
    by_country challenge_countries.challenge_id;
}
