//! Scales and assessments: a code is one of its scale's, and stays so.
use crate::{Managed, Result, Work};
use rapport_domain::{
    assessment::{Assessment, AssessmentFilter, MISSING},
    check::Problems,
    entity::{Entity, Key, Life},
    filter::{Among, Only},
    scale::Scale,
    scope::Scope,
};
use rapport_persistence::{Statements, locks};

impl Managed for Scale {
    fn rules_among_others(
        work: &mut Work<'_>,
        before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        let stays = |code: &str| after.values.iter().any(|value| value.code.as_str() == code);
        let before = before.into_iter().flat_map(|before| &before.values);
        let gone: Vec<_> = before.map(|value| value.code.to_string()).filter(|code| !stays(code)).collect();
        if gone.is_empty() {
            return Ok(());
        }
        locks::take(work.c, Self::KIND, &after.row.code.any())?;
        let filter = AssessmentFilter {
            scale: Among::only(after.row.code.clone()),
            code: Among::one_of(gone),
            ..Default::default()
        };
        if Assessment::count(work.c, &Scope::everything(), Life::Live, &filter)? > 0 {
            problems.add_at("values", "value_in_use", "assessments use a value that is left out");
        }
        Ok(())
    }
}

impl Managed for Assessment {
    fn rules_among_others(
        work: &mut Work<'_>,
        _before: Option<&Self>,
        after: &Self,
        problems: &mut Problems,
    ) -> Result<()> {
        let (scale, code) = (&after.row.scale, after.row.code.as_str());
        // A patch that names no scale has not kept it yet.
        locks::share(work.c, [(Scale::KIND, &scale.any())])?;
        let scale = Scale::find(work.c, &Scope::everything(), Life::Live, scale)?;
        let codes: Vec<_> = scale.iter().flat_map(|scale| &scale.values).map(|value| value.code.as_str()).collect();
        if !codes.contains(&code) && !MISSING.contains(&code) {
            let detail = format!("is none of {}", [&codes[..], &MISSING].concat().join(", "));
            problems.add_at("code", "unknown_code", detail);
        }
        Ok(())
    }
}
