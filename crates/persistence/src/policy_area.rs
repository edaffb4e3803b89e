use crate::{
    conditions::{called, maybe_texts},
    statements::statements,
};
use diesel::dsl::not;
use rapport_domain::policy_area::{PolicyArea, policy_areas};
use rapport_schema::AmongTexts;

statements! { PolicyArea as PolicyArea, policy_areas, key code by AmongTexts;
    visible |_scope| None;
    matching |f, scope, all| {
        called!(all, policy_areas::code, f.code);
        maybe_texts!(all, policy_areas::part_of, f.part_of);
    }
    sort { Position => [position: i32]; Code => [code: String] }
}
