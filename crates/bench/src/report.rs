//! Tables on standard output.
use std::{fmt, time::Duration};

/// A table: its first column to the left, the others to the right.
#[derive(Debug, Default)]
pub struct Table(Vec<Vec<String>>);
impl Table {
    /// An empty one.
    pub fn new(head: &[&str]) -> Self {
        Self(vec![head.iter().map(ToString::to_string).collect()])
    }
    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.0.push(cells);
    }
    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.0.len() < 2
    }
}
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or_default();
        let width =
            |column: usize| self.0.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
        for row in &self.0 {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                match column {
                    0 => line.push_str(&format!("{cell:<width$}")),
                    _ => line.push_str(&format!("  {cell:>width$}")),
                }
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// What a figure has to hold.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// At least this.
    Least(f64),
    /// At most this.
    Most(f64),
}
impl Bar {
    fn holds(self, figure: f64) -> bool {
        match self {
            Self::Least(bar) => figure >= bar,
            Self::Most(bar) => figure <= bar,
        }
    }
}

/// The figures of a database with their bars.
#[derive(Debug)]
pub struct Figures(Table);
impl Default for Figures {
    fn default() -> Self {
        Self(Table::new(&["figure", "measured", "bar", "holds"]))
    }
}
impl Figures {
    /// Adds one; the unit stands behind the numbers.
    pub fn add(&mut self, what: &str, figure: f64, unit: &str, bar: Option<Bar>) {
        let told = |number: f64| match unit {
            "" => format!("{number:.3}"),
            "s" => format!("{number:.2} s"),
            _ => format!("{number:.0} {unit}"),
        };
        let sign = match bar {
            None => String::new(),
            Some(Bar::Least(bar)) => format!("≥ {}", told(bar)),
            Some(Bar::Most(bar)) => format!("≤ {}", told(bar)),
        };
        let holds = bar.map_or("", |bar| if bar.holds(figure) { "yes" } else { "NO" });
        self.0.row(vec![what.to_owned(), told(figure), sign, holds.to_owned()]);
    }
    /// Adds what could not be measured, and why.
    pub fn without(&mut self, what: &str, why: &str) {
        self.0.row(vec![what.to_owned(), why.to_owned()]);
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The one in the middle.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
/// A time as it is best read.
pub fn told(time: Duration) -> String {
    match time.as_secs_f64() * 1_000.0 {
        0.0 => "–".into(),
        ms if ms < 10.0 => format!("{ms:.2} ms"),
        ms => format!("{ms:.0} ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, median};

    #[test]
    fn columns_stand_under_each_other() {
        let mut table = Table::new(&["a", "bcd"]);
        table.row(vec!["long".into(), "1".into()]);
        assert_eq!(table.to_string(), "a     bcd\nlong    1\n");
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
