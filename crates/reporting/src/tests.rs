use crate::{Column, Export, Format, Keys, Kind, Layout, Naming, NoFormat};
use calamine::{Data, DataType, Reader, Xlsx};
use chrono::{NaiveDate, NaiveDateTime};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    io::{self, Cursor, ErrorKind, Write},
};

fn column(path: &str, kind: Kind) -> Column {
    Column { name: path.into(), path: path.split('.').map(Into::into).collect(), kind }
}
fn layout(columns: &[Column]) -> Layout {
    Layout { columns: columns.to_vec(), ..Layout::default() }
}
fn export(format: Format, columns: &[Column], records: &[Value]) -> Vec<u8> {
    let mut export = Export::new(format, layout(columns), "Records", Vec::new()).expect("it starts");
    for record in records {
        export.row(record).expect("it is written");
    }
    export.finish().expect("it ends")
}
/// The rows of a CSV file after its header.
fn csv(columns: &[Column], records: &[Value]) -> Vec<Vec<String>> {
    let bytes = export(Format::Csv, columns, records);
    let mut reader = csv::Reader::from_reader(&*bytes);
    assert!(reader.headers().expect("a header").iter().eq(columns.iter().map(|column| &column.name)));
    reader.records().map(|row| row.expect("a row").iter().map(Into::into).collect()).collect()
}
/// The only cell of a CSV file.
fn csv_cell(kind: Kind, value: Value) -> String {
    csv(&[column("x", kind)], &[json!({ "x": value })]).remove(0).remove(0)
}
/// The rows of a workbook after its header.
fn xlsx(columns: &[Column], records: &[Value]) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(export(Format::Xlsx, columns, records))).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Records"]);
    let sheet = book.worksheet_range("Records").expect("a sheet");
    let names: Vec<_> = columns.iter().map(|column| Data::String(column.name.clone())).collect();
    assert_eq!(sheet.rows().next(), Some(&*names));
    sheet.rows().skip(1).map(<[Data]>::to_vec).collect()
}
/// The only cell of a workbook.
fn xlsx_cell(kind: Kind, value: Value) -> Data {
    xlsx(&[column("x", kind)], &[json!({ "x": value })]).remove(0).remove(0)
}
fn records() -> Vec<Value> {
    vec![
        json!({"id": "a", "title": "Ñandú, \"two\"\nlines", "amount": {"value": "1500.00"}, "tags": ["x", "y"]}),
        json!({"id": "b", "title": null, "none": [], "deep": {"n": -5, "f": 0.1}, "true": true}),
    ]
}

#[test]
fn formats_are_known_by_name() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    assert_eq!("xls".parse::<Format>(), Err(NoFormat));
    assert_eq!(NoFormat.to_string(), "a format is one of csv, xlsx, ndjson, json");
}

