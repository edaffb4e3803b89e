//! One consistent look at a database that another program may be serving meanwhile.
use crate::{
    Fault,
    db::look,
    migrations,
    pool::{self, Use},
    url::Target,
};
use diesel::connection::SimpleConnection;
use rapport_schema::Conn;

/// Reads one snapshot of the database that a URL means, for as long as it takes. Nothing is written, nor is a file made; the
/// schema must be that of this program.
pub fn look_into<T, E: From<Fault>>(url: &str, f: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
    let target = Target::parse(url).map_err(Fault::Unavailable)?;
    if let Target::Sqlite(path) = &target
        && !path.exists()
    {
        return Err(Fault::Unavailable(format!("{}: there is no such file", path.display())).into());
    }
    let mut c = pool::open(&target, Use::Read)?;
    migrations::run(&mut c, false)?;
    if let Conn::Postgres(c) = &mut c {
        c.batch_execute("SET statement_timeout = 0").map_err(Fault::from)?;
    }
    look(&mut c)?;
    f(&mut c)
}
