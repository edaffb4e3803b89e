//! What PostgreSQL does by itself: pgbench writes the same rows as the server, in transactions of prepared statements.
use crate::{
    Result,
    driver::{CONNECTIONS, Measured},
};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// How many scripts there are; each writes rows like those of one intervention.
const SCRIPTS: usize = 16;

/// A prepared pgbench.
#[derive(Debug)]
pub struct PgBench {
    program: PathBuf,
    url: String,
    scripts: Vec<PathBuf>,
}
impl PgBench {
    /// Writes its scripts into a folder.
    pub fn prepare(program: &Path, url: &str, folder: &Path) -> Result<Self> {
        #[derive(QueryableByName)]
        struct Script {
            #[diesel(sql_type = Text)]
            script: String,
        }
        let mut c = PgConnection::establish(url)?;
        let all: Vec<Script> = sql_query(SCRIPT.replace("{scripts}", &SCRIPTS.to_string())).load(&mut c)?;
        let mut scripts = vec![];
        for (number, Script { script }) in all.iter().enumerate() {
            let path = folder.join(format!("write-{number}.sql"));
            fs::write(&path, script)?;
            scripts.push(path);
        }
        Ok(Self { program: program.to_owned(), url: url.to_owned(), scripts })
    }
    /// Writes for some time.
    pub fn run(&self, time: Duration) -> Result<Measured> {
        let clients = CONNECTIONS.to_string();
        let seconds = time.as_secs().max(1).to_string();
        let mut command = Command::new(&self.program);
        command.args(["-n", "-M", "prepared", "-c", &clients, "-j", "2", "-T", &seconds]);
        for script in &self.scripts {
            command.arg("-f").arg(script);
        }
        let output = command.arg(&self.url).output()?;
        let (told, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        match figure(&told, "tps = ").filter(|_| output.status.success()) {
            Some(per_second) => Ok(Measured { per_second, ..Default::default() }),
            None => Err(format!("pgbench: {wrong}{told}").into()),
        }
    }
}
/// The number that follows some words.
fn figure(told: &str, words: &str) -> Option<f64> {
    told.split_once(words)?.1.split_whitespace().next()?.parse().ok()
}

/// Scripts made of rows that are there: those of interventions with two participants, under new ids, UUIDv7 as the
/// server's are.
const SCRIPT: &str = r#"
SELECT concat_ws(E'\n',
    'BEGIN;',
    format('INSERT INTO interventions (id, version, created_at, updated_at, title, title_folded, summary, when_text, '
        'when_earliest, when_latest, mode, form, evidence, sensitivity, review, reviewed_by, reviewed_at, wording, '
        'work_areas_from_kinds) VALUES (%s, 1, now(), now(), %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, now(), '
        '%L, %L) RETURNING id \gset', v7, i.title, i.title_folded, i.summary, i.when_text, i.when_earliest,
        i.when_latest, i.mode, i.form, i.evidence, i.sensitivity, i.review, i.reviewed_by, i.wording,
        i.work_areas_from_kinds),
    (SELECT 'INSERT INTO intervention_countries (intervention_id, country, position) VALUES '
        || string_agg(format('(:id, %L, %s)', country, position), ', ') || ';'
        FROM intervention_countries WHERE intervention_id = i.id),
    (SELECT 'INSERT INTO intervention_kinds (intervention_id, kind, position) VALUES '
        || string_agg(format('(:id, %L, %s)', kind, position), ', ') || ';'
        FROM intervention_kinds WHERE intervention_id = i.id),
    (SELECT 'INSERT INTO intervention_work_areas (intervention_id, work_area, position) VALUES '
        || string_agg(format('(:id, %L, %s)', work_area, position), ', ') || ';'
        FROM intervention_work_areas WHERE intervention_id = i.id),
    (SELECT 'INSERT INTO intervention_participants (id, intervention_id, position, part, person_id, organization_id) '
        'VALUES ' || string_agg(format('(%s, :id, %s, %L, %L, %L)', v7, position, part, person_id, organization_id), ', ')
        || ';' FROM intervention_participants WHERE intervention_id = i.id),
    format('INSERT INTO journal (at, actor_id, action, kind, record_key, version, sensitivity, places, payload) '
        'VALUES (now(), %L, %L, %L, :id, 1, %L, %L, %L);', j.actor_id, j.action, j.kind, j.sensitivity, j.places,
        j.payload),
    format('INSERT INTO search (kind, record_id, title, words, title_folded, words_folded) '
        'VALUES (%L, :id, %L, %L, %L, %L);', s.kind, s.title, s.words, s.title_folded, s.words_folded),
    'COMMIT;', '') AS script
FROM interventions i
JOIN journal j ON j.kind = 'intervention' AND j.record_key = i.id::text AND j.action = 'create'
JOIN search s ON s.record_id = i.id AND s.kind = 'intervention',
(SELECT 'overlay(gen_random_uuid()::text placing overlay(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)'
    '::bigint), 12, ''0'') placing ''-'' from 9 for 0) || ''-7'' from 1 for 15)::uuid' AS v7) made
WHERE i.id IN (SELECT intervention_id FROM intervention_participants GROUP BY intervention_id HAVING count(*) = 2
    ORDER BY intervention_id LIMIT {scripts})
ORDER BY i.id
"#;

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn the_rate_is_read() {
        let told = "latency average = 3.1 ms\ntps = 5123.42 (without initial connection time)\n";
        assert_eq!(figure(told, "tps = "), Some(5123.42));
    }
}
