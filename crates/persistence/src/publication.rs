//! Publications with their countries and interventions.
use crate::{
    conditions::{by_sensitivity, dated, linked_ids, maybe_texts, place_in_reach, shared, titled, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use rapport_domain::{
    intervention::{Intervention, interventions},
    publication::{Publication, PublicationRow, publication_countries, publication_interventions, publications},
    review::Review,
};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Publication as PublicationRow, publications, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, publications, |countries, regions| {
        place_in_reach!(publications, publication_countries.publication_id, countries, regions)
    });
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, publications: placed(publication_countries.publication_id) dated reviewed guarded);
        maybe_texts!(all, publications::channel, f.channel);
        maybe_texts!(all, publications::language, f.language);
        linked_ids!(all, scope, publications::id, publication_interventions.publication_id, publication_interventions::intervention_id, f.intervention, Intervention in interventions);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (titled!(new publications::title_folded, n.title), worded!(new publications, n));
    update |p| (titled!(publications::title_folded, p.title), worded!(publications, p), dated!(publications, p));
    links {
        countries => publication_countries.publication_id.country,
        interventions => publication_interventions.publication_id.intervention_id,
    }
    by_country publication_countries.publication_id;
}
