//! Testimonials: who may release one that a risk holds back, and whose words it repeats.
use crate::{Can, Create, Error, Managed, Result, Update, Work, report};
use rapport_domain::{
    Id,
    entity::Entity,
    likeness::Triples,
    participant::LikelyMatch,
    person::Person,
    policy::Role,
    reference::AnyKey,
    scope::Scope,
    testimonial::{Consent, NewTestimonial, Testimonial, TestimonialPatch},
    text::fold,
};
use rapport_persistence::{
    risk,
    testimonial::{Words, newest_words},
};

impl Managed for Testimonial {
    fn settle_new(work: &mut Work<'_>, can: &Can<Create, Self>, new: &mut NewTestimonial) -> Result<()> {
        may_release(work, new.released, can.actor.role)?;
        let said = Words {
            id: Id::from(uuid::Uuid::nil()),
            text: new.text.as_ref().map(|text| text.as_str().to_owned()),
            summary: new.summary.as_ref().map(|summary| summary.as_str().to_owned()),
            speaker_id: new.speaker_id,
            speaker_said: new.speaker_said.as_ref().map(|said| said.as_str().to_owned()),
        };
        note_echoes(work, &can.scope, &said)
    }
    fn settle_patch(
        work: &mut Work<'_>,
        can: &Can<Update, Self>,
        before: &Self,
        patch: &mut TestimonialPatch,
    ) -> Result<()> {
        let row = &before.row;
        // A body that repeats what stands there sets nothing.
        if patch.released == Some(row.released) {
            (patch.released, patch.released_by, patch.released_at) = (None, None, None);
        }
        may_release(work, patch.released.is_some(), can.actor.role)?;
        // What an administrator released was this; other words, or another name on them, are not.
        if row.released && can.actor.role != Role::Admin && patch.says_something_else(before) {
            (patch.released, patch.released_by, patch.released_at) = (Some(false), Some(can.actor.id), Some(work.now));
        }
        if patch.text.is_none() && patch.summary.is_none() {
            return Ok(());
        }
        let (text, summary, said) = (patch.text.as_ref(), patch.summary.as_ref(), patch.speaker_said.as_ref());
        let said = Words {
            id: row.id,
            text: text.map_or(row.text.clone(), |text| text.as_ref().map(|text| text.as_str().to_owned())),
            summary: summary.map_or(row.summary.clone(), |text| text.as_ref().map(|text| text.as_str().to_owned())),
            speaker_id: patch.speaker_id.unwrap_or(row.speaker_id),
            speaker_said: said
                .map_or(row.speaker_said.clone(), |said| said.as_ref().map(|said| said.as_str().to_owned())),
        };
        note_echoes(work, &can.scope, &said)
    }
    /// A country whose risk holds a testimonial back is taken out of it by an administrator alone.
    fn changed(work: &mut Work<'_>, before: Option<&Self>, after: Option<&Self>) -> Result<()> {
        if let (Some(before), Some(after)) = (before, after) {
            let (then, now) = (before.row.consent, after.row.consent);
            // What somebody takes back, words or name, is in no report any more.
            if Consent::PUBLISHES.contains(&then) && now != then && now != Consent::PublishNamed {
                report::redact(work, Self::KIND, &AnyKey::Id(after.row.id.0), None)?;
            }
        }
        let (Some(before), Some(after), true) = (before, after, work.role != Role::Admin) else { return Ok(()) };
        let mut left = before.countries.clone();
        left.retain(|country| !after.countries.contains(country));
        if left.is_empty() || !risk::withholds_any(work.c, &left)? {
            return Ok(());
        }
        let detail = "a risk in that country holds it back; only an administrator takes the country out".into();
        Err(Error::Forbidden { pointer: Some(format!("{}/countries", work.below)), detail })
    }
}

/// What a risk holds back is released by an administrator alone.
fn may_release(work: &Work<'_>, sets: bool, role: Role) -> Result<()> {
    if !sets || role == Role::Admin {
        return Ok(());
    }
    let pointer = Some(format!("{}/released", work.below));
    Err(Error::Forbidden { pointer, detail: "only an administrator releases what a risk holds back".into() })
}

/// How alike, of a hundred, two texts are that may be the same.
const ALIKE: usize = 60;
/// How many testimonials are looked at, the newest first.
const MOST_LOOKED_AT: i64 = 3_000;
/// How many are named.
const MOST_MATCHES: usize = 5;

/// Names the testimonials with nearly the same words of which somebody else is said to be the speaker.
fn note_echoes(work: &mut Work<'_>, scope: &Scope, said: &Words) -> Result<()> {
    let mine = [said.text.as_deref().map(Triples::of), said.summary.as_deref().map(Triples::of)];
    let mut named = 0;
    for known in newest_words(work.c, scope, MOST_LOOKED_AT)? {
        if named == MOST_MATCHES {
            break;
        }
        if known.id == said.id || speaker(&known) == speaker(said) {
            continue;
        }
        // Texts are compared where both have one, else summaries.
        let (field, mine, words) = match (&mine, &known.text, &known.summary) {
            ([Some(mine), _], Some(text), _) => ("text", mine, text),
            ([_, Some(mine)], _, Some(summary)) => ("summary", mine, summary),
            _ => continue,
        };
        if mine.likeness(&Triples::of(words)) >= ALIKE {
            let (pointer, name) = (format!("{}/{field}", work.below), words.chars().take(80).collect());
            work.likely_matches.push(LikelyMatch { pointer, kind: Testimonial::KIND.name, id: known.id.0, name });
            named += 1;
        }
    }
    Ok(())
}
/// Whoever is known by a record; else as the source calls them.
fn speaker(words: &Words) -> (Option<Id<Person>>, Option<String>) {
    match words.speaker_id {
        Some(id) => (Some(id), None),
        None => (None, words.speaker_said.as_deref().map(fold)),
    }
}
