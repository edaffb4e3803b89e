//! What a caller may see: reach in countries and regions, and a ceiling of sensitivity inside and outside it.
use crate::{
    break_glass::Opened, country::CountryCode, entity::Kind, organization::Organization, policy::Role,
    reference::AnyKey, region::Region, text::Code, user::User,
};
use rapport_schema::{Id, Instant};
use std::collections::BTreeSet;

crate::codes! {
    /// Who may read a record: everybody with a key, the team, or only those whose reach holds it.
    Sensitivity { Public = "public", Internal = "internal", Restricted = "restricted" } default Internal
}

/// Where a record belongs.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// To nobody in particular: people without a country, global organizations, worldwide records.
    Everyones,
    /// To countries, or to a region.
    Of {
        /// The countries assisted.
        countries: &'a [CountryCode],
        /// The regions as wholes.
        regions: &'a [Code<Region>],
    },
}
impl<'a> Place<'a> {
    /// The codes of its countries and of its region; none where it is everyone's.
    pub fn codes(&self) -> Vec<String> {
        match self {
            Self::Everyones => vec![],
            Self::Of { countries, regions } => {
                countries.iter().map(ToString::to_string).chain(regions.iter().map(ToString::to_string)).collect()
            }
        }
    }
    /// Of one country, of one region, or of nobody in particular.
    pub fn either(country: Option<&'a CountryCode>, region: Option<&'a Code<Region>>) -> Self {
        match (country, region) {
            (None, None) => Self::Everyones,
            _ => Self::Of {
                countries: country.map(std::slice::from_ref).unwrap_or_default(),
                regions: region.map(std::slice::from_ref).unwrap_or_default(),
            },
        }
    }
}

/// Where a caller works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere.
    All,
    /// In these countries, and in these regions as a whole.
    Some {
        /// Those named, and the members of the regions named.
        countries: BTreeSet<CountryCode>,
        /// Those named, and those that lie in them whole.
        regions: BTreeSet<Code<Region>>,
    },
}

