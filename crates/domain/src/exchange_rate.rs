//! Exchange rates: what one currency was worth in another on a day. Totals are converted by these alone, and name them.
use crate::{
    check::{Checked, Problems},
    entity::Entity,
    filter::{Among, Dates},
    money::Currency,
    text::Line,
};
use chrono::NaiveDate;
use rapport_schema::Instant;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

crate::shared_table! {
    /// Exchange rates.
    exchange_rates:;
    base -> Text,
    quote -> Text,
    rate -> Text,
    day -> Date,
    source -> Nullable<Text>,
}

/// How much of one currency one unit of another was worth: a decimal above zero of up to 18 digits.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
    Serialize,
    Deserialize,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(transparent)]
pub struct Rate(String);
impl Rate {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// As a fraction: digits, and the power of ten that they are divided by.
    fn fraction(&self) -> Option<(i128, u32)> {
        let (whole, part) = self.0.split_once('.').unwrap_or((&self.0, ""));
        let digits = format!("{whole}{part}");
        let plain = !whole.is_empty() && digits.len() <= 18 && digits.chars().all(|c| c.is_ascii_digit());
        let number = digits.parse().ok().filter(|n: &i128| plain && *n > 0 && !self.0.ends_with('.'))?;
        Some((number, part.len() as u32))
    }
    /// Converts an amount, rounded half up to the other currency's digits.
    pub fn convert(&self, minor: i128, from: Currency, to: Currency) -> Option<i128> {
        let (rate, power) = self.fraction()?;
        let scaled = minor.checked_mul(rate)?.checked_mul(10i128.checked_pow(to.digits())?)?;
        let by = 10i128.checked_pow(power + from.digits())?;
        Some((scaled + by / 2) / by)
    }
}
impl FromStr for Rate {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}
impl Checked for Rate {
    fn check(&self, problems: &mut Problems) {
        if self.fraction().is_none() {
            problems.add("bad_rate", "a decimal number above zero of up to 18 digits, such as \"1.0842\"");
        }
    }
}
crate::stored_as_text!(Rate);
impl utoipa::PartialSchema for Rate {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let pattern = Some("^[0-9]+([.][0-9]+)?$");
        utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String).pattern(pattern).into()
    }
}
impl utoipa::ToSchema for Rate {}

crate::shared_row! {
    /// An exchange rate's own columns.
    ExchangeRateRow of ExchangeRate in exchange_rates:;
    /// The currency of which one unit is converted.
    pub base: Currency,
    /// The currency that it is worth `rate` of.
    pub quote: Currency,
    /// How much one unit is worth.
    pub rate: Rate,
    /// The day of the rate.
    pub day: NaiveDate,
    /// Who published it.
    pub source: Option<String>,
}
/// What one unit of a currency was worth in another on a day.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExchangeRate {
    /// Its own columns.
    #[serde(flatten)]
    pub row: ExchangeRateRow,
}
impl From<ExchangeRateRow> for ExchangeRate {
    fn from(row: ExchangeRateRow) -> Self {
        Self { row }
    }
}

crate::shared_input! { NewExchangeRate, ExchangeRatePatch of ExchangeRate => exchange_rates:;
    required {
        /// The currency of which one unit is converted.
        base: Currency,
        /// The currency that it is worth `rate` of.
        quote: Currency,
        /// How much one unit is worth: a decimal number.
        rate: Rate,
        /// The day of the rate.
        day: NaiveDate,
    }
    optional {
        /// Who published it.
        source: Line,
    }
    also |new, problems| { check_currencies(new.base, new.quote, problems); }
}
fn check_currencies(base: Currency, quote: Currency, problems: &mut Problems) {
    if base == quote {
        problems.add_at("quote", "same_currency", "a rate is between two currencies");
    }
}
crate::shared_filter! {
    /// Conditions on exchange rates.
    ExchangeRateFilter of ExchangeRate:;
    /// The currency of which one unit is converted.
    base: Among<Currency>,
    /// The currency that it is worth `rate` of.
    quote: Among<Currency>,
    /// The day of the rate.
    day: Dates,
}
crate::sort_keys! {
    /// Orders of exchange rates.
    ExchangeRateSort of ExchangeRate {
        Day = "day": (NaiveDate,) => |r| (r.row.day,),
        CreatedAt = "created_at": (Instant,) => |r| (r.row.created_at,),
        UpdatedAt = "updated_at": (Instant,) => |r| (r.row.updated_at,),
    }
}
impl Entity for ExchangeRate {
    crate::entity_of! { ExchangeRate "exchange_rate" in "exchange-rates" as Record:
        NewExchangeRate, ExchangeRatePatch, ExchangeRateFilter, ExchangeRateSort; ;
        "What one currency was worth in another on a day; totals are converted by these alone."
    }
    fn rules(&self, problems: &mut Problems) {
        check_currencies(self.row.base, self.row.quote, problems);
    }
}
