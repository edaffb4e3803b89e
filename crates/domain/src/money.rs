//! Money: a decimal amount in a currency, with as many digits as ISO 4217 gives it. Amounts are never floats, and never
//! added across currencies.
use crate::check::{Checked, Problems};
use diesel::{
    backend::Backend,
    deserialize::{self, FromStaticSqlRow, Queryable},
    sql_types::{BigInt, Nullable, Text},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct};
use std::{cmp::Ordering, fmt, str::FromStr};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

/// A currency of ISO 4217: `USD`, `PYG`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = Text)]
pub struct Currency([u8; 3]);
impl Currency {
    /// As text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
    /// How many digits its amounts have after the point: 2 for USD, none for PYG, 3 for TND.
    pub fn digits(&self) -> u32 {
        let known = iso_currency::Currency::from_code(self.as_str());
        known.and_then(|known| known.exponent()).unwrap_or(2).into()
    }
}
impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Currency {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
/// Not a currency of ISO 4217 in which amounts are counted.
#[derive(Debug, PartialEq, Eq)]
pub struct NoCurrency;
impl fmt::Display for NoCurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a currency is three letters of ISO 4217, such as USD")
    }
}
impl FromStr for Currency {
    type Err = NoCurrency;
    fn from_str(code: &str) -> Result<Self, NoCurrency> {
        // Metals, test codes and the like have no digits: nobody pays in them.
        let known = iso_currency::Currency::from_code(code).filter(|known| known.exponent().is_some());
        match (known, code.as_bytes()) {
            (Some(_), &[a, b, c]) => Ok(Self([a, b, c])),
            _ => Err(NoCurrency),
        }
    }
}
impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What is no code becomes one that no currency has: `check` reports it among the other problems.
        String::deserialize(deserializer).map(|code| code.parse().unwrap_or(Self(*b"???")))
    }
}
impl Checked for Currency {
    fn check(&self, problems: &mut Problems) {
        if self.0[0] == b'?' {
            problems.add("unknown_currency", NoCurrency.to_string());
        }
    }
}
crate::stored_as_text!(Currency);
impl utoipa::PartialSchema for Currency {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Z]{3}$")).examples(["USD"]).into()
    }
}
impl utoipa::ToSchema for Currency {}

/// An amount in minor units of its currency: 150000 and USD are 1,500 dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    /// How much, in the currency's smallest unit.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}
/// Amounts of different currencies are not compared.
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.minor.cmp(&other.minor))
    }
}
/// The most that is taken: no grant is larger, and sums of thousands stay within 64 bits.
const MOST_MINOR: i64 = 1_000_000_000_000_000;

impl Money {
    /// Reads a decimal amount.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, BadMoney> {
        let digits = currency.digits();
        let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(part) || amount.ends_with('.') {
            return Err(BadMoney::Amount);
        }
        if part.len() > digits as usize {
            return Err(BadMoney::Digits(currency));
        }
        let minor: i64 = format!("{whole}{part:0<width$}", width = digits as usize).parse().unwrap_or(i64::MAX);
        if minor > MOST_MINOR { Err(BadMoney::TooMuch) } else { Ok(Self { minor, currency }) }
    }
    /// The decimal amount, with all digits of its currency.
    pub fn amount(&self) -> String {
        decimal(self.minor.into(), self.currency)
    }
}
/// An amount of minor units as a decimal.
pub fn decimal(minor: i128, currency: Currency) -> String {
    let digits = currency.digits();
    let unit = 10i128.pow(digits);
    match digits {
        0 => minor.to_string(),
        _ => format!("{}.{:0width$}", minor / unit, minor % unit, width = digits as usize),
    }
}
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Money", 2)?;
        fields.serialize_field("amount", &self.amount())?;
        fields.serialize_field("currency", &self.currency)?;
        fields.end()
    }
}

/// What is wrong with an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadMoney {
    /// It is no decimal number, or below zero.
    Amount,
    /// It has more digits than its currency.
    Digits(Currency),
    /// Nobody gives that much.
    TooMuch,
    /// There is no such currency.
    Currency,
}