#[test]
fn values_are_found_along_their_paths() {
    let record = json!({
        "amount": {"value": "1500.00", "currency": "PYG"},
        "tags": ["a", null, 2, true],
        "participants": [{"role": "chair", "of": ["x", "y"]}, {"role": null}, {"role": "guest", "of": ["z"]}, 5],
        "empty": [],
        "null": null,
    });
    for (path, expected) in [
        ("amount.value", "1500.00"),
        ("amount", r#"{"currency":"PYG","value":"1500.00"}"#),
        ("amount.value.more", ""),
        ("tags", "a; 2; true"),
        ("participants.role", "chair; guest"),
        ("participants.of", "x; y; z"),
        ("empty", ""),
        ("null", ""),
        ("null.more", ""),
        ("missing", ""),
    ] {
        let row = csv(&[column(path, Kind::Text)], std::slice::from_ref(&record)).remove(0);
        assert_eq!(row[0], expected, "{path}");
    }
}

#[test]
fn names_stand_beside_keys() {
    let naming = |path: &str, beside: &str, kind| Naming {
        path: path.split('.').map(Into::into).collect(),
        beside: beside.into(),
        kind,
    };
    let namings = vec![naming("by", "by_name", 0), naming("places", "places_name", 1), naming("who.id", "who_name", 0)];
    let records = [
        json!({"by": "a", "places": ["x", "y", "z"], "who": [{"id": "b", "as": 1}, {"id": null}, {"id": "c"}], "z": {}}),
        json!({"by": null, "places": [], "who": [{"as": 2}]}),
    ];
    let mut keys = vec![];
    for record in &records {
        Keys::new(&namings).of(record, |kind, key| keys.push((kind, key.to_owned()))).expect("keys");
    }
    keys.sort();
    assert_eq!(
        keys.iter().map(|(kind, key)| (*kind, &**key)).collect::<Vec<_>>(),
        [(0, "a"), (0, "b"), (0, "c"), (1, "x"), (1, "y"), (1, "z"),]
    );
    let columns = ["by", "by_name", "places_name", "who.as", "who.who_name"].map(|path| column(path, Kind::Text));
    let layout = Layout { columns: columns.to_vec(), namings, only: None };
    let written = |format, layout| {
        let mut export = Export::new(format, layout, "Records", vec![]).expect("it starts");
        for (kind, key, name) in [(0, "a", "A"), (0, "c", "C"), (1, "x", "X"), (1, "z", "=Z")] {
            export.names().add(kind, key.into(), name.into());
        }
        records.iter().for_each(|record| export.row(record).expect("it is written"));
        String::from_utf8(export.finish().expect("it ends")).expect("UTF-8")
    };
    let table = "by,by_name,places_name,who.as,who.who_name\r\na,A,X; =Z,1,C\r\n,,,2,\r\n";
    assert_eq!(written(Format::Csv, layout.clone()), table);
    let lines = concat!(
        r#"{"by":"a","by_name":"A","places":["x","y","z"],"places_name":["X",null,"=Z"],"#,
        r#""who":[{"as":1,"id":"b","who_name":null},{"id":null,"who_name":null},{"id":"c","who_name":"C"}],"z":{}}"#,
        "\n",
        r#"{"by":null,"by_name":null,"places":[],"places_name":[],"who":[{"as":2}]}"#,
        "\n"
    );
    assert_eq!(written(Format::Ndjson, layout.clone()), lines);
    let only = Layout { only: Some(vec!["z".into()]), ..layout };
    assert_eq!(written(Format::Ndjson, Layout { namings: vec![], ..only }), "{\"z\":{}}\n{}\n");
}

#[test]
fn any_serializer_of_a_record_is_understood() {
    #[derive(Serialize)]
    struct Inner {
        b: Option<char>,
        a: (i8, f32),
    }
    #[derive(Serialize)]
    enum Told {
        Unit,
        One(u64),
        Two(bool, f64),
        Named { x: Inner },
    }
    #[derive(Serialize)]
    struct Record {
        #[serde(flatten)]
        inner: Inner,
        told: Vec<Told>,
        by_number: HashMap<i32, &'static str>,
    }
    let record = || Record {
        inner: Inner { b: Some('é'), a: (-1, 0.5) },
        told: vec![
            Told::Unit,
            Told::One(1),
            Told::Two(true, f64::NAN),
            Told::Named { x: Inner { b: None, a: (0, 1.0) } },
        ],
        by_number: HashMap::from([(5, "\"five\"")]),
    };
    let mut export = Export::new(Format::Ndjson, Layout::default(), "", vec![]).expect("it starts");
    export.row(&record()).expect("it is written");
    let line = String::from_utf8(export.finish().expect("it ends")).expect("UTF-8");
    assert_eq!(line.trim_end(), serde_json::to_value(record()).expect("a value").to_string());
}

#[test]
fn csv_is_rfc_4180() {
    let columns = [column("id", Kind::Text), column("title", Kind::Text), column("amount.value", Kind::Decimal)];
    let text = String::from_utf8(export(Format::Csv, &columns, &records())).expect("UTF-8");
    assert_eq!(text, "id,title,amount.value\r\na,\"Ñandú, \"\"two\"\"\nlines\",1500.00\r\nb,,\r\n");
    assert_eq!(csv(&columns, &records())[0][1], "Ñandú, \"two\"\nlines");
}

#[test]
fn csv_has_no_formulas() {
    for first in ['=', '+', '-', '@', '\t', '\r'] {
        let text = format!("{first}1+1");
        for kind in [Kind::Text, Kind::Integer, Kind::Decimal, Kind::Boolean, Kind::Date, Kind::Instant] {
            assert_eq!(csv_cell(kind, json!(text)), format!("'{text}"), "{kind:?}");
        }
        assert_eq!(csv_cell(Kind::Text, json!([text, "b"])), format!("'{text}; b"));
        assert_eq!(csv_cell(Kind::Text, json!(format!("a{text}"))), format!("a{text}"));
        let header = export(Format::Csv, &[column(&text, Kind::Text)], &[]);
        let mut reader = csv::Reader::from_reader(&*header);
        assert_eq!(reader.headers().expect("a header"), &csv::StringRecord::from(vec![format!("'{text}")]));
    }
    assert_eq!(csv_cell(Kind::Date, json!("-0044-03-15")), "'-0044-03-15");
}

#[test]
fn csv_leaves_numbers_alone() {
    assert_eq!(csv_cell(Kind::Integer, json!(-5)), "-5");
    assert_eq!(csv_cell(Kind::Integer, json!("-5")), "-5");
    assert_eq!(csv_cell(Kind::Decimal, json!("-1500.00")), "-1500.00");
    assert_eq!(csv_cell(Kind::Decimal, json!(-0.25)), "-0.25");
    assert_eq!(csv_cell(Kind::Text, json!(-5)), "-5");
    assert_eq!(csv_cell(Kind::Text, json!("-5")), "'-5");
    assert_eq!(csv_cell(Kind::Integer, json!([-5, 6])), "'-5; 6");
    assert_eq!(csv_cell(Kind::Integer, json!(u64::MAX)), "18446744073709551615");
}

#[test]
fn a_workbook_has_typed_cells() {
    assert_eq!(xlsx_cell(Kind::Integer, json!(-5)), Data::Float(-5.0));
    assert_eq!(xlsx_cell(Kind::Decimal, json!("1500.00")), Data::Float(1500.0));
    assert_eq!(xlsx_cell(Kind::Decimal, json!(0.1)), Data::Float(0.1));
    assert_eq!(xlsx_cell(Kind::Decimal, json!(1e-7)), Data::Float(1e-7));
    assert_eq!(xlsx_cell(Kind::Boolean, json!(true)), Data::Bool(true));
    assert_eq!(xlsx_cell(Kind::Text, json!("Ñandú & <b>\n")), Data::String("Ñandú & <b>\n".into()));
    assert_eq!(xlsx_cell(Kind::Text, json!(5)), Data::String("5".into()));
    assert_eq!(xlsx_cell(Kind::Text, json!(["a", "b"])), Data::String("a; b".into()));

    let date = xlsx_cell(Kind::Date, json!("2014-02-03"));
    assert!(matches!(date, Data::DateTime(_)));
    assert_eq!(date.as_date(), NaiveDate::from_ymd_opt(2014, 2, 3));
    for instant in ["2014-02-03T04:05:06.250000Z", "2014-02-03T05:05:06.25+01:00"] {
        let instant = xlsx_cell(Kind::Instant, json!(instant));
        assert!(matches!(instant, Data::DateTime(_)));
        let expected: NaiveDateTime = "2014-02-03T04:05:06.250".parse().expect("a time");
        assert_eq!(instant.as_datetime(), Some(expected));
    }
}

#[test]
fn a_workbook_keeps_what_it_cannot_type() {
    for (kind, value) in [
        (Kind::Integer, "9007199254740993"),
        (Kind::Integer, "1.5"),
        (Kind::Integer, "many"),
        (Kind::Decimal, "1234567890123456.78"),
        (Kind::Decimal, "inf"),
        (Kind::Boolean, "perhaps"),
        (Kind::Date, "2014-02"),
        (Kind::Date, "1899-12-31"),
        (Kind::Date, "1900-02-28"),
        (Kind::Instant, "2014-02-03"),
        (Kind::Instant, "+10000-01-01T00:00:00Z"),
        (Kind::Text, "_x0041_"),
        (Kind::Text, " spaces "),
    ] {
        assert_eq!(xlsx_cell(kind, json!(value)), Data::String(value.into()));
    }
    assert_eq!(xlsx_cell(Kind::Integer, json!(u64::MAX)), Data::String(u64::MAX.to_string()));
}

#[test]
fn a_workbook_has_no_formulas() {
    for first in ['=', '+', '-', '@', '\t', '\r'] {
        let text = format!("{first}1+1");
        let bytes = export(Format::Xlsx, &[column("x", Kind::Text)], &[json!({ "x": text })]);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        assert!(book.worksheet_formula("Records").expect("a sheet").is_empty());
        assert_eq!(xlsx_cell(Kind::Text, json!(text)), Data::String(text));
    }
}

#[test]
fn a_workbook_leaves_cells_empty_and_cuts_long_texts() {
    let columns = [column("a", Kind::Text), column("b", Kind::Date), column("c", Kind::Text)];
    let rows = xlsx(&columns, &[json!({"c": "z"}), json!({}), json!({"a": "", "b": null, "c": "é".repeat(40_000)})]);
    assert_eq!(rows[0], [Data::Empty, Data::Empty, Data::String("z".into())]);
    assert!(rows[1].iter().all(Data::is_empty));
    assert!(rows[2][0].is_empty() && rows[2][1].is_empty());
    let Data::String(long) = &rows[2][2] else { panic!("a text") };
    assert_eq!(long.chars().count(), 32_767);
    assert!(long.ends_with("é … [cut]"));
}

#[test]
fn records_stay_as_they_are_in_json() {
    let json: Value = serde_json::from_slice(&export(Format::Json, &[], &records())).expect("an array");
    assert_eq!(json, Value::Array(records()));
    let lines = String::from_utf8(export(Format::Ndjson, &[], &records())).expect("UTF-8");
    assert!(lines.ends_with('\n'));
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("a record")).collect();
    assert_eq!(lines, records());
}

