//! The conditions that every kind has.
use super::{BadFilter, Condition, Instants, Maybe, Parameter, parameters_of};
use crate::{entity::Kind, tag::Tag, text::Code};

/// When a record was recorded and last written, and what tags are on it.
#[derive(Clone, Debug, Default)]
pub struct Each {
    /// When it was recorded.
    pub created_at: Instants,
    /// When it was last written.
    pub updated_at: Instants,
    /// A tag on it.
    pub tag: Maybe<Code<Tag>>,
}
impl Each {
    /// The field that only kinds have which can be tagged.
    const TAG: &'static str = "tag";
    /// Takes one condition.
    pub fn accept(&mut self, field: &str, operator: &str, value: &str) -> Result<(), BadFilter> {
        match field {
            "created_at" => self.created_at.accept(operator, value),
            "updated_at" => self.updated_at.accept(operator, value),
            Self::TAG => self.tag.accept(operator, value),
            _ => Err(BadFilter::Unknown),
        }
    }
    /// Everything that `accept` knows, for a kind.
    pub fn parameters(kind: Kind) -> Vec<Parameter> {
        let times = ["created_at", "updated_at"].into_iter().flat_map(parameters_of::<Instants>);
        let tag = kind.class.is_tagged().then(|| parameters_of::<Maybe<Code<Tag>>>(Self::TAG));
        times.chain(tag.into_iter().flatten()).collect()
    }
    /// A condition that this kind does not know.
    pub fn unknown(&self, kind: Kind) -> Option<&'static str> {
        let tagged = self.tag.among.any.is_some() || self.tag.among.not.is_some() || self.tag.null.is_some();
        (tagged && !kind.class.is_tagged()).then_some(Self::TAG)
    }
}
