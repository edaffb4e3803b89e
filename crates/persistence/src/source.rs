//! Sources.
use crate::{
    conditions::{by_sensitivity, called, dated, maybe_texts, shared, texts, titled, worded},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::dsl::not;
use rapport_domain::source::{Source, SourceRow, sources};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Source as SourceRow, sources, key id by AmongIds;
    visible |scope| by_sensitivity!(scope, sources);
    matching |f, scope, all| {
        shared!(all, f, sources: dated guarded);
        called!(all, sources::title_folded, f.title);
        texts!(all, sources::kind, f.kind);
        maybe_texts!(all, sources::language, f.language);
    }
    sort {
        When => rising [when_undated: bool], [when_earliest: NaiveDate], [when_latest: NaiveDate];
        Title => [title_folded: String];
        CreatedAt => [created_at: Instant];
        UpdatedAt => [updated_at: Instant]
    }
    insert |n| (titled!(new sources::title_folded, n.title), worded!(new sources, n));
    update |p| (worded!(sources, p), titled!(sources::title_folded, p.title), dated!(sources, p));
}
