//! Partial dates of one column: dates that no list filters or sorts by.
use crate::{
    check::{Checked, Problems},
    partial_date::PartialDate,
};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use serde::{Deserialize, Serialize};
use std::{convert::Infallible, str::FromStr};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

/// A date as vague as it is, in EDTF, kept as it was given.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow, Serialize, Deserialize)]
#[diesel(sql_type = Text)]
#[serde(transparent)]
pub struct Edtf(String);
impl Edtf {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl FromStr for Edtf {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}
impl Checked for Edtf {
    fn check(&self, problems: &mut Problems) {
        if let Err(why) = PartialDate::parse(&self.0) {
            problems.add(why.code(), why.to_string());
        }
    }
}
crate::stored_as_text!(Edtf);
impl utoipa::PartialSchema for Edtf {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A date as vague as it is, in EDTF."))
            .examples(["2013-09"])
            .into()
    }
}
impl utoipa::ToSchema for Edtf {}
