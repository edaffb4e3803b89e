//! Tables, and what their cells hold.
use super::words::{Words, number};
use rapport_domain::partial_date::Lang;
use serde::{Deserialize, Serialize};

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportTable)]
pub struct Table {
    /// What it shows. It names the sheet of a workbook too.
    pub caption: String,
    /// The heads of its columns. The first column holds the heads of the rows.
    pub columns: Vec<String>,
    /// Its rows, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// The column that a chart of bars shows beside the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charted: Option<usize>,
}
/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ReportCell)]
pub struct Cell {
    /// What it holds.
    pub value: Value,
    /// The language of its text, where it is not the report's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Leads to the records that it stands on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}
/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportValue)]
pub enum Value {
    /// Nothing.
    #[default]
    Nothing,
    /// Text.
    Text(String),
    /// A number of things.
    Count(i64),
    /// Money, as a decimal number with the digits of its currency.
    Money {
        /// How much.
        amount: String,
        /// Of what.
        currency: String,
    },
    /// A date, as vague as it is known.
    Date {
        /// In EDTF.
        edtf: String,
        /// In words.
        words: String,
    },
    /// What was taken out after the report was made.
    Redacted,
}

impl Table {
    /// Whether a column holds numbers alone, and some.
    pub fn is_of_numbers(&self, column: usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| &cell.value);
        cells.clone().any(Value::is_number) && cells.all(|value| value.is_number() || *value == Value::Nothing)
    }
    /// What a chart of a column shows: of each row its head, how large its figure is beside the largest, and the figure.
    pub fn bars(&self, column: usize, lang: Lang) -> Vec<(String, f64, String)> {
        let sized = self.rows.iter().filter_map(|row| {
            let value = &row.get(column)?.value;
            let size = match value {
                Value::Count(count) => *count as f64,
                Value::Money { amount, .. } => amount.parse().ok()?,
                _ => return None,
            };
            Some((row.first()?.value.words(lang), size.max(0.0), value.words(lang)))
        });
        let mut bars: Vec<_> = sized.collect();
        let most = bars.iter().map(|(_, size, _)| *size).fold(0.0, f64::max);
        for (_, size, _) in &mut bars {
            *size = if most > 0.0 { *size / most } else { 0.0 };
        }
        bars
    }
}
/// Whether a date is one day, as programs know days.
pub(super) fn is_day(edtf: &str) -> bool {
    edtf.len() == 10 && edtf.parse::<chrono::NaiveDate>().is_ok()
}
impl Value {
    /// As it is read in a text of a language.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => text.clone(),
            Self::Count(count) => number(lang, &count.to_string()),
            Self::Money { amount, currency } => format!("{} {currency}", number(lang, amount)),
            Self::Date { words, .. } => words.clone(),
            Self::Redacted => Words::of(lang).withheld.to_owned(),
        }
    }
    /// Whether it is read from the right.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Money { .. })
    }
}
impl Cell {
    /// What stands on records.
    pub fn on(value: impl Into<Value>, reference: Option<String>) -> Self {
        Self { value: value.into(), lang: None, reference }
    }
}
impl<V: Into<Value>> From<V> for Cell {
    fn from(value: V) -> Self {
        Self::on(value, None)
    }
}
impl From<i64> for Value {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl<V: Into<Self>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}
