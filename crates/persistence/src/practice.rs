//! Practices with where they come from and where they went.
use crate::{
    conditions::{Cond, by_sensitivity, linked_ids, linked_texts, shared, titled, worded},
    statements::statements,
};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use rapport_domain::{
    adoption::{Adoption, practice_adoptions},
    intervention::{Intervention, interventions},
    outcome::{Outcome, results},
    practice::{Practice, PracticeFilter, PracticeRow, practice_origins, practices},
};
use rapport_schema::{AmongIds, AmongTexts, Backend, InQuery};

statements! { Practice as PracticeRow, practices, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, practices, |countries, _regions| {
        let origins = || practice_origins::table.filter(practice_origins::practice_id.eq(practices::id));
        not(exists(origins())).or(exists(origins().filter(AmongTexts::new(practice_origins::country, countries))))
    });
    matching |f, scope, all| {
        shared!(all, f, practices: reviewed guarded);
        linked_texts!(all, practices::id, practice_origins.practice_id, practice_origins::country, f.origin);
        linked_texts!(all, practices::id, practice_adoptions.practice_id, practice_adoptions::country, f.adoption_country);
        linked_texts!(all, practices::id, practice_adoptions.practice_id, practice_adoptions::region, f.adoption_region);
        linked_texts!(all, practices::id, practice_adoptions.practice_id, practice_adoptions::stage, f.adoption_stage);
        linked_ids!(all, scope, practices::id, practice_adoptions.practice_id, practice_adoptions::intervention_id, f.adoption_intervention, Intervention in interventions);
        linked_ids!(all, scope, practices::id, practice_adoptions.practice_id, practice_adoptions::result_id, f.adoption_result, Outcome in results);
        all.extend(by_one_adoption(f));
    }
    sort { Title => [title_folded: String]; CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    insert |n| (titled!(new practices::title_folded, n.title), worded!(new practices, n));
    update |p| (titled!(practices::title_folded, p.title), worded!(practices, p));
    links { origins => practice_origins.practice_id.country }
    elements { adoptions => practice_adoptions.practice_id: Adoption }
}

/// Where a filter says more than one thing of adoptions, all of it holds for one and the same adoption: "adopted in
/// Uruguay" is not "adopted somewhere, and somehow in Uruguay".
fn by_one_adoption(f: &PracticeFilter) -> Option<Cond<'_, practices::table>> {
    let (countries, regions, stages) = (&f.adoption_country.any, &f.adoption_region.any, &f.adoption_stage.any);
    let (interventions, results) = (&f.adoption_intervention.0.among.any, &f.adoption_result.0.among.any);
    let said = [countries.is_some(), regions.is_some(), stages.is_some(), interventions.is_some(), results.is_some()];
    if said.into_iter().filter(|said| *said).count() < 2 {
        return None;
    }
    let mut adoptions = practice_adoptions::table.select(practice_adoptions::practice_id).into_boxed::<Backend>();
    if let Some(countries) = countries {
        adoptions = adoptions.filter(AmongTexts::new(practice_adoptions::country, countries));
    }
    if let Some(regions) = regions {
        adoptions = adoptions.filter(AmongTexts::new(practice_adoptions::region, regions));
    }
    if let Some(stages) = stages {
        adoptions = adoptions.filter(AmongTexts::new(practice_adoptions::stage, stages));
    }
    if let Some(ids) = interventions {
        adoptions = adoptions.filter(AmongIds::new(practice_adoptions::intervention_id, ids.iter().copied()));
    }
    if let Some(ids) = results {
        adoptions = adoptions.filter(AmongIds::new(practice_adoptions::result_id, ids.iter().copied()));
    }
    Some(Box::new(InQuery(practices::id, adoptions)))
}
