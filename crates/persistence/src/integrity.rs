//! Whether a database is whole in itself.
use diesel::{prelude::*, sql_query, sql_types::Text};
use rapport_domain::{document::documents, entity::Kind};
use rapport_schema::Conn;

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    told: String,
}
fn told(c: &mut Conn, query: &str) -> QueryResult<Vec<String>> {
    let rows: Vec<Told> = match c {
        Conn::Sqlite(c) => sql_query(query).load(c)?,
        Conn::Postgres(c) => sql_query(query).load(c)?,
    };
    Ok(rows.into_iter().map(|row| row.told).collect())
}

/// What the database itself finds wrong: SQLite with its file and its indexes, both with rows that refer to none.
pub fn faults(c: &mut Conn) -> QueryResult<Vec<String>> {
    if let Conn::Sqlite(_) = c {
        let mut all =
            told(c, "SELECT integrity_check AS told FROM pragma_integrity_check WHERE integrity_check <> 'ok'")?;
        all.extend(told(
            c,
            "SELECT 'rows of ' || \"table\" || ' refer to no row of ' || parent || ': ' || count(*) AS told \
             FROM pragma_foreign_key_check GROUP BY \"table\", parent",
        )?);
        return Ok(all);
    }
    let each = told(
        c,
        "SELECT format('SELECT %L || count(*) AS told FROM %s AS a WHERE (%s) AND NOT EXISTS \
         (SELECT FROM %s AS b WHERE %s) HAVING count(*) > 0', \
         format('rows of %s refer to no row of %s: ', r.conrelid::regclass, r.confrelid::regclass), r.conrelid::regclass, \
         string_agg(format('a.%I IS NOT NULL', f.attname), ' AND '), r.confrelid::regclass, \
         string_agg(format('a.%I = b.%I', f.attname, t.attname), ' AND ')) AS told \
         FROM pg_constraint r CROSS JOIN LATERAL unnest(r.conkey, r.confkey) AS k (here, there) \
         JOIN pg_attribute f ON f.attrelid = r.conrelid AND f.attnum = k.here \
         JOIN pg_attribute t ON t.attrelid = r.confrelid AND t.attnum = k.there \
         WHERE r.contype = 'f' AND r.connamespace = current_schema()::regnamespace GROUP BY r.oid, r.conrelid, r.confrelid",
    )?;
    let mut all = vec![];
    for query in each {
        all.extend(told(c, &query)?);
    }
    Ok(all)
}

/// The keys of records of a kind that the journal knows, and the table does not.
pub fn vanished(c: &mut Conn, kind: Kind, key: &str) -> QueryResult<Vec<String>> {
    let (table, name) = (kind.path.replace('-', "_"), kind.name);
    let same = match (key, &c) {
        ("id", Conn::Sqlite(_)) => "t.id = unhex(replace(record_key, '-', ''))",
        ("id", Conn::Postgres(_)) => "t.id = record_key::uuid",
        _ => "t.code = record_key",
    };
    told(
        c,
        &format!(
            "SELECT DISTINCT record_key AS told FROM journal WHERE kind = '{name}' \
             AND NOT EXISTS (SELECT 1 FROM \"{table}\" t WHERE {same}) ORDER BY record_key"
        ),
    )
}
/// How search calls what it knows of records of a kind that are not there or deleted.
pub fn unfounded(c: &mut Conn, kind: Kind) -> QueryResult<Vec<String>> {
    let (table, name) = (kind.path.replace('-', "_"), kind.name);
    told(
        c,
        &format!(
            "SELECT title AS told FROM search WHERE kind = '{name}' AND NOT EXISTS \
             (SELECT 1 FROM \"{table}\" t WHERE t.id = search.record_id AND t.deleted_at IS NULL) ORDER BY title"
        ),
    )
}
/// The hashes of the contents that documents have, deleted ones too.
pub fn contents(c: &mut Conn) -> QueryResult<Vec<String>> {
    let all = documents::table.filter(documents::sha256.is_not_null()).select(documents::sha256.assume_not_null());
    all.distinct().order(documents::sha256).load(c)
}
