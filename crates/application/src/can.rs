//! Permission as a value: whoever holds a `Can` may do one thing to one kind of record, within a scope.
use crate::{Error, Result};
use rapport_domain::{
    Id,
    entity::Entity,
    policy::{Role, Verb, allows},
    scope::{Place, Scope},
    user::User,
};
use std::marker::PhantomData;

/// Something that can be done to a record.
pub trait Action: Send + Sync + 'static {
    /// Its name in the permission table.
    const VERB: Verb;
}
macro_rules! actions {
    ($($name:ident: $about:literal),*) => {
        $(#[doc = $about]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl Action for $name {
            const VERB: Verb = Verb::$name;
        })*
    };
}
actions!(
    Read: "To read a record, and to find it in lists.",
    Create: "To add a record.",
    Update: "To change a record.",
    Delete: "To delete a record.",
    Restore: "To undo a deletion, and to see what was deleted.",
    Transition: "To move a record's status.",
    Open: "To open a restricted record outside the reach for a while.",
    Export: "To take out all that is held about a person.",
    Erase: "To take a person's name out of everything.",
    Report: "To make a report."
);

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The user.
    pub id: Id<User>,
    /// As what.
    pub role: Role,
}

/// The right to do `A` to an `E`, within a scope. Only `grant` makes one, and no use-case does without.
#[derive(Clone, Debug)]
pub struct Can<A, E> {
    /// Who acts.
    pub actor: Actor,
    /// What they see.
    pub scope: Scope,
    _of: PhantomData<fn() -> (A, E)>,
}
impl<A: Action, E: Entity> Can<A, E> {
    /// Looks into the permission table.
    pub fn grant(actor: Actor, scope: Scope) -> Result<Self> {
        if allows(actor.role, A::VERB, E::KIND.class) {
            return Ok(Self { actor, scope, _of: PhantomData });
        }
        let detail = format!("the role {} may not {} {}", actor.role, A::VERB, E::KIND.path);
        Err(Error::Forbidden { pointer: None, detail })
    }
    /// The right of the same actor to do `B` to an `F`.
    pub fn also<B: Action, F: Entity>(&self) -> Result<Can<B, F>> {
        Can::grant(self.actor, self.scope.clone())
    }
    /// Whether the actor may write at a place; the pointer says which part of a body is about it.
    pub fn reach(&self, place: Place<'_>, pointer: &str) -> Result<()> {
        if self.scope.reaches(place) {
            return Ok(());
        }
        let pointer = if pointer.is_empty() { None } else { Some(pointer.to_owned()) };
        Err(Error::Forbidden { pointer, detail: "the record is outside your reach".into() })
    }
}
