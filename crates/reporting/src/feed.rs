//! Feeds (RFC 4287, Atom): what is new, for readers of news.
use chrono::{DateTime, SecondsFormat, Utc};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
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
    let mut xml = Writer::new_with_indent(vec![], b' ', 2);
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let text = |xml: &mut Writer<Vec<u8>>, element: &str, text: &str| {
        xml.create_element(element).write_text_content(BytesText::new(text)).map(|_| ())
    };
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(|xml| {
        text(xml, "id", id)?;
        text(xml, "title", title)?;
        let newest = entries.iter().map(|entry| entry.updated).max().unwrap_or(DateTime::UNIX_EPOCH);
        text(xml, "updated", &time(newest))?;
        xml.create_element("author").write_inner_content(|xml| text(xml, "name", author))?;
        xml.create_element("link").with_attributes([("rel", "self"), ("href", path)]).write_empty()?;
        for entry in entries {
            let element = xml.create_element("entry");
            let element = match &entry.lang {
                Some(lang) => element.with_attribute(("xml:lang", lang.as_str())),
                None => element,
            };
            element.write_inner_content(|xml| {
                text(xml, "id", &entry.id)?;
                text(xml, "title", &entry.title)?;
                text(xml, "updated", &time(entry.updated))?;
                if let Some(summary) = &entry.summary {
                    text(xml, "summary", summary)?;
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
