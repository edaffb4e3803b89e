use crate::{conditions::called, statements::statements};
use diesel::dsl::not;
use rapport_domain::{
    tag::{Tag, tags},
    text::fold,
};
use rapport_schema::AmongTexts;

statements! { Tag as Tag, tags, key code by AmongTexts;
    visible |_scope| None;
    matching |f, scope, all| {
        called!(all, tags::code, f.code);
        called!(all, tags::name_folded, f.name);
    }
    sort { Name => [name_folded: String]; Code => [code: String] }
    insert |n| tags::name_folded.eq(fold(n.name.as_str()));
    update |p| p.name.as_ref().map(|name| tags::name_folded.eq(fold(name.as_str())));
}
