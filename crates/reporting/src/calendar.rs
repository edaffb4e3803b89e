//! Calendars (RFC 5545): entries of whole days, which are the same days in every zone.
use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Calendar, Class, Component, Event, EventLike};

/// Its `Content-Type`.
pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// An entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The same as long as it is the same thing.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last.
    pub last: NaiveDate,
    /// Where.
    pub place: String,
    /// What there is to say of it.
    pub note: String,
}

/// A calendar as it is at a moment.
pub fn calendar(name: &str, at: DateTime<Utc>, entries: impl IntoIterator<Item = Entry>) -> String {
    let mut calendar = Calendar::new();
    calendar.name(name).append_property(("REFRESH-INTERVAL;VALUE=DURATION", "PT1H"));
    for entry in entries {
        let mut event = Event::new();
        event.uid(&format!("{}@rapport", entry.id)).timestamp(at).summary(&entry.title).description(&entry.note);
        event.starts(entry.first).ends(entry.last.succ_opt().unwrap_or(entry.last)); // the day after the last
        if !entry.place.is_empty() {
            event.location(&entry.place);
        }
        // Whoever has something due is not away.
        event.class(Class::Private).add_property("TRANSP", "TRANSPARENT");
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

#[cfg(test)]
mod tests {
    use super::{Entry, calendar};
    use chrono::{DateTime, NaiveDate};

    #[test]
    fn days_are_days_and_lines_are_whole() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
        let entry = Entry {
            id: "intervention-1".into(),
            title: "Visit; to, the \u{201c}ministry\u{201d}\nof finance".into(),
            first: day(30),
            last: day(31),
            place: "Uruguay".into(),
            note: "x".repeat(200),
        };
        let text = calendar("Rapport", DateTime::UNIX_EPOCH, [entry]);
        for line in [
            "BEGIN:VCALENDAR",
            "UID:intervention-1@rapport",
            "DTSTAMP:19700101T000000Z",
            "DTSTART;VALUE=DATE:20260330",
            "DTEND;VALUE=DATE:20260401",
            "SUMMARY:Visit\\; to\\, the \u{201c}ministry\u{201d}\\nof finance",
        ] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
        }
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    }
}
