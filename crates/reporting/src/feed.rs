//! Feeds (RFC 4287, Atom): what is new, for readers of news.
use crate::xml::{begun, text};
use chrono::{DateTime, SecondsFormat, Utc};
use std::io;

/// Its `Content-Type`.
pub const MEDIA_TYPE: &str = "application/atom+xml; charset=utf-8";

/// Something new.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The same for ever, a URI.
    pub id: String,
    /// What it is.
    pub title: String,
    /// The language of its texts.
    pub lang: Option<String>,
    /// When it was last changed.
    pub updated: DateTime<Utc>,
    /// What there is to say of it.
    pub summary: Option<String>,
    /// What it is about.
    pub categories: Vec<String>,
    /// Where its record is.
    pub path: String,
}

/// A feed of some entries, the newest first.
pub fn feed(id: &str, title: &str, author: &str, path: &str, entries: &[Entry]) -> io::Result<Vec<u8>> {
    let mut xml = begun(vec![])?;
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true);
    xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(|xml| {
        text(xml.create_element("id"), id)?;
        text(xml.create_element("title"), title)?;
        let newest = entries.iter().map(|entry| entry.updated).max().unwrap_or(DateTime::UNIX_EPOCH);
        text(xml.create_element("updated"), &time(newest))?;
        xml.create_element("author").write_inner_content(|xml| text(xml.create_element("name"), author))?;
        xml.create_element("link").with_attributes([("rel", "self"), ("href", path)]).write_empty()?;
        for entry in entries {
            let element = xml.create_element("entry");
            let element = match &entry.lang {
                Some(lang) => element.with_attribute(("xml:lang", lang.as_str())),
                None => element,
            };
            element.write_inner_content(|xml| {
                text(xml.create_element("id"), &entry.id)?;
                text(xml.create_element("title"), &entry.title)?;
                text(xml.create_element("updated"), &time(entry.updated))?;
                if let Some(summary) = &entry.summary {
                    text(xml.create_element("summary"), summary)?;
                }
                for category in &entry.categories {
                    xml.create_element("category").with_attribute(("term", category.as_str())).write_empty()?;
                }
                let link = [("rel", "alternate"), ("type", "application/json"), ("href", entry.path.as_str())];
                xml.create_element("link").with_attributes(link).write_empty()?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(xml.into_inner())
}

#[cfg(test)]
mod tests {
    use super::{Entry, feed};
    use chrono::DateTime;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        let entry = Entry {
            id: "urn:uuid:1".into(),
            title: "They <won>\u{1} & went".into(),
            lang: Some("es".into()),
            updated: DateTime::UNIX_EPOCH,
            summary: None,
            categories: vec!["UY".into()],
            path: "/v1/results/1".into(),
        };
        let text =
            String::from_utf8(feed("urn:x", "Results", "Rapport", "/", &[entry]).expect("a feed")).expect("text");
        assert!(text.contains("<title>They &lt;won&gt; &amp; went</title>"), "{text}");
        assert!(text.contains("<entry xml:lang=\"es\">"), "{text}");
    }
}
