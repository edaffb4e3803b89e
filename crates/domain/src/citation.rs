//! Citations: what a source says of a record, and where in the source. One with a value is a claim on a field: claims that
//! contradict each other live side by side, and one of them may be preferred.
use crate::{
    about::Subject,
    check::{Checked, Problems},
    entity::{Entity, Kind},
    filter::{Among, Flag, Maybe, Only, Refs},
    person::{Person, people},
    reference::{AnyKey, Visitor},
    scope::Sensitivity,
    source::{Source, sources},
    text::{Line, Private, Prose},
};
use rapport_schema::{Id, Instant, Json};
use serde::Serialize;
use serde_json::Value;

crate::shared_table! {
    /// Citations.
    citations: attached worded;
    source_id -> Nullable<DbId>,
    person_id -> Nullable<DbId>,
    field -> Nullable<Text>,
    locator -> Nullable<Text>,
    value -> Nullable<rapport_schema::DbJson>,
    preferred -> Bool,
    note -> Nullable<Text>,
}
crate::embed_about!(citations);
diesel::allow_tables_to_appear_in_same_query!(citations, sources);
diesel::allow_tables_to_appear_in_same_query!(citations, people);

crate::shared_row! {
    /// A citation's own columns.
    CitationRow of Citation in citations: attached worded;
    /// The source; null where the caller may not read it.
    pub source_id: Option<Id<Source>>,
    /// Who says so in it, where that is somebody.
    pub person_id: Option<Id<Person>>,
    /// The member of the record that it is about, or another fact's name; null where it backs the record as a whole.
    pub field: Option<String>,
    /// Where in the source, in its own terms: "Argentina, Results, 1".
    pub locator: Option<String>,
    /// What the source says of the field; null where it only backs it.
    #[schema(value_type = Option<Value>)]
    pub value: Option<Json>,
    /// Whether this is the claim that the team goes by.
    pub preferred: bool,
    /// What there is to say of it.
    pub note: Option<String>,
}
/// What a source says of a record.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Citation {
    /// Its own columns.
    #[serde(flatten)]
    pub row: CitationRow,
}
impl From<CitationRow> for Citation {
    fn from(row: CitationRow) -> Self {
        Self { row }
    }
}
crate::shared_input! { NewCitation, CitationPatch of Citation => citations: attached worded;
    required {
        /// The source.
        source_id: Id<Source>,
    }
    optional {
        /// Who says so in it.
        person_id: Id<Person>,
        /// The member of the record that it is about, or another fact's name.
        field: Line,
        /// Where in the source, in its own terms.
        locator: Line,
        /// What the source says of the field.
        #[schema(value_type = Option<Value>)]
        value: Json,
        /// What there is to say of it.
        note: Prose,
    }
    defaulted {
        /// Whether this is the claim that the team goes by; one a field at the most.
        preferred: bool,
    }
    also |new, problems| {
        check_claim(&new.about, new.field.is_some(), new.value.is_some(), new.preferred, problems);
    }
}
fn check_claim(about: &Subject, field: bool, value: bool, preferred: bool, problems: &mut Problems) {
    about.must_be(problems);
    if value && !field {
        problems.add_at("field", "no_field", "say of which field the source says this");
    }
    if preferred && !value {
        problems.add_at("preferred", "no_claim", "only a claim, which has a value, can be preferred");
    }
}
/// Any JSON value of a moderate size.
impl Checked for Json {
    fn check(&self, problems: &mut Problems) {
        fn has_nul(value: &Value) -> bool {
            match value {
                Value::String(text) => text.contains('\0'),
                Value::Array(all) => all.iter().any(has_nul),
                Value::Object(all) => all.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
                _ => false,
            }
        }
        if has_nul(&self.0) {
            problems.add("control_character", "U+0000 is not text");
        }
        if self.0.to_string().len() > Prose::MOST {
            problems.add("too_long", format!("at most {} bytes", Prose::MOST));
        }
    }
}
crate::shared_filter! {
    /// Conditions on citations.
    CitationFilter of Citation: attached;
    /// The source.
    source: Refs<Source>,
    /// Who says so.
    person: Refs<Person>,
    /// The field that it is about.
    field: Maybe<String>,
    /// Whether the team goes by it.
    preferred: Flag,
    /// Whether it is a claim, which has a value.
    claim: Flag,
}
impl CitationFilter {
    /// Those of one record.
    pub fn about(kind: Kind, key: &AnyKey) -> Self {
        let mut filter = Self::default();
        filter.about_kind.among = Among::only(kind.name.to_owned());
        match key {
            AnyKey::Id(id) => filter.about_id = Among::only((*id).into()),
            AnyKey::Code(code) => filter.about_code.among = Among::only(code.clone()),
        }
        filter
    }
}
crate::sort_keys! {
    /// Orders of citations.
    CitationSort of Citation {
        CreatedAt = "created_at": (Instant,) => |c| (c.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |c| (c.row.updated_at,),
    }
}
impl Entity for Citation {
    crate::entity_of! { Citation "citation" in "citations" as Attached:
        NewCitation, CitationPatch, CitationFilter, CitationSort; attached;
        "What a source says of a record, and where. Claims that contradict each other live side by side."
    }
    crate::carries_over! { worded row { note: Prose }; }
    /// What was said of a private member stays as private, whatever the citation says later.
    fn journal_sensitivity(&self) -> Sensitivity {
        let private = self.row.field.as_deref().is_some_and(|field| Private::MEMBERS.contains(&field));
        if private { Sensitivity::Restricted } else { Sensitivity::Public }
    }
    fn references(&mut self, visitor: &mut dyn Visitor) {
        visitor.about(&mut self.row.about);
        visitor.maybe::<Source>("source_id", &mut self.row.source_id);
        visitor.maybe::<Person>("person_id", &mut self.row.person_id);
    }
    crate::referring! { CitationFilter; Source => source, Person => person }
    fn rules(&self, problems: &mut Problems) {
        let row = &self.row;
        check_claim(&row.about, row.field.is_some(), row.value.is_some(), row.preferred, problems);
    }
}