#[test]
fn there_may_be_no_records() {
    let columns = [column("a", Kind::Text), column("b", Kind::Integer)];
    assert_eq!(export(Format::Csv, &columns, &[]), b"a,b\r\n");
    assert!(xlsx(&columns, &[]).is_empty());
    assert_eq!(export(Format::Ndjson, &columns, &[]), b"");
    assert_eq!(export(Format::Json, &columns, &[]), b"[]");
}

#[test]
fn a_table_needs_a_column() {
    for format in [Format::Csv, Format::Xlsx] {
        let why = Export::new(format, Layout::default(), "Records", Vec::new()).err().expect("it is refused");
        assert_eq!(why.kind(), ErrorKind::InvalidInput);
    }
}

struct Full;
impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(ErrorKind::StorageFull.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_the_sink_says_is_told() {
    for format in Format::ALL {
        let mut export = Export::new(format, layout(&[column("id", Kind::Text)]), "Records", Full).expect("it starts");
        export.row(&json!({"id": "a"})).expect("it is kept for later");
        assert_eq!(export.finish().err().expect("it fails").kind(), ErrorKind::StorageFull, "{format}");
    }
}

proptest! {
    #[test]
    fn any_text_survives_csv(texts in prop::collection::vec(any::<String>(), 1..4)) {
        let columns: Vec<_> = (0..texts.len()).map(|n| column(&format!("c{n}"), Kind::Text)).collect();
        let record = texts.iter().enumerate().map(|(n, text)| (format!("c{n}"), json!(text))).collect::<Value>();
        for (read, text) in csv(&columns, &[record]).remove(0).into_iter().zip(texts) {
            let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
            prop_assert_eq!(read, if formula { format!("'{text}") } else { text });
        }
    }
}
