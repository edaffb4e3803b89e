use crate::{
    conditions::{attached, shared, subject, worded},
    statements::statements,
};
use diesel::dsl::not;
use rapport_domain::note::{Note, NoteRow, notes};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Note as NoteRow, notes, key id by AmongIds;
    visible |scope| attached!(scope, notes guarded);
    matching |f, scope, all| {
        shared!(all, f, notes: attached guarded);
    }
    sort { CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    insert |n| worded!(new notes, n);
    update |p| (worded!(notes, p), subject!(notes, p));
}
