//! Reading a backup into an empty database.
use super::{
    Backup, FORMAT, Failure, Held, Part,
    tables::{self, Table},
};
use crate::{
    Fault,
    db::begin,
    files::Files,
    journal::journal,
    migrations,
    pool::{self, Use},
    url::Target,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use diesel::{
    QueryDsl, QueryResult, QueryableByName, RunQueryDsl,
    connection::{Connection, SimpleConnection, TransactionManager},
    sql_query,
    sql_types::Text,
};
use rapport_domain::user::users;
use rapport_schema::Conn;
use std::io::Read;

/// How many bytes of rows are sent at once.
const BATCH: usize = 1 << 20;

type Manager = <Conn as Connection>::TransactionManager;

/// Reads a backup into the database that a URL means, and the contents of documents into a folder. The database gets the
/// schema that the backup has, then all rows in one transaction, and then the migrations that came since. Nothing of it
/// stands before the whole file was read and found whole; contents of documents may be there, which nobody names then.
pub fn restore(url: &str, files: &Files, input: impl Read) -> Result<Held, Failure> {
    let mut backup = Backup::new(input);
    let target = Target::parse(url).map_err(Fault::Unavailable)?;
    let first = backup.line().map_err(|_| Failure::Foreign)?.ok_or(Failure::Foreign)?;
    let Ok(Part::Backup { format: FORMAT, migrations, .. }) = serde_json::from_str(&first) else {
        return Err(Failure::Foreign);
    };
    if let Some(newer) = migrations::unknown(&migrations)? {
        return Err(Failure::Newer(newer));
    }
    let _alone = target.alone(false)?;
    let mut c = pool::open(&target, Use::Write)?;
    migrations::run_these(&mut c, &migrations)?;
    begin(&mut c)?;
    let held = fill(&mut c, files, &mut backup)?;
    Manager::commit_transaction(&mut c)?;
    migrations::run(&mut c, true)?;
    Ok(held)
}

fn fill<R: Read>(c: &mut Conn, files: &Files, backup: &mut Backup<R>) -> Result<Held, Failure> {
    if let Conn::Postgres(c) = c {
        c.batch_execute("LOCK TABLE users, journal IN ACCESS EXCLUSIVE MODE")?; // nobody begins to work in it meanwhile
    }
    let users: i64 = users::table.count().get_result(c)?;
    let entries: i64 = journal::table.count().get_result(c)?;
    if users + entries > 0 {
        return Err(Failure::NotEmpty);
    }
    let all = tables::all(c)?;
    let references = unbound(c)?;
    empty(c, &all)?;
    let mut held = Held::default();
    let mut next = backup.line()?;
    loop {
        let line = next.take().ok_or(Failure::Damaged("it ends too early"))?;
        match serde_json::from_str(&line).map_err(|_| Failure::Damaged("a part of it begins strangely"))? {
            Part::Table { name, columns } => next = rows(c, &all, &name, &columns, backup, &mut held)?,
            Part::Document { sha256 } => next = document(files, &sha256, backup, &mut held)?,
            Part::End { rows, documents, sha256 } => {
                backup.ends(&held, rows, documents, &sha256)?;
                break;
            }
            Part::Backup { .. } => return Err(Failure::Damaged("it begins twice")),
        }
    }
    for reference in references {
        c.batch_execute(&reference)?;
    }
    count_on(c)?;
    Ok(held)
}

/// Lets rows refer to rows that come later; gives the statements that forbid it again. SQLite looks at the end by itself.
fn unbound(c: &mut Conn) -> QueryResult<Vec<String>> {
    let c = match c {
        Conn::Sqlite(c) => return c.batch_execute("PRAGMA defer_foreign_keys = ON").map(|()| vec![]),
        Conn::Postgres(c) => c,
    };
    #[derive(QueryableByName)]
    struct Reference {
        #[diesel(sql_type = Text)]
        dropped: String,
        #[diesel(sql_type = Text)]
        added: String,
    }
    let all: Vec<Reference> = sql_query(
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS dropped, \
         format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS added \
         FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace",
    )
    .load(c)?;
    for reference in &all {
        c.batch_execute(&reference.dropped)?;
    }
    Ok(all.into_iter().map(|reference| reference.added).collect())
}

/// What the migrations themselves have put in goes: the backup has it, as it is now.
fn empty(c: &mut Conn, all: &[Table]) -> QueryResult<()> {
    match c {
        Conn::Sqlite(c) => all.iter().try_for_each(|table| c.batch_execute(&format!("DELETE FROM \"{}\"", table.name))),
        Conn::Postgres(c) => {
            let names: Vec<_> = all.iter().map(|table| format!("\"{}\"", table.name)).collect();
            c.batch_execute(&format!("TRUNCATE {}", names.join(", ")))
        }
    }
}

/// PostgreSQL's counters go on after the rows that are there, and its planner knows how many there are.
fn count_on(c: &mut Conn) -> QueryResult<()> {
    let Conn::Postgres(c) = c else { return Ok(()) };
    #[derive(QueryableByName)]
    struct Counter {
        #[diesel(sql_type = Text)]
        set: String,
    }
    let all: Vec<Counter> = sql_query(
        "SELECT format('SELECT setval(%L, coalesce(max(%I), 0) + 1, false) FROM %s', \
         pg_get_serial_sequence(attrelid::regclass::text, attname), attname, attrelid::regclass) AS set \
         FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid \
         WHERE attidentity <> '' AND relnamespace = current_schema()::regnamespace",
    )
    .load(c)?;
    all.iter().try_for_each(|counter| c.batch_execute(&counter.set))?;
    c.batch_execute("ANALYZE")
}

/// Reads the rows of a table; gives the line after them.
fn rows<R: Read>(
    c: &mut Conn,
    all: &[Table],
    name: &str,
    columns: &[String],
    backup: &mut Backup<R>,
    held: &mut Held,
) -> Result<Option<String>, Failure> {
    let insert =
        insert(c, all, name, columns).ok_or(Failure::Damaged("it has a table or a column of no such schema"))?;
    let mut batch = String::new();
    loop {
        let line = backup.line()?;
        let row = line.as_deref().filter(|line| line.starts_with('['));
        if let Some(row) = row {
            batch.push(if batch.is_empty() { '[' } else { ',' });
            batch.push_str(row.trim_end());
            held.rows += 1;
        }
        if !batch.is_empty() && (row.is_none() || batch.len() > BATCH) {
            batch.push(']');
            let sent = sql_query(&insert).bind::<Text, _>(std::mem::take(&mut batch));
            match c {
                Conn::Sqlite(c) => sent.execute(c)?,
                Conn::Postgres(c) => sent.execute(c)?,
            };
        }
        if row.is_none() {
            return Ok(line);
        }
    }
}
/// The statement that inserts rows of these columns, given as one text of JSON; none where there are no such columns.
fn insert(c: &Conn, all: &[Table], name: &str, columns: &[String]) -> Option<String> {
    let table = all.iter().find(|table| table.name == name)?;
    let column = |name: &String| table.columns.iter().find(|column| column.name == *name);
    let columns = columns.iter().map(column).collect::<Option<Vec<_>>>()?;
    let names = columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ");
    let places = columns.iter().enumerate();
    Some(match c {
        Conn::Sqlite(_) => {
            let values = places.map(|(place, column)| column.of_sqlite(place)).collect::<Vec<_>>().join(", ");
            format!("INSERT INTO \"{name}\" ({names}) SELECT {values} FROM json_each(?)")
        }
        Conn::Postgres(_) => {
            let values = places.map(|(place, column)| column.of_postgres(place)).collect::<Vec<_>>().join(", ");
            let rows = "json_array_elements($1::json) AS value";
            format!("INSERT INTO \"{name}\" ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {rows}")
        }
    })
}

/// Reads the content of a document; gives the line after it.
fn document<R: Read>(
    files: &Files,
    sha256: &str,
    backup: &mut Backup<R>,
    held: &mut Held,
) -> Result<Option<String>, Failure> {
    let mut content = vec![];
    loop {
        let line = backup.line()?;
        let Some(chunk) = line.as_deref().and_then(|line| line.trim_end().strip_prefix('"')?.strip_suffix('"')) else {
            if files.keep(&content)? != sha256 {
                return Err(Failure::Damaged("a document is not what its name says"));
            }
            held.documents += 1;
            return Ok(line);
        };
        let unpacked = BASE64_STANDARD.decode_vec(chunk, &mut content);
        unpacked.map_err(|_| Failure::Damaged("a document cannot be unpacked"))?;
    }
}