/// What a caller may see. Every statement takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The highest sensitivity that the caller reads inside its reach.
    pub inside: Sensitivity,
    /// The highest that it reads outside; `None` where it reads nothing there.
    pub outside: Option<Sensitivity>,
    /// Where it works.
    pub reach: Reach,
    /// Whether it reads private fields of what is in reach.
    pub private: bool,
    /// Whether it reads who may log in.
    pub accounts: bool,
    /// Who it is.
    pub caller: Option<Id<User>>,
    /// Which grants it sees at all.
    pub grants: Grants,
    /// Whether it sees only what is for everybody: what is published, and kinds that are everybody's (`policy::is_everybodys`).
    pub published: bool,
    /// Single records that were opened to it. No statement knows of them: they are found by their ids alone.
    pub opened: Vec<Opened>,
}
/// Which grants a caller sees, beside what sensitivity and reach allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grants {
    /// Those of everybody.
    Any,
    /// Those that an organization gave, or whose money came from it; none without one.
    Of(Option<Id<Organization>>),
}
impl Scope {
    /// For the program's own look-ups, which answer to nobody.
    pub const fn everything() -> Self {
        Self {
            inside: Sensitivity::Restricted,
            outside: Some(Sensitivity::Restricted),
            reach: Reach::All,
            private: true,
            accounts: true,
            caller: None,
            grants: Grants::Any,
            published: false,
            opened: vec![],
        }
    }
    /// For the look-up of what lies in these places, or in nobody's in particular, whoever may read it.
    pub fn lying_in(countries: &BTreeSet<CountryCode>, regions: &BTreeSet<Code<Region>>) -> Self {
        let reach = Reach::Some { countries: countries.clone(), regions: regions.clone() };
        Self { outside: None, reach, ..Self::everything() }
    }
    /// What a role sees with a reach; a funder sees the grants of its organization.
    pub fn of(role: Role, reach: Reach, caller: Id<User>, organization: Option<Id<Organization>>) -> Self {
        use Sensitivity::{Internal, Public, Restricted};
        let reach = if role == Role::Admin { Reach::All } else { reach };
        let (inside, outside) = match role {
            Role::Admin | Role::Auditor => (Restricted, Some(Restricted)),
            Role::Coordinator => (Restricted, Some(Internal)),
            Role::Dashboard if reach == Reach::All => (Internal, Some(Internal)),
            Role::Dashboard => (Internal, None),
            Role::Funder => (Public, Some(Public)),
        };
        Self {
            inside,
            outside,
            reach,
            private: matches!(role, Role::Admin | Role::Auditor | Role::Coordinator),
            accounts: matches!(role, Role::Admin | Role::Auditor),
            caller: Some(caller),
            grants: if role == Role::Funder { Grants::Of(organization) } else { Grants::Any },
            published: false,
            opened: vec![],
        }
    }
    /// The same, of nothing more sensitive than a ceiling.
    pub fn lowered(self, ceiling: Sensitivity) -> Self {
        let outside = self.outside.map(|outside| outside.min(ceiling));
        Self { inside: self.inside.min(ceiling), outside, ..self }
    }
    /// The same up to a ceiling. Below `public` lies what is for everybody: what is published, without who is who.
    pub fn up_to(self, ceiling: Sensitivity) -> Self {
        let lower = self.lowered(ceiling);
        match ceiling {
            Sensitivity::Public => {
                Self { private: false, accounts: false, grants: Grants::Of(None), published: true, ..lower }
            }
            Sensitivity::Internal | Sensitivity::Restricted => lower,
        }
    }
    /// What is left of it at a moment: what was opened for a while is closed again.
    pub fn at(mut self, now: Instant) -> Self {
        self.opened.retain(|opened| now < opened.expires_at);
        self
    }
    /// Whether a record was opened to it.
    pub fn opens(&self, kind: Kind, key: &AnyKey) -> bool {
        self.opened.iter().any(|opened| opened.kind == kind.name && AnyKey::Id(opened.record_id.0) == *key)
    }
    /// Whether a place is in reach.
    pub fn reaches(&self, place: Place<'_>) -> bool {
        match (&self.reach, place) {
            (Reach::All, _) | (_, Place::Everyones) => true,
            (Reach::Some { countries, regions }, Place::Of { countries: these, regions: those }) => {
                these.iter().any(|country| countries.contains(country)) || those.iter().any(|r| regions.contains(r))
            }
        }
    }
    /// How many countries and regions a reach holds that names this place; everywhere names none.
    pub fn width_at(&self, place: Place<'_>) -> Option<usize> {
        match (&self.reach, place) {
            (Reach::Some { countries, regions }, Place::Of { .. }) if self.reaches(place) => {
                Some(countries.len() + regions.len())
            }
            _ => None,
        }
    }
    /// Whether a place of which only the codes are left is in reach.
    pub fn reaches_codes(&self, codes: &[String]) -> bool {
        match &self.reach {
            Reach::All => true,
            Reach::Some { countries, regions } => {
                let held = |code: &String| {
                    countries.iter().any(|country| country.as_str() == code)
                        || regions.iter().any(|r| r.as_str() == code)
                };
                codes.is_empty() || codes.iter().any(held)
            }
        }
    }
    /// Whether nothing is hidden, so that no reference need be looked up.
    pub fn sees_all(&self) -> bool {
        !self.published && self.ceiling_everywhere() == Some(Sensitivity::Restricted)
    }
    /// The one ceiling that holds everywhere, if it does not depend on reach.
    pub fn ceiling_everywhere(&self) -> Option<Sensitivity> {
        match self.reach {
            Reach::All => Some(self.inside),
            Reach::Some { .. } if self.outside == Some(self.inside) => Some(self.inside),
            Reach::Some { .. } => None,
        }
    }
    /// The highest sensitivity that it reads at a place.
    pub fn ceiling_at(&self, place: Place<'_>) -> Option<Sensitivity> {
        if self.reaches(place) { Some(self.inside) } else { self.outside }
    }
    /// Whether the private fields of a record at a place are for this caller.
    pub fn reads_private(&self, place: Place<'_>) -> bool {
        self.private && (self.outside == Some(Sensitivity::Restricted) || self.reaches(place))
    }
}
