//! The tables of a database as it tells them itself, and their rows as arrays of plain values.
use super::Failure;
use diesel::{
    QueryResult, QueryableByName, RunQueryDsl,
    connection::{DefaultLoadingMode, SimpleConnection},
    sql_query,
    sql_types::Text,
};
use rapport_schema::Conn;
use serde_json::Value;

/// A table.
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, but for those that the database itself computes.
    pub columns: Vec<Column>,
}
/// A column.
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, as the database calls it.
    pub of: String,
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    column_type: String,
}
const SQLITE: &str = "SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS column_type \
    FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND c.hidden = 0 ORDER BY t.name, c.cid";
const POSTGRES: &str = "SELECT t.relname::text AS table_name, c.attname::text AS column_name, \
    format_type(c.atttypid, NULL) AS column_type FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid \
    WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace \
    AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = '' ORDER BY t.relname COLLATE \"C\", c.attnum";

/// Every table that holds data: neither the list of migrations nor SQLite's own, nor the index of words, which the database
/// keeps up to date itself.
pub fn all(c: &mut Conn) -> QueryResult<Vec<Table>> {
    let told: Vec<Told> = match c {
        Conn::Sqlite(c) => sql_query(SQLITE).load(c)?,
        Conn::Postgres(c) => sql_query(POSTGRES).load(c)?,
    };
    let mut all: Vec<Table> = vec![];
    for Told { table_name, column_name, column_type } in told {
        if ["__", "sqlite_", "search_index"].iter().any(|prefix| table_name.starts_with(prefix)) {
            continue;
        }
        let column = Column { name: column_name, of: column_type };
        match all.last_mut() {
            Some(table) if table.name == table_name => table.columns.push(column),
            _ => all.push(Table { name: table_name, columns: vec![column] }),
        }
    }
    Ok(all)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}
impl Table {
    /// Shows each row as a line of JSON, one after the other.
    pub fn rows(&self, c: &mut Conn, mut show: impl FnMut(&str) -> Result<(), Failure>) -> Result<(), Failure> {
        let values = |plain: fn(&Column) -> String| self.columns.iter().map(plain).collect::<Vec<_>>().join(", ");
        match c {
            Conn::Sqlite(c) => {
                let query =
                    format!("SELECT json_array({}) AS row FROM \"{}\"", values(Column::plain_of_sqlite), self.name);
                for row in sql_query(query).load_iter::<Row, DefaultLoadingMode>(c)? {
                    show(&row?.row)?;
                }
            }
            Conn::Postgres(c) => {
                let values = values(Column::plain_of_postgres);
                let query = format!("SELECT json_build_array({values})::text AS row FROM \"{}\"", self.name);
                c.batch_execute(&format!("DECLARE all_rows NO SCROLL CURSOR FOR {query}"))?;
                loop {
                    let rows: Vec<Row> = sql_query("FETCH 200 FROM all_rows").load(c)?;
                    if rows.is_empty() {
                        break;
                    }
                    for row in rows {
                        show(&self.terse(row.row)?)?;
                    }
                }
                c.batch_execute("CLOSE all_rows")?;
            }
        }
        Ok(())
    }
    /// `jsonb` writes spaces that SQLite's JSON has not.
    fn terse(&self, row: String) -> Result<String, Failure> {
        let json = |column: &&Column| column.of == "jsonb";
        let broken = |why: serde_json::Error| std::io::Error::from(why);
        let mut values: Vec<Value> = serde_json::from_str(&row).map_err(broken)?;
        for (value, _) in values.iter_mut().zip(&self.columns).filter(|(_, column)| json(column)) {
            if let Value::String(text) = value {
                *text = serde_json::from_str::<Value>(text).map_err(broken)?.to_string();
            }
        }
        Ok(serde_json::to_string(&values).map_err(broken)?)
    }
}

impl Column {
    fn plain_of_sqlite(&self) -> String {
        let name = &self.name;
        match self.of.as_str() {
            "blob" => format!("iif(\"{name}\" IS NULL, NULL, lower(hex(\"{name}\")))"),
            _ => format!("\"{name}\""),
        }
    }
    fn plain_of_postgres(&self) -> String {
        let name = &self.name;
        match self.of.as_str() {
            "uuid" => format!("replace(\"{name}\"::text, '-', '')"),
            "timestamp with time zone" => format!("(extract(epoch FROM \"{name}\") * 1000000)::bigint"),
            "date" => format!("to_char(\"{name}\", 'YYYY-MM-DD')"),
            "boolean" => format!("\"{name}\"::integer"),
            "jsonb" => format!("\"{name}\"::text"),
            _ => format!("\"{name}\""),
        }
    }
    /// The value at a place of a plain row, as SQLite stores it.
    pub fn of_sqlite(&self, place: usize) -> String {
        let value = format!("json_extract(value, '$[{place}]')");
        if self.of == "blob" { format!("unhex({value})") } else { value }
    }
    /// The value at a place of a plain row, as PostgreSQL stores it.
    pub fn of_postgres(&self, place: usize) -> String {
        let value = format!("(value ->> {place})");
        match self.of.as_str() {
            "timestamp with time zone" => {
                format!("timestamptz '1970-01-01 00:00:00Z' + {value}::bigint * interval '1 microsecond'")
            }
            "boolean" => format!("{value}::integer::boolean"),
            of => format!("{value}::{of}"),
        }
    }
}
