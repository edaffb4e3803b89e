//! Links that a record owns: with ids and paths of their own, yet written through their owner, whose version they bump.
use crate::{Can, Error, Managed, Result, Update, Work, read::conceal, shape::violation, update, write::clash};
use rapport_domain::{
    Id,
    check::Violation,
    entity::{Entity, Key, Life, Version},
    when::Dated,
};
use rapport_persistence::{Statements, locks};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// A link that a record owns.
pub trait Owned: Serialize + ToSchema + Clone + Send + Sync + 'static {
    /// The record.
    type Owner: Managed;
    /// The link as a body says it.
    type New: DeserializeOwned + ToSchema + From<Self> + Clone + Send + Sync + 'static;
    /// Its member in the owner, and the last part of its path.
    const FIELD: &'static str;
    /// One of them.
    const NAME: &'static str;
    /// Those of a record.
    fn of(owner: &Self::Owner) -> &Vec<Self>;
    /// Its identity.
    fn id(&self) -> Uuid;
    /// The identity that a body chooses.
    fn chosen(new: &mut Self::New) -> &mut Option<Id<Self>>;
    /// The patch of the owner that replaces them.
    fn patch(all: Vec<Self::New>) -> <Self::Owner as Entity>::Patch;
}
macro_rules! owned {
    ($($module:ident::$link:ident $name:literal in $of:ident::$owner:ident.$field:ident as $new:ident, $patch:ident;)*) => {
        $(impl Owned for rapport_domain::$module::$link {
            type Owner = rapport_domain::$of::$owner;
            type New = rapport_domain::$module::$new;
            const FIELD: &'static str = stringify!($field);
            const NAME: &'static str = $name;
            fn of(owner: &Self::Owner) -> &Vec<Self> {
                &owner.$field
            }
            fn id(&self) -> Uuid {
                self.id.0
            }
            fn chosen(new: &mut Self::New) -> &mut Option<Id<Self>> {
                &mut new.id
            }
            fn patch(all: Vec<Self::New>) -> <Self::Owner as Entity>::Patch {
                rapport_domain::$of::$patch { $field: Some(all), ..Default::default() }
            }
        })*
    };
}
/// The one list of elements: hands them all to a macro. Routes and API document come from it.
#[macro_export]
macro_rules! every_element {
    ($callback:path) => {
        $callback! {
            participant::Participant "participant" in intervention::Intervention.participants as NewParticipant, InterventionPatch;
            touch::Touch "touch" in intervention::Intervention.touches as NewTouch, InterventionPatch;
            contribution::Contribution "contribution" in outcome::Outcome.contributions as NewContribution, OutcomePatch;
            action_plan::PlanVersion "version" in action_plan::ActionPlan.versions as NewPlanVersion, ActionPlanPatch;
            action_plan::PlanDeadline "deadline" in action_plan::ActionPlan.deadlines as NewPlanDeadline, ActionPlanPatch;
            substantiation::Substantiation "substantiation" in outcome::Outcome.substantiations as NewSubstantiation, OutcomePatch;
            adoption::Adoption "adoption" in practice::Practice.adoptions as NewAdoption, PracticePatch;
            back_donor::BackDonor "back_donor" in grant::Grant.back_donors as NewBackDonor, GrantPatch;
            disbursement::Disbursement "disbursement" in grant::Grant.disbursements as NewDisbursement, GrantPatch;
            requirement::Requirement "requirement" in grant::Grant.requirements as NewRequirement, GrantPatch;
        }
    };
}
every_element!(owned);

/// What happens to the links of a record.
pub enum Change<L: Owned> {
    /// One more.
    Add(L::New),
    /// One merged with a patch (RFC 7396).
    Merge(Uuid, Value),
    /// One less.
    Remove(Uuid),
}

/// Changes one link of a record, and gives the record and the link's id.
pub fn change<L: Owned>(
    work: &mut Work<'_>,
    can: &Can<Update, L::Owner>,
    key: &<L::Owner as Entity>::Key,
    held: Option<Version>,
    change: Change<L>,
) -> Result<(L::Owner, Uuid)> {
    // Links added at the same time wait for each other instead of clashing.
    locks::take(work.c, L::Owner::KIND, &key.any())?;
    let owner = <L::Owner as Statements>::find(work.c, &can.scope, Life::Live, key)?;
    let mut owner = [owner.ok_or(Error::NotFound)?];
    let version = held.unwrap_or(owner[0].version());
    conceal(work.c, &can.scope, &mut owner)?;
    let there = L::of(&owner[0]);
    let at = |id: Uuid| there.iter().position(|link| link.id() == id).ok_or(Error::NotFound);
    let mut all: Vec<L::New> = there.iter().cloned().map(L::New::from).collect();
    let (index, id) = match change {
        Change::Add(mut new) => {
            let id = *L::chosen(&mut new).get_or_insert_with(|| work.house.id().into());
            if at(id.0).is_ok() {
                return Err(Error::conflict(
                    "id_taken",
                    Some("/id".into()),
                    "a link with this id stands there already",
                ));
            }
            all.push(new);
            (all.len() - 1, id.0)
        }
        Change::Merge(id, patch) => {
            let index = at(id)?;
            let mut link = serde_json::to_value(&there[index]).unwrap_or_default();
            if let Value::Object(members) = &mut link {
                members.retain(|name, _| !Dated::DERIVED.contains(&name.as_str()));
            }
            merge(&mut link, patch);
            let mut link: L::New =
                serde_path_to_error::deserialize(&link).map_err(|why| Error::Invalid(vec![violation(&why)]))?;
            *L::chosen(&mut link) = Some(id.into());
            all[index] = link;
            (index, id)
        }
        Change::Remove(id) => {
            let index = at(id)?;
            all.remove(index);
            (index, id)
        }
    };
    // The body at hand is one element: what the owner says of it loses the way to it. What is said of all of them stays.
    let way = format!("/{}/{index}", L::FIELD);
    let here = |pointer: String| pointer.strip_prefix(&way).map(str::to_owned).unwrap_or(pointer);
    let taken = |pointer: String| if pointer == format!("/{}", L::FIELD) { "/id".into() } else { here(pointer) };
    let owner = update(work, can, key, version, L::patch(all)).map_err(|why| match why {
        Error::Invalid(found) => {
            Error::Invalid(found.into_iter().map(|v| Violation { pointer: here(v.pointer), ..v }).collect())
        }
        Error::Forbidden { pointer, detail } => Error::Forbidden { pointer: pointer.map(here), detail },
        Error::Conflict { code, detail, pointer, records } => {
            Error::Conflict { code, detail, pointer: pointer.map(taken), records }
        }
        Error::Stale { .. } if held.is_none() => clash(),
        other => other,
    })?;
    for found in &mut work.likely_matches {
        found.pointer = here(std::mem::take(&mut found.pointer));
    }
    Ok((owner, id))
}

/// RFC 7396.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else { return *target = patch };
    if !target.is_object() {
        *target = Value::Object(Default::default());
    }
    let Value::Object(members) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            members.remove(&name);
        } else {
            merge(members.entry(name).or_insert(Value::Null), value);
        }
    }
}
