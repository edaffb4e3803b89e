//! Charts of bars, drawn as SVG. The figures stand in the table behind them, so that nobody needs the picture.
use super::{Table, words::Words};
use maud::{Markup, html};
use rapport_domain::partial_date::Lang;

const WIDTH: usize = 800;
/// Where the bars begin; left of it stand what they are for.
const LEFT: usize = 290;
/// What is kept on the right for the figure of the longest bar.
const RIGHT: usize = 90;
const ROW: usize = 26;
/// How many characters of a row's head fit in front of its bar.
const LONGEST: usize = 36;

/// A bar for each row, as long as its figure in a column is large.
pub fn bars(table: &Table, column: usize, lang: Lang, id: &str) -> Markup {
    let bars = table.bars(column, lang);
    let height = bars.len() * ROW + 8;
    let head = table.columns.get(column).map(String::as_str).unwrap_or_default();
    html! {
        figure {
            svg role="img" aria-labelledby=(format!("{id}t {id}d")) viewBox=(format!("0 0 {WIDTH} {height}")) xmlns="http://www.w3.org/2000/svg" {
                title id=(format!("{id}t")) { (table.caption) ": " (head) }
                desc id=(format!("{id}d")) { (Words::of(lang).in_the_table) }
                @for (index, (name, size, figure)) in bars.iter().enumerate() {
                    @let length = (size * (WIDTH - LEFT - RIGHT) as f64).round() as usize;
                    @let (top, line) = (index * ROW + 6, index * ROW + 21);
                    text x=(LEFT - 8) y=(line) text-anchor="end" font-size="14" fill="#1b1b1b" { (short(name)) }
                    rect x=(LEFT) y=(top) width=(length.max(1)) height=(ROW - 6) fill="#1f4e79" {}
                    text x=(LEFT + length + 6) y=(line) font-size="14" fill="#1b1b1b" { (figure) }
                }
            }
        }
    }
}
fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