/// An amount, or null where nobody says: two columns of a row, one member of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price(Result<Option<Money>, BadMoney>);
impl Price {
    /// The amount, where there is one.
    pub fn money(&self) -> Option<Money> {
        self.0.ok().flatten()
    }
    /// Its first column.
    pub fn minor(&self) -> Option<i64> {
        self.money().map(|money| money.minor)
    }
    /// Its second column.
    pub fn currency(&self) -> Option<Currency> {
        self.money().map(|money| money.currency)
    }
}
impl Default for Price {
    fn default() -> Self {
        Self(Ok(None))
    }
}
impl From<Money> for Price {
    fn from(money: Money) -> Self {
        Self(Ok(Some(money)))
    }
}
impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.money().serialize(serializer)
    }
}
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = Money)]
#[serde(deny_unknown_fields, remote = "Self")]
struct Said {
    /// A decimal number with no more digits than its currency has: "1500.00".
    amount: String,
    /// Three letters of ISO 4217.
    currency: String,
}
crate::only_objects!(Said);
impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Some(said) = Option::<Said>::deserialize(deserializer)? else { return Ok(Self::default()) };
        let currency = said.currency.parse().map_err(|_| BadMoney::Currency);
        Ok(Self(currency.and_then(|currency| Money::parse(&said.amount, currency)).map(Some)))
    }
}
impl Checked for Price {
    fn check(&self, problems: &mut Problems) {
        let Err(why) = self.0 else { return };
        match why {
            BadMoney::Amount => problems.add_at("amount", "bad_amount", "a decimal number such as \"1500.00\""),
            BadMoney::TooMuch => problems.add_at("amount", "too_large", "more than is taken"),
            BadMoney::Digits(currency) => {
                let detail = format!("{currency} has {} digits after the point", currency.digits());
                problems.add_at("amount", "too_many_digits", detail);
            }
            BadMoney::Currency => problems.add_at("currency", "unknown_currency", NoCurrency.to_string()),
        }
    }
}
impl<DB: Backend> Queryable<(Nullable<BigInt>, Nullable<Text>), DB> for Price
where
    (Option<i64>, Option<String>): FromStaticSqlRow<(Nullable<BigInt>, Nullable<Text>), DB>,
{
    type Row = (Option<i64>, Option<String>);
    fn build((minor, currency): Self::Row) -> deserialize::Result<Self> {
        let Some((minor, currency)) = minor.zip(currency) else { return Ok(Self::default()) };
        let currency = currency.parse().map_err(|_| format!("no currency: {currency}"))?;
        Ok(Money { minor, currency }.into())
    }
}
impl utoipa::PartialSchema for Price {
    fn schema() -> RefOr<Schema> {
        use utoipa::openapi::schema::{OneOfBuilder, Ref};
        OneOfBuilder::new()
            .item(Ref::from_schema_name("Money"))
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .into()
    }
}
impl utoipa::ToSchema for Price {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push(("Money".into(), <Said as utoipa::PartialSchema>::schema()));
    }
}

/// How a `Price` fills its two columns of a table on INSERT.
#[macro_export]
macro_rules! embed_price {
    ($table:ident) => {
        $crate::embed!($crate::money::Price => $table: amount_minor as Option<i64> = minor,
            currency as Option<$crate::money::Currency> = currency);
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: &str, code: &str) -> Result<String, BadMoney> {
        Money::parse(amount, code.parse().map_err(|_| BadMoney::Currency)?).map(|money| money.amount())
    }

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        assert_eq!(money("1500", "USD").as_deref(), Ok("1500.00"));
        assert_eq!(money("1500.5", "USD").as_deref(), Ok("1500.50"));
        assert_eq!(money("0.07", "UYU").as_deref(), Ok("0.07"));
        assert_eq!(money("7000000", "PYG").as_deref(), Ok("7000000"));
        assert_eq!(money("1.234", "TND").as_deref(), Ok("1.234"));
        assert!(matches!(money("7.5", "PYG"), Err(BadMoney::Digits(_))));
        assert!(matches!(money("1.005", "USD"), Err(BadMoney::Digits(_))));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "-1", "+1", "1,5", "1e3", ".5", "1.", "٣", " 1"] {
            assert_eq!(money(text, "USD"), Err(BadMoney::Amount), "{text}");
        }
        assert_eq!(money("99999999999999999999999", "USD"), Err(BadMoney::TooMuch));
        for code in ["XAU", "XXX", "usd", "US", "ZZZ", "ÄÖ"] {
            assert_eq!(money("1", code), Err(BadMoney::Currency), "{code}");
        }
    }
}
