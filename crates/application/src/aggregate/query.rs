//! The query of a list that shows a group's records: the filter as it was asked, and what the group says besides.
use super::{Asked, Place, Rule, Size};
use rapport_domain::{Instant, partial_date::PartialDate};
use rapport_persistence::Stretch;
use serde::Serialize;
use serde_json::{Map, Value};

/// The date by which records are put into stretches of the calendar.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Dating {
    /// The name of the date.
    pub by: String,
    /// The size of the stretches.
    pub size: Size,
    /// What is done with a date that falls into several.
    pub rule: Rule,
    /// Whether it is a partial date, not an instant.
    #[serde(skip)]
    pub partial: bool,
}
impl Dating {
    /// Its name, the stretches, and whether the last one is wanted besides the first.
    pub(super) fn asked(&self) -> (&str, Stretch, bool) {
        (&self.by, self.size.into(), self.rule != Rule::Earliest)
    }
}

/// The stretch of what nobody knows when it began.
pub(super) const EVER: &str = "..";

impl Asked {
    /// The condition of a name.
    fn condition(&self, name: &str) -> Option<&str> {
        self.conditions.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
    /// Whether a group is one of those that the filter names: of a record in two countries, only one may be asked about.
    pub(super) fn wants(&self, place: &Place) -> bool {
        self.group_by.iter().zip(&place.members).all(|(dimension, member)| {
            match (self.condition(dimension), &member.1) {
                (Some(asked), Some(member)) => asked.split(',').any(|one| same(one, member)),
                (Some(_), None) => false,
                (None, _) => true,
            }
        })
    }
    /// A group's members by their names.
    pub(super) fn key(&self, place: &Place) -> Map<String, Value> {
        let members =
            self.group_by.iter().zip(&place.members).map(|(name, member)| (name.clone(), member.1.clone().into()));
        let stretch = self.bucket.iter().map(|dating| (dating.by.clone(), place.stretch.1.clone().into()));
        members.chain(stretch).collect()
    }
    /// The query that shows the records of a group, or of all.
    pub(super) fn query(&self, path: &str, place: Option<&Place>) -> String {
        let mut all = self.conditions.clone();
        if let Some(place) = place {
            for (name, member) in self.group_by.iter().zip(&place.members) {
                match &member.1 {
                    Some(value) => set(&mut all, name, value),
                    None => set(&mut all, &format!("{name}[null]"), "true"),
                }
            }
            if let Some(dating) = &self.bucket {
                self.within(&mut all, dating, place.stretch.1.as_deref());
            }
        }
        match serde_urlencoded::to_string(&all) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }
    fn within(&self, all: &mut Vec<(String, String)>, dating: &Dating, stretch: Option<&str>) {
        let name = &dating.by;
        let Some(stretch) = stretch else { return set(all, &format!("{name}[null]"), "true") };
        if stretch == EVER {
            return set(all, &format!("{name}[begins]"), EVER);
        }
        let Ok(date) = PartialDate::parse(stretch) else { return };
        if !dating.partial {
            let (from, to) = (date.earliest(), date.latest().succ_opt().unwrap_or(date.latest()));
            let midnight = |day: chrono::NaiveDate| format!("{day}T00:00:00Z");
            let instant = |text: &str| text.parse::<Instant>().ok();
            // Another bound of the same kind stays where it is the tighter one.
            for (operator, bound, tighter) in
                [("gte", midnight(from), std::cmp::Ordering::Greater), ("lt", midnight(to), std::cmp::Ordering::Less)]
            {
                let name = format!("{name}[{operator}]");
                let held = self.condition(&name).and_then(instant).zip(instant(&bound));
                if held.is_none_or(|(held, bound)| held.cmp(&bound) != tighter) {
                    set(all, &name, &bound);
                }
            }
        } else if dating.rule == Rule::Earliest {
            let name = format!("{name}[begins]");
            // To begin in two stretches is to begin in what they share.
            let shared = self.condition(&name).and_then(|held| PartialDate::parse(held).ok()).map(|held| {
                let (from, to) = (held.earliest().max(date.earliest()), held.latest().min(date.latest()));
                format!("{from}/{to}")
            });
            set(all, &name, &shared.unwrap_or_else(|| stretch.to_owned()));
        } else if self.condition(name).is_none() {
            set(all, name, stretch);
        } else {
            set(all, &format!("{name}[also]"), stretch);
        }
    }
}
/// Sets the value of a parameter, in the place of another one.
fn set(all: &mut Vec<(String, String)>, name: &str, value: &str) {
    match all.iter_mut().find(|(other, _)| other == name) {
        Some((_, old)) => value.clone_into(old),
        None => all.push((name.to_owned(), value.to_owned())),
    }
}
/// Whether two values are the same one: ids may be written in several ways.
fn same(asked: &str, member: &str) -> bool {
    let id = |text: &str| text.parse::<uuid::Uuid>().ok();
    let number = |text: &str| text.parse::<i64>().ok();
    asked == member
        || id(asked).zip(id(member)).is_some_and(|(one, other)| one == other)
        || number(asked).zip(number(member)).is_some_and(|(one, other)| one == other)
}
