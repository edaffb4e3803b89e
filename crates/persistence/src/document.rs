use crate::{
    conditions::{attached, maybe_texts, shared, subject, titled},
    statements::statements,
};
use diesel::dsl::not;
use rapport_domain::document::{Document, DocumentRow, documents};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Document as DocumentRow, documents, key id by AmongIds;
    visible |scope| attached!(scope, documents guarded);
    matching |f, scope, all| {
        shared!(all, f, documents: attached guarded);
        maybe_texts!(all, documents::media_type, f.media_type);
        maybe_texts!(all, documents::lang, f.lang);
        maybe_texts!(all, documents::sha256, f.sha256);
    }
    sort { Title => [title_folded: String]; CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    insert |n| titled!(new documents::title_folded, n.title);
    update |p| (titled!(documents::title_folded, p.title), subject!(documents, p));
}
