//! Entities that the generic verbs serve, and the hooks of those that have rules beyond their own row.
use crate::{Can, Create, Result, Update, Work};
use rapport_domain::{
    Id, check::Problems, entity::Kind, intervention::Intervention, partial_date::PartialDate, scope::Scope,
};
use rapport_persistence::{Conn, Statements};

/// An entity with its rules. Most have none beyond `Entity::rules`; those that do say `with rules` in the list.
pub trait Managed: Statements {
    /// Whether what is shown of it depends on more than its version: on what `dress` adds.
    const DERIVED: bool = false;
    /// The kinds of which a body takes what it names for itself, since rules among others look at them.
    const TAKES: &'static [Kind] = &[];
    /// Adds to records, for whoever reads them, what is not theirs alone.
    fn dress(_c: &mut Conn, _scope: &Scope, _page: &mut [Self]) -> Result<()> {
        Ok(())
    }
    /// The intervention that it comes from or follows: where nobody dates it, it was not there before that.
    fn comes_after(&self) -> Option<Id<Intervention>> {
        None
    }
    /// Shows records that were there at a date as they stood then, as far as they tell.
    fn step_back(_c: &mut Conn, _page: &mut [Self], _at: &PartialDate) -> Result<()> {
        Ok(())
    }
    /// Does what takes long, before the transaction of a create begins.
    fn prepare_new(_new: &mut Self::New) -> Result<()> {
        Ok(())
    }
    /// Does what takes long, before the transaction of an update begins.
    fn prepare_patch(_patch: &mut Self::Patch) -> Result<()> {
        Ok(())
    }
    /// Completes a checked body: records that it calls new, ids of links.
    fn settle_new(_work: &mut Work<'_>, _can: &Can<Create, Self>, _new: &mut Self::New) -> Result<()> {
        Ok(())
    }
    /// Completes a checked patch: as above, and links that the caller cannot see stay.
    fn settle_patch(
        _work: &mut Work<'_>,
        _can: &Can<Update, Self>,
        _before: &Self,
        _patch: &mut Self::Patch,
    ) -> Result<()> {
        Ok(())
    }
    /// What belongs to a record that was just added: its first transition.
    fn begin(_work: &mut Work<'_>, _new: &Self::New, _made: &mut Self) -> Result<()> {
        Ok(())
    }
    /// Adds the records that the body nests, once the record around them is in the journal.
    fn nest(_work: &mut Work<'_>, _can: &Can<Create, Self>, _new: Self::New, _made: &mut Self) -> Result<()> {
        Ok(())
    }
    /// Notes broken rules that look at other rows, once a record was added or changed.
    fn rules_among_others(
        _work: &mut Work<'_>,
        _before: Option<&Self>,
        _after: &Self,
        _problems: &mut Problems,
    ) -> Result<()> {
        Ok(())
    }
    /// What follows for other records from a change to this one, its deletion included.
    fn changed(_work: &mut Work<'_>, _before: Option<&Self>, _after: Option<&Self>) -> Result<()> {
        Ok(())
    }
}

macro_rules! managed {
    ($($module:ident::$entity:ident $(with $rules:ident)?),* $(,)?) => {
        $(managed!(@one $module::$entity $($rules)?);)*
    };
    (@one $module:ident::$entity:ident) => {
        impl Managed for rapport_domain::$module::$entity {}
    };
    (@one $module:ident::$entity:ident rules) => {};
}
rapport_domain::every_entity!(managed);
