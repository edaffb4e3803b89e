//! What people read of a date: its label, or why a text is no date.

use std::fmt;

use super::{Date, Edtf, End, MAX_LEN, Part, When};

crate::codes! {
    /// A language that labels and reports are worded in.
    Lang { En = "en", Es = "es", Fr = "fr" } default En
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadDate {
    /// There is no text.
    Empty,
    /// The text is longer than any date.
    TooLong,
    /// The text does not look like an EDTF date.
    NotEdtf(String),
    /// This is not a year.
    Year(String),
    /// This is not a month.
    Month(String),
    /// This is not one of the four seasons.
    Season(String),
    /// This is not one of the four quarters.
    Quarter(String),
    /// This is not one of the two halves of a year.
    Half(String),
    /// The month has no such day.
    Day {
        /// The year and month, as in `2013-02`.
        month: String,
        /// The day that is not in it.
        day: String,
    },
    /// The range has a date at neither end.
    EmptyRange,
    /// The range surely ends before it starts.
    ReversedRange,
}

impl BadDate {
    /// A stable name for the kind of fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_date",
            Self::TooLong => "date_too_long",
            Self::NotEdtf(_) => "bad_date",
            Self::Year(_) => "bad_year",
            Self::Month(_) => "bad_month",
            Self::Season(_) => "bad_season",
            Self::Quarter(_) => "bad_quarter",
            Self::Half(_) => "bad_half",
            Self::Day { .. } => "bad_day",
            Self::EmptyRange => "empty_range",
            Self::ReversedRange => "reversed_range",
        }
    }
}

impl fmt::Display for BadDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the date is empty"),
            Self::TooLong => write!(f, "the date is longer than {MAX_LEN} bytes"),
            Self::NotEdtf(text) => write!(f, "not an EDTF date: {text}"),
            Self::Year(year) => write!(f, "{year} is not a year: 0002 to 9998"),
            Self::Month(month) => write!(f, "{month} is not a month: 01 to 12"),
            Self::Season(season) => write!(f, "{season} is not a season: 21 to 24"),
            Self::Quarter(quarter) => write!(f, "{quarter} is not a quarter: Q1 to Q4"),
            Self::Half(half) => write!(f, "{half} is not half of a year: H1 or H2"),
            Self::Day { month, day } => write!(f, "{month} has no day {day}"),
            Self::EmptyRange => write!(f, "the range has a date at neither end"),
            Self::ReversedRange => write!(f, "the range ends before it starts"),
        }
    }
}

impl std::error::Error for BadDate {}

impl Edtf {
    pub(super) fn label(&self, lang: Lang) -> String {
        match self {
            Self::Date(date) => lang.date(date),
            Self::Range(End::On(start), End::Open) => {
                let Phrase { article, noun } = lang.date_in_range(start);
                let since = lang.pick("since", "desde", "depuis");
                format!("{since} {article}{noun}")
            }
            Self::Range(End::Open, end) => {
                let Phrase { article, noun } = lang.end(end);
                format!("{}{noun}", lang.until(&article))
            }
            Self::Range(start, end) => {
                let start = match start {
                    End::On(date) => lang.date(date),
                    End::Open | End::Unknown => lang.unknown().noun,
                };
                let Phrase { article, noun } = lang.end(end);
                format!("{start} {}{noun}", lang.to(&article))
            }
        }
    }
}

/// A noun, and the article it takes after a preposition.
struct Phrase {
    article: String,
    noun: String,
}

impl Phrase {
    fn new(article: &str, noun: String) -> Self {
        let article = article.to_owned();
        Self { article, noun }
    }
}

impl Lang {
    /// The one of three that is in this language.
    pub fn pick<T>(self, en: T, es: T, fr: T) -> T {
        match self {
            Self::En => en,
            Self::Es => es,
            Self::Fr => fr,
        }
    }

    /// A date standing alone.
    fn date(self, date: &Date) -> String {
        let Phrase { article, noun } = self.when(date.when);
        let doubt = self.doubt(date);
        if date.about {
            let about = self.pick("about", "hacia", "vers");
            format!("{about} {article}{noun}{doubt}")
        } else {
            format!("{noun}{doubt}")
        }
    }

    /// A date after a preposition, where Spanish and French put "about" last.
    fn date_in_range(self, date: &Date) -> Phrase {
        let Phrase { article, noun } = self.when(date.when);
        let (before, after) = match self {
            _ if !date.about => ("", ""),
            Self::En => ("about ", ""),
            Self::Es => ("", " aproximadamente"),
            Self::Fr => ("", " environ"),
        };
        let doubt = self.doubt(date);
        Phrase { article: format!("{before}{article}"), noun: format!("{noun}{after}{doubt}") }
    }

    fn doubt(self, date: &Date) -> &'static str {
        if date.uncertain { self.pick(" (uncertain)", " (incierto)", " (incertain)") } else { "" }
    }

    fn end(self, end: &End) -> Phrase {
        match end {
            End::On(date) => self.date_in_range(date),
            End::Open | End::Unknown => self.unknown(),
        }
    }

    fn unknown(self) -> Phrase {
        let (article, noun) = match self {
            Self::En => ("an ", "unknown date"),
            Self::Es => ("una ", "fecha desconocida"),
            Self::Fr => ("une ", "date inconnue"),
        };
        Phrase::new(article, noun.into())
    }

    /// "to" and an article, contracted.
    fn to(self, article: &str) -> String {
        match (self, article) {
            (Self::Es, "el ") => "al ".into(),
            (Self::Fr, "le ") => "au ".into(),
            (Self::Fr, "les ") => "aux ".into(),
            _ => format!("{} {article}", self.pick("to", "a", "à")),
        }
    }

    /// "until" and an article, contracted.
    fn until(self, article: &str) -> String {
        match (self, article) {
            (Self::En, _) => format!("until {article}"),
            (Self::Es, _) => format!("hasta {article}"),
            (Self::Fr, "") => "jusqu'en ".into(),
            (Self::Fr, _) => format!("jusqu'{}", self.to(article)),
        }
    }

    fn when(self, when: When) -> Phrase {
        match self {
            Self::En => english(when),
            Self::Es => spanish(when),
            Self::Fr => french(when),
        }
    }
}

