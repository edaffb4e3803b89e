//! Practices with where they come from and where they went.
use crate::{
    Statements,
    conditions::{Cond, by_sensitivity, linked_ids, linked_texts, null_or_seen, shared, titled, worded},
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
    review::Review,
    scope::Scope,
};
use rapport_schema::{AmongIds, AmongTexts, InQuery};

statements! { Practice as PracticeRow, practices, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, practices, |countries, _regions| {
        let origins = || practice_origins::table.filter(practice_origins::practice_id.eq(practices::id));
        not(exists(origins())).or(exists(origins().filter(AmongTexts::new(practice_origins::country, countries))))
    });
    published review == Review::Published;
    matching |f, scope, all| {
        shared!(all, f, practices: reviewed guarded);
        linked_texts!(all, practices::id, practice_origins.practice_id, practice_origins::country, f.origin);
        linked_texts!(all, practices::id, practice_adoptions.practice_id, practice_adoptions::country, f.adoption_country, where asked(f, scope));
        linked_texts!(all, practices::id, practice_adoptions.practice_id, practice_adoptions::from_country, f.adoption_from, where asked(f, scope));
        linked_texts!(all, practices::id, practice_adoptions.practice_id, practice_adoptions::region, f.adoption_region, where asked(f, scope));
        linked_texts!(all, practices::id, practice_adoptions.practice_id, practice_adoptions::stage, f.adoption_stage, where asked(f, scope));
        linked_ids!(all, scope, practices::id, practice_adoptions.practice_id, practice_adoptions::intervention_id, f.adoption_intervention, Intervention in interventions, where asked(f, scope));
        linked_ids!(all, scope, practices::id, practice_adoptions.practice_id, practice_adoptions::result_id, f.adoption_result, Outcome in results, where asked(f, scope));
    }
    sort { Title => [title_folded: String]; CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    insert |n| (titled!(new practices::title_folded, n.title), worded!(new practices, n));
    update |p| (titled!(practices::title_folded, p.title), worded!(practices, p));
    links { origins => practice_origins.practice_id.country }
    elements { adoptions => practice_adoptions.practice_id: Adoption }
}

/// The adoptions that a scope sees: those that name nothing hidden.
fn seen(scope: &Scope) -> Cond<'static, practice_adoptions::table> {
    let by = null_or_seen!(scope, practice_adoptions::intervention_id, Intervention in interventions);
    Box::new(by.and(null_or_seen!(scope, practice_adoptions::result_id, Outcome in results)))
}
/// Those of them that a filter speaks of. Where it says more than one thing of adoptions, all of it holds for one and the
/// same adoption: "adopted in Uruguay" is not "adopted somewhere, and somehow in Uruguay".
fn asked<'a>(f: &'a PracticeFilter, scope: &'a Scope) -> Cond<'a, practice_adoptions::table> {
    let mut all = vec![seen(scope)];
    if let Some(countries) = &f.adoption_country.among.any {
        all.push(Box::new(AmongTexts::new(practice_adoptions::country, countries)));
    }
    if let Some(countries) = &f.adoption_from.among.any {
        all.push(Box::new(AmongTexts::new(practice_adoptions::from_country, countries)));
    }
    if let Some(regions) = &f.adoption_region.among.any {
        all.push(Box::new(AmongTexts::new(practice_adoptions::region, regions)));
    }
    if let Some(stages) = &f.adoption_stage.among.any {
        all.push(Box::new(AmongTexts::new(practice_adoptions::stage, stages)));
    }
    if let Some(ids) = &f.adoption_intervention.maybe.among.any {
        all.push(Box::new(AmongIds::new(practice_adoptions::intervention_id, ids.iter().copied())));
    }
    if let Some(ids) = &f.adoption_result.maybe.among.any {
        all.push(Box::new(AmongIds::new(practice_adoptions::result_id, ids.iter().copied())));
    }
    if let Some(that) = &f.adoption_intervention.that {
        let by = practice_adoptions::intervention_id;
        all.push(Box::new(by.is_not_null().and(InQuery(by, Intervention::matching_keys(scope, that)))));
    }
    if let Some(that) = &f.adoption_result.that {
        let shown = practice_adoptions::result_id;
        all.push(Box::new(shown.is_not_null().and(InQuery(shown, Outcome::matching_keys(scope, that)))));
    }
    let none: Cond<'a, practice_adoptions::table> = Box::new(practice_adoptions::id.is_not_null());
    all.into_iter().fold(none, |all, one| Box::new(all.and(one)))
}
