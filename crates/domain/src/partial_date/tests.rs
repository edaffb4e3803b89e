use chrono::NaiveDate;
use proptest::prelude::*;

use super::{BadDate, Lang, PartialDate};

const OPEN_START: &str = "0001-01-01";
const OPEN_END: &str = "9999-12-31";

/// A text and its label in English, Spanish and French.
const LABELS: &str = "
2013 | 2013 | 2013 | 2013
0850 | 850 | 850 | 850
2013-09 | September 2013 | septiembre de 2013 | septembre 2013
2013-09-14 | 14 September 2013 | 14 de septiembre de 2013 | 14 septembre 2013
2014-01-01 | 1 January 2014 | 1 de enero de 2014 | 1er janvier 2014
2014-Q1 | first quarter of 2014 | primer trimestre de 2014 | premier trimestre 2014
2014-36 | fourth quarter of 2014 | cuarto trimestre de 2014 | quatrième trimestre 2014
2014-38 | second third of 2014 | segundo cuatrimestre de 2014 | deuxième quadrimestre 2014
2014-40 | first half of 2014 | primer semestre de 2014 | premier semestre 2014
2014-21 | spring 2014 | primavera de 2014 | printemps 2014
2014-24 | winter 2014–2015 | invierno de 2014–2015 | hiver 2014–2015
2013~ | about 2013 | hacia 2013 | vers 2013
2014-Q1~ | about the first quarter of 2014 | hacia el primer trimestre de 2014 | vers le premier trimestre 2014
2013? | 2013 (uncertain) | 2013 (incierto) | 2013 (incertain)
2013% | about 2013 (uncertain) | hacia 2013 (incierto) | vers 2013 (incertain)
201X | the 2010s | años 2010 | années 2010
20XX | years 2000–2099 | años 2000–2099 | années 2000–2099
2014-XX | some month of 2014 | algún mes de 2014 | mois indéterminé en 2014
2014-XX-XX | some day of 2014 | algún día de 2014 | jour indéterminé en 2014
2014-04-XX | some day of April 2014 | algún día de abril de 2014 | jour indéterminé en avril 2014
2012-11/2013-02 | November 2012 to February 2013 | noviembre de 2012 a febrero de 2013 | novembre 2012 à février 2013
2012-11-05/2013-02-01 | 5 November 2012 to 1 February 2013 | 5 de noviembre de 2012 al 1 de febrero de 2013 | 5 novembre 2012 au 1er février 2013
2012~/2014~ | about 2012 to about 2014 | hacia 2012 a 2014 aproximadamente | vers 2012 à 2014 environ
2012?/201X | 2012 (uncertain) to the 2010s | 2012 (incierto) a los años 2010 | 2012 (incertain) aux années 2010
2012-11/.. | since November 2012 | desde noviembre de 2012 | depuis novembre 2012
2014-Q1%/.. | since about the first quarter of 2014 (uncertain) | desde el primer trimestre de 2014 aproximadamente (incierto) | depuis le premier trimestre 2014 environ (incertain)
../2014 | until 2014 | hasta 2014 | jusqu'en 2014
../2014-09-14 | until 14 September 2014 | hasta el 14 de septiembre de 2014 | jusqu'au 14 septembre 2014
../2014-22 | until summer 2014 | hasta el verano de 2014 | jusqu'à l'été 2014
../2014-21 | until spring 2014 | hasta la primavera de 2014 | jusqu'au printemps 2014
2012-11/ | November 2012 to an unknown date | noviembre de 2012 a una fecha desconocida | novembre 2012 à une date inconnue
/2014 | unknown date to 2014 | fecha desconocida a 2014 | date inconnue à 2014";

