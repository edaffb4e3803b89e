//! Where the program is known to do otherwise than its documentation says: what is not asked until that is settled.
use super::{fields, figures::Bucket, held::Condition};

/// How far a condition on adoptions steps: the member that it steps from, none where it is on the adoption itself.
fn step(list: &str, condition: &Condition) -> Option<Option<&'static str>> {
    let (field, step) = fields::named(list, &condition.name)?;
    field.name.starts_with("adoption.").then(|| step.map(|_| field.name))
}

/// Conditions that stand together.
pub fn together(list: &str, all: &[Condition]) -> bool {
    let on_adoptions: Vec<_> = all.iter().filter_map(|one| Some((one, step(list, one)?))).collect();
    let is_of_all = |(one, step): &(&Condition, Option<&str>)| step.is_none() && one.is_of_all();
    let steps: Vec<_> = on_adoptions.iter().filter_map(|(_, step)| *step).collect();
    // known: `adoption.region[not]=europe&adoption.stage=adopted` finds what has no adopted adoption there, where `[not]` and
    // `[null]` are to speak of all adoptions.
    let narrowed = on_adoptions.iter().any(is_of_all) && !on_adoptions.iter().all(is_of_all);
    // known: steps from two members, `adoption.intervention.mode=remote&adoption.result.observed=true`, need not hold for one
    // and the same adoption.
    narrowed || steps.iter().any(|step| *step != steps[0])
}
/// A condition of figures.
pub fn in_figures(list: &str, condition: &Condition) -> bool {
    // known: `group_by=adoption.stage&adoption.intervention.mode=remote` tells the stages of all adoptions of what it finds,
    // where `group_by=adoption.stage&adoption.country=UY` tells those of the adoptions that it asks about.
    step(list, condition).flatten().is_some()
}
/// A condition that keeps such questions from figures.
pub fn beside_figures(bucket: &Option<Bucket>, measures: &[String]) -> Option<Condition> {
    // known: a sum counts a date that is open at an end up to the last stretch that a grant with an amount tells of, a count up
    // to the last one of all: `bucket=when:year&rule=whole&measure=count,sum:amount`. Where all have amounts they agree.
    let sums = measures.iter().any(|measure| measure.starts_with("sum:"));
    let is_known = sums && bucket.as_ref().is_some_and(|(_, _, rule)| *rule != "earliest");
    let text = str::to_owned;
    let priced = || Condition { name: text("amount_reason"), operator: text("null"), value: text("true") };
    is_known.then(priced)
}
