//! Which database a URL means. The scheme decides, so that a misspelt one is an error and not a file of that name.
use crate::{Fault, alone::Alone};
use std::path::PathBuf;

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file.
    Sqlite(PathBuf),
    /// A server, as libpq understands its URL.
    Postgres(String),
}
impl Target {
    /// `sqlite:PATH`, `sqlite://PATH`, a path that ends in `.db`, or `postgres://…`.
    pub fn parse(url: &str) -> Result<Self, String> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        let path = path.or_else(|| (!url.contains("://") && url.ends_with(".db")).then_some(url));
        match path {
            Some(path) if !path.is_empty() && !path.starts_with(':') => Ok(Self::Sqlite(path.into())),
            _ => Err(format!(
                "{:?} is no database URL: say sqlite:PATH, a path that ends in .db, or postgres://USER@HOST/DATABASE",
                without_password(url)
            )),
        }
    }
    /// Keeps other programs from serving it; a server does that among its clients itself. Where another has it already, that
    /// is refused, or taken as it is `beside` that one.
    pub fn alone(&self, beside: bool) -> Result<Option<Alone>, Fault> {
        let Self::Sqlite(path) = self else { return Ok(None) };
        let alone = Alone::at(path)?;
        if alone.is_none() && !beside {
            let path = path.display();
            return Err(Fault::Unavailable(format!(
                "{path}: another rapport is at work on this file; stop it first (backup, verify, check and user add need not wait)"
            )));
        }
        Ok(alone)
    }
}

/// For messages: a URL's password is nobody's business.
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((who, host)) => {
            let user = who.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:…@{host}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_decide() {
        assert_eq!(Target::parse("./rapport.db"), Ok(Target::Sqlite("./rapport.db".into())));
        assert_eq!(Target::parse("sqlite:///data/r"), Ok(Target::Sqlite("/data/r".into())));
        assert!(matches!(Target::parse("postgresql://a@b/c"), Ok(Target::Postgres(_))));
        for wrong in ["", "sqlite:", "sqlite::memory:", "postgre://a@b/c", "mysql://a@b/c", "rapport"] {
            assert!(Target::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn passwords_stay_out_of_messages() {
        let shown = without_password("mysql://ana:secret@host/db");
        assert!(!shown.contains("secret") && shown.contains("host/db"), "{shown}");
    }
}