fn date(text: &str) -> PartialDate {
    PartialDate::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn bounds() {
    for (text, earliest, latest) in [
        ("0002", "0002-01-01", "0002-12-31"),
        ("2013", "2013-01-01", "2013-12-31"),
        ("2013-09", "2013-09-01", "2013-09-30"),
        ("2013-02", "2013-02-01", "2013-02-28"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2013-12", "2013-12-01", "2013-12-31"),
        ("2013-09-14", "2013-09-14", "2013-09-14"),
        ("2012-02-29", "2012-02-29", "2012-02-29"),
        ("2000-02-29", "2000-02-29", "2000-02-29"),
        ("2014-Q1", "2014-01-01", "2014-03-31"),
        ("2014-Q4", "2014-10-01", "2014-12-31"),
        ("2014-33", "2014-01-01", "2014-03-31"),
        ("2014-34", "2014-04-01", "2014-06-30"),
        ("2014-35", "2014-07-01", "2014-09-30"),
        ("2014-36", "2014-10-01", "2014-12-31"),
        ("2014-37", "2014-01-01", "2014-04-30"),
        ("2014-38", "2014-05-01", "2014-08-31"),
        ("2014-39", "2014-09-01", "2014-12-31"),
        ("2014-40", "2014-01-01", "2014-06-30"),
        ("2014-41", "2014-07-01", "2014-12-31"),
        ("2014-H1", "2014-01-01", "2014-06-30"),
        ("2014-H2", "2014-07-01", "2014-12-31"),
        ("2014-21", "2014-03-01", "2014-05-31"),
        ("2014-22", "2014-06-01", "2014-08-31"),
        ("2014-23", "2014-09-01", "2014-11-30"),
        ("2014-24", "2014-12-01", "2015-02-28"),
        ("2015-24", "2015-12-01", "2016-02-29"),
        ("9998-24", "9998-12-01", "9999-02-28"),
        ("2013~", "2013-01-01", "2013-12-31"),
        ("2013-09?", "2013-09-01", "2013-09-30"),
        ("2013-09-14%", "2013-09-14", "2013-09-14"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2XXX", "2000-01-01", "2999-12-31"),
        ("000X", "0002-01-01", "0009-12-31"),
        ("2014-XX", "2014-01-01", "2014-12-31"),
        ("2014-XX-XX", "2014-01-01", "2014-12-31"),
        ("2014-02-XX", "2014-02-01", "2014-02-28"),
        ("2012-11/2013-02", "2012-11-01", "2013-02-28"),
        ("2013/2013", "2013-01-01", "2013-12-31"),
        ("2013-06/2013", "2013-06-01", "2013-12-31"),
        ("2013/2013-06", "2013-01-01", "2013-06-30"),
        ("2012~/2014-Q2?", "2012-01-01", "2014-06-30"),
        ("2012-11/..", "2012-11-01", OPEN_END),
        ("2012-11/", "2012-11-01", OPEN_END),
        ("../2014", OPEN_START, "2014-12-31"),
        ("/2014", OPEN_START, "2014-12-31"),
    ] {
        let read = date(text);
        assert_eq!(read.text(), text);
        assert_eq!(read.earliest(), day(earliest), "start of {text}");
        assert_eq!(read.latest(), day(latest), "end of {text}");
        assert_eq!(read.opens().is_none(), earliest == OPEN_START, "{text}");
        assert_eq!(read.closes().is_none(), latest == OPEN_END, "{text}");
    }
}

#[test]
fn refusals() {
    for (text, code, message) in [
        ("", "empty_date", "the date is empty"),
        (&"2".repeat(65), "date_too_long", "the date is longer than 64 bytes"),
        ("2013 ", "bad_date", "not an EDTF date: 2013 "),
        ("\t2013", "bad_date", "not an EDTF date: \t2013"),
        ("２０１３", "bad_date", "not an EDTF date: ２０１３"),
        ("año", "bad_date", "not an EDTF date: año"),
        ("soon", "bad_date", "not an EDTF date: soon"),
        ("-2013", "bad_date", "not an EDTF date: -2013"),
        ("Y17000", "bad_date", "not an EDTF date: Y17000"),
        ("~", "bad_date", "not an EDTF date: ~"),
        ("..", "bad_date", "not an EDTF date: .."),
        ("2013-09-14-15", "bad_date", "not an EDTF date: 2013-09-14-15"),
        ("14/09/2013", "bad_date", "not an EDTF date: 14/09/2013"),
        ("2013/soon", "bad_date", "not an EDTF date: soon"),
        ("0001", "bad_year", "0001 is not a year: 0002 to 9998"),
        ("9999", "bad_year", "9999 is not a year: 0002 to 9998"),
        ("0000", "bad_year", "0000 is not a year: 0002 to 9998"),
        ("13", "bad_year", "13 is not a year: 0002 to 9998"),
        ("20130914", "bad_year", "20130914 is not a year: 0002 to 9998"),
        ("14-09-2013", "bad_year", "14 is not a year: 0002 to 9998"),
        ("XXXX", "bad_year", "XXXX is not a year: 0002 to 9998"),
        ("20X3", "bad_year", "20X3 is not a year: 0002 to 9998"),
        ("201X-09", "bad_year", "201X is not a year: 0002 to 9998"),
        ("2013~?", "bad_year", "2013~ is not a year: 0002 to 9998"),
        ("2014-00", "bad_month", "00 is not a month: 01 to 12"),
        ("2014-13", "bad_month", "13 is not a month: 01 to 12"),
        ("2014-20", "bad_month", "20 is not a month: 01 to 12"),
        ("2014-42", "bad_month", "42 is not a month: 01 to 12"),
        ("2014-9", "bad_month", "9 is not a month: 01 to 12"),
        ("2014-", "bad_month", " is not a month: 01 to 12"),
        ("2014-1X", "bad_month", "1X is not a month: 01 to 12"),
        ("2014-Q1-05", "bad_month", "Q1 is not a month: 01 to 12"),
        ("2014-33-05", "bad_month", "33 is not a month: 01 to 12"),
        ("2014-XX-05", "bad_month", "XX is not a month: 01 to 12"),
        ("2014-25", "bad_season", "25 is not a season: 21 to 24"),
        ("2014-32", "bad_season", "32 is not a season: 21 to 24"),
        ("2014-Q0", "bad_quarter", "Q0 is not a quarter: Q1 to Q4"),
        ("2014-Q5", "bad_quarter", "Q5 is not a quarter: Q1 to Q4"),
        ("2014-Q", "bad_quarter", "Q is not a quarter: Q1 to Q4"),
        ("2014-H3", "bad_half", "H3 is not half of a year: H1 or H2"),
        ("2013-02-29", "bad_day", "2013-02 has no day 29"),
        ("1900-02-29", "bad_day", "1900-02 has no day 29"),
        ("2013-09-31", "bad_day", "2013-09 has no day 31"),
        ("2013-09-00", "bad_day", "2013-09 has no day 00"),
        ("2013-09-4", "bad_day", "2013-09 has no day 4"),
        ("/", "empty_range", "the range has a date at neither end"),
        ("../..", "empty_range", "the range has a date at neither end"),
        ("/..", "empty_range", "the range has a date at neither end"),
        ("../", "empty_range", "the range has a date at neither end"),
        ("2014/2013", "reversed_range", "the range ends before it starts"),
        ("2013-09-14/2013-09-13", "reversed_range", "the range ends before it starts"),
    ] {
        let error = PartialDate::parse(text).expect_err(text);
        assert_eq!(error.code(), code, "{text}");
        assert_eq!(error.to_string(), message, "{text}");
    }
}

#[test]
fn labels() {
    for line in LABELS.lines().skip(1) {
        let cells: Vec<_> = line.split(" | ").collect();
        let date = date(cells[0]);
        let labels = [Lang::En, Lang::Es, Lang::Fr].map(|lang| date.label(lang));
        assert_eq!(labels, cells[1..], "{date}");
    }
}

#[test]
fn sure_cover() {
    for (outer, inner, covers) in [
        ("2013", "2013", false),
        ("2013", "2013-06-01", false),
        ("2013-06-01", "2013-06-01", true),
        ("2013-06-01", "2013-06", false),
        ("2012-11/2013-02", "2012-12", true),
        ("2012-11/2013-02", "2012-11-30/2013-02-01", true),
        ("2012-11/2013-02", "2012-11", false),
        ("2012-11/2013-02", "2013-02", false),
        ("2012-11-01/2013-02-28", "2012-11/2013-02", true),
        ("2013/2013", "2013-06-01", false),
        // A day is an end, so the period has it however early it started.
        ("2013/2013-06-01", "2013-06-01", true),
        ("2012-11/..", "2012-11-30/..", true),
        ("2012-11/..", "2012-12-01", true),
        ("2012-11/..", "2012-11-29", false),
        ("2012-11/..", "2012-12-01/", true),
        ("2012-11-05/", "2012-11-05", true),
        ("2012-11-05/", "2012-11-06", false),
        ("2012-11/", "2012-11-30", false),
        ("../2014", "2014-01-01", true),
        ("../2014", "2014", false),
        ("../2014", "../1999", true),
        ("/2014-05-06", "2014-05-06", true),
        ("/2014-05-06", "2014-05-05", false),
    ] {
        let (outer, inner) = (date(outer), date(inner));
        assert_eq!(outer.surely_covers(&inner), covers, "{outer} and {inner}");
    }
}

#[test]
fn overlap_and_containment() {
    assert!(date("2013").overlaps(&date("2013-12/2014")));
    assert!(!date("2013").overlaps(&date("2014")));
    assert!(date("2013-09").within(&date("2013-Q3")));
    assert!(!date("2013-09/2013-10").within(&date("2013-Q3")));
    assert!(date("2013").within(&date("../2013")));
}

#[test]
fn a_day_reads_back() {
    let leap = PartialDate::day(day("2012-02-29"));
    assert_eq!(leap, date("2012-02-29"));
    assert_eq!(PartialDate::day(NaiveDate::MIN), date("0002-01-01"));
    assert_eq!(PartialDate::day(NaiveDate::MAX), date("9998-12-31"));
}

#[test]
fn stored_parts_are_trusted() {
    let stored = PartialDate::from_parts("long ago", day("1900-01-01"), day("1950-12-31"));
    assert_eq!(stored.label(Lang::Fr), "long ago");
    assert!(!stored.surely_covers(&date("1920-01-01")));
    let read = date("2012-11/..");
    assert_eq!(PartialDate::from_parts("2012-11/..", read.earliest(), read.latest()), read);
}

#[test]
fn order_is_by_bounds() {
    let mut dates = ["2014", "2013-Q1", "2013", "2013-33", "../2013"].map(date);
    dates.sort();
    assert_eq!(dates.map(|d| d.to_string()), ["../2013", "2013-33", "2013-Q1", "2013", "2014"]);
}

#[test]
fn serializes_as_its_text() {
    let json = serde_json::to_string(&date("2014-Q1~")).unwrap();
    assert_eq!(json, r#""2014-Q1~""#);
    assert_eq!("2014-Q5".parse::<PartialDate>(), Err(BadDate::Quarter("Q5".into())));
}

/// Texts of every accepted form, mostly close enough to meet each other.
fn dates() -> impl Strategy<Value = PartialDate> {
    let month = "0[1-9]|1[0-2]";
    let part = "2[1-4]|3[3-9]|4[01]|Q[1-4]|H[12]|XX";
    let days = "0[1-9]|[12][0-8]|XX";
    let near = format!("201[3-5](-({month}|{part}|({month})-({days})))?[~?%]?");
    let far = "([1-9][0-9]{3}|[1-9][0-9][0-9X]X)[~?%]?";
    let date = format!(r"{near}|{far}|{near}/{near}|{near}/(\.\.)?|(\.\.)?/{near}");
    let text = proptest::string::string_regex(&date).unwrap();
    text.prop_filter_map("a reversed range", |text| match PartialDate::parse(&text) {
        Err(BadDate::ReversedRange) => None,
        read => Some(read.unwrap_or_else(|error| panic!("{text}: {error}"))),
    })
}

#[test]
fn periods_that_surely_share_a_day() {
    let date = |text| PartialDate::parse(text).unwrap();
    let surely = |a, b| date(a).known_to_overlap(&date(b));
    for (a, b) in [
        ("2013/2015", "2014"),
        ("2013/2015", "2014/.."),
        ("2013-05-02/..", "2013-05-02"),
        ("../2014-06-30", "2014-06-30/.."),
        ("2013-01-01/2013-06-30", "2013-06-30/2014"),
    ] {
        assert!(surely(a, b), "{a} and {b}");
    }
    for (a, b) in [
        ("2013", "2013"),
        ("2013-05/..", "2014-03/.."),
        ("2013-05/", "2014-03/2015"),
        ("2013/2014", "2014/2015"),
        ("2013", "2014"),
        ("../2014", "2014/.."),
    ] {
        assert!(!surely(a, b), "{a} and {b}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn accepted_texts_keep(date in dates()) {
        prop_assert!(date.earliest() <= date.latest());
        prop_assert_eq!(PartialDate::parse(&date.to_string()), Ok(date.clone()));
        for lang in [Lang::En, Lang::Es, Lang::Fr] {
            prop_assert!(!date.label(lang).is_empty());
        }
    }

    #[test]
    fn no_text_panics(text in ".*|[0-9X./~?%QH-]{0,24}|[0-9]{4}-\\PC{0,6}/?\\PC*") {
        match PartialDate::parse(&text) {
            Ok(date) => {
                prop_assert_eq!(date.text(), &text);
                prop_assert!(date.earliest() <= date.latest());
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
        let stored = PartialDate::from_parts(text, PartialDate::MIN, PartialDate::MAX);
        stored.label(Lang::En);
        stored.surely_covers(&stored);
    }

    #[test]
    fn relations_agree(a in dates(), b in dates()) {
        prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
        prop_assert!(a.within(&a) && a.overlaps(&a));
        prop_assert!(!a.within(&b) || a.overlaps(&b));
        prop_assert!(!a.surely_covers(&b) || b.within(&a));
        prop_assert_eq!(a.known_to_overlap(&b), b.known_to_overlap(&a));
        prop_assert!(!a.known_to_overlap(&b) || a.overlaps(&b));
    }
}
