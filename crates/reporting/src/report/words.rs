//! What the files say of themselves, and how numbers are written.
use rapport_domain::partial_date::Lang;

/// A decimal number as a language writes it: 1,500.25 in English, 1.500,25 in Spanish, 1 500,25 in French.
pub fn number(lang: Lang, decimal: &str) -> String {
    let (sign, decimal) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    // Spanish writes four digits together; French parts groups by a narrow space that does not break.
    let group = lang.pick(",", ".", "\u{202f}");
    let together = lang == Lang::Es && whole.len() == 4;
    let mut text = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && !together {
            text.push_str(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push_str(lang.pick(".", ",", ","));
        text.push_str(fraction);
    }
    text
}

/// What stands around what a report says.
pub struct Words {
    /// Instead of what was taken out.
    pub withheld: &'static str,
    /// Before the list of sections.
    pub contents: &'static str,
    /// The sheet with the text.
    pub text: &'static str,
    /// Before a reference, to those who hear the page.
    pub reference: &'static str,
    /// Before who said something.
    pub by: &'static str,
    /// Of what is not in the report's language.
    pub other_language: &'static str,
    /// Below a table without a row.
    pub no_rows: &'static str,
    /// Of a chart: that its figures are in the table.
    pub in_the_table: &'static str,
    /// The head of the column with what is told.
    pub what: &'static str,
    /// The head of the column with references.
    pub references: &'static str,
}
impl Words {
    /// Those of a language.
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &ENGLISH,
            Lang::Es => &SPANISH,
            Lang::Fr => &FRENCH,
        }
    }
}
const ENGLISH: Words = Words {
    withheld: "[withheld]",
    contents: "Contents",
    text: "Report",
    reference: "Reference",
    by: "—",
    other_language: "in another language:",
    no_rows: "Nothing to show.",
    in_the_table: "The figures are in the table below.",
    what: "What",
    references: "References",
};
const SPANISH: Words = Words {
    withheld: "[no se muestra]",
    contents: "Contenido",
    text: "Informe",
    reference: "Referencia",
    by: "—",
    other_language: "en otro idioma:",
    no_rows: "Nada que mostrar.",
    in_the_table: "Las cifras están en la tabla siguiente.",
    what: "Qué",
    references: "Referencias",
};
const FRENCH: Words = Words {
    withheld: "[non communiqué]",
    contents: "Sommaire",
    text: "Rapport",
    reference: "Référence",
    by: "—",
    other_language: "dans une autre langue :",
    no_rows: "Rien à montrer.",
    in_the_table: "Les chiffres sont dans le tableau suivant.",
    what: "Quoi",
    references: "Références",
};
