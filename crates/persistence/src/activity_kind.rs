use crate::{
    conditions::{called, texts},
    statements::statements,
};
use diesel::dsl::not;
use rapport_domain::activity_kind::{ActivityKind, activity_kinds};
use rapport_schema::AmongTexts;

statements! { ActivityKind as ActivityKind, activity_kinds, key code by AmongTexts;
    visible |_scope| None;
    matching |f, scope, all| {
        called!(all, activity_kinds::code, f.code);
        texts!(all, activity_kinds::work_area, f.work_area);
    }
    sort { Position => [position: i32]; Code => [code: String] }
}
