use crate::{
    conditions::{attached, shared, subject, texts},
    statements::statements,
};
use diesel::dsl::not;
use rapport_domain::tagging::{Tagging, TaggingRow, taggings};
use rapport_schema::{AmongIds, AmongTexts};

statements! { Tagging as TaggingRow, taggings, key id by AmongIds;
    visible |scope| attached!(scope, taggings);
    matching |f, scope, all| {
        shared!(all, f, taggings: attached);
        texts!(all, taggings::tag, f.tag);
    }
    sort { CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
    update |p| subject!(taggings, p);
}