/// The `nth` word, counting from 1.
fn word(words: &[&'static str], nth: u32) -> &'static str {
    words[nth as usize - 1]
}

/// The year a season is known by, or both years of a winter.
fn season_year(year: u32, nth: u32) -> String {
    match nth {
        4 => format!("{year}–{}", year + 1),
        _ => year.to_string(),
    }
}

fn english(when: When) -> Phrase {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];
    const ORDINALS: [&str; 4] = ["first", "second", "third", "fourth"];
    let month_of = |month, year| format!("{} {year}", word(&MONTHS, month));
    let (article, noun) = match when {
        When::Years(first, last) if first == last => ("", first.to_string()),
        When::Years(first, last) if first + 9 == last => ("", format!("the {first}s")),
        When::Years(first, last) => ("the ", format!("years {first}–{last}")),
        When::Season(year, nth) => {
            let season = word(&SEASONS, nth);
            ("", format!("{season} {}", season_year(year, nth)))
        }
        When::Part(year, part, nth) => {
            let part = match part {
                Part::Quarter => "quarter",
                Part::Third => "third",
                Part::Half => "half",
            };
            ("the ", format!("{} {part} of {year}", word(&ORDINALS, nth)))
        }
        When::Month(year, month) => ("", month_of(month, year)),
        When::Day(year, month, day) => ("", format!("{day} {}", month_of(month, year))),
        When::SomeMonth(year) => ("", format!("some month of {year}")),
        When::SomeDayOfYear(year) => ("", format!("some day of {year}")),
        When::SomeDayOfMonth(year, month) => ("", format!("some day of {}", month_of(month, year))),
    };
    Phrase::new(article, noun)
}

fn spanish(when: When) -> Phrase {
    const MONTHS: [&str; 12] = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    const SEASONS: [&str; 4] = ["primavera", "verano", "otoño", "invierno"];
    const ORDINALS: [&str; 4] = ["primer", "segundo", "tercer", "cuarto"];
    let month_of = |month, year| format!("{} de {year}", word(&MONTHS, month));
    let (article, noun) = match when {
        When::Years(first, last) if first == last => ("", first.to_string()),
        When::Years(first, last) if first + 9 == last => ("los ", format!("años {first}")),
        When::Years(first, last) => ("los ", format!("años {first}–{last}")),
        When::Season(year, nth) => {
            let article = if nth == 1 { "la " } else { "el " };
            let season = word(&SEASONS, nth);
            (article, format!("{season} de {}", season_year(year, nth)))
        }
        When::Part(year, part, nth) => {
            let part = match part {
                Part::Quarter => "trimestre",
                Part::Third => "cuatrimestre",
                Part::Half => "semestre",
            };
            ("el ", format!("{} {part} de {year}", word(&ORDINALS, nth)))
        }
        When::Month(year, month) => ("", month_of(month, year)),
        When::Day(year, month, day) => ("el ", format!("{day} de {}", month_of(month, year))),
        When::SomeMonth(year) => ("", format!("algún mes de {year}")),
        When::SomeDayOfYear(year) => ("", format!("algún día de {year}")),
        When::SomeDayOfMonth(year, month) => ("", format!("algún día de {}", month_of(month, year))),
    };
    Phrase::new(article, noun)
}

fn french(when: When) -> Phrase {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    const SEASONS: [&str; 4] = ["printemps", "été", "automne", "hiver"];
    const ORDINALS: [&str; 4] = ["premier", "deuxième", "troisième", "quatrième"];
    let month_of = |month, year| format!("{} {year}", word(&MONTHS, month));
    let (article, noun) = match when {
        When::Years(first, last) if first == last => ("", first.to_string()),
        When::Years(first, last) if first + 9 == last => ("les ", format!("années {first}")),
        When::Years(first, last) => ("les ", format!("années {first}–{last}")),
        When::Season(year, nth) => {
            let article = if nth == 1 { "le " } else { "l'" };
            let season = word(&SEASONS, nth);
            (article, format!("{season} {}", season_year(year, nth)))
        }
        When::Part(year, part, nth) => {
            let part = match part {
                Part::Quarter => "trimestre",
                Part::Third => "quadrimestre",
                Part::Half => "semestre",
            };
            ("le ", format!("{} {part} {year}", word(&ORDINALS, nth)))
        }
        When::Month(year, month) => ("", month_of(month, year)),
        When::Day(year, month, 1) => ("le ", format!("1er {}", month_of(month, year))),
        When::Day(year, month, day) => ("le ", format!("{day} {}", month_of(month, year))),
        When::SomeMonth(year) => ("un ", format!("mois indéterminé en {year}")),
        When::SomeDayOfYear(year) => ("un ", format!("jour indéterminé en {year}")),
        When::SomeDayOfMonth(year, month) => ("un ", format!("jour indéterminé en {}", month_of(month, year))),
    };
    Phrase::new(article, noun)
}
