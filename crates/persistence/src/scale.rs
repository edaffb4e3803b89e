//! Scales, with their values.
use crate::{conditions::called, links::insert_all, statements::statements};
use diesel::{dsl::not, prelude::*};
use rapport_domain::{
    scale::{NewScale, Scale, ScalePatch, ScaleRow, ScaleValue, scale_values, scales},
    text::{Code, fold},
};
use rapport_schema::{AmongTexts, Conn};

statements! { Scale as ScaleRow, scales, key code by AmongTexts;
    visible |_scope| None;
    matching |f, scope, all| {
        called!(all, scales::code, f.code);
    }
    sort { Name => [name_folded: String]; Code => [code: String] }
    insert |n| scales::name_folded.eq(fold(n.name.as_str()));
    update |p| p.name.as_ref().map(|name| scales::name_folded.eq(fold(name.as_str())));
    attach attach;
    save save_new, save_patch;
}

fn attach(c: &mut Conn, page: &mut [Scale]) -> QueryResult<()> {
    let rows = scale_values::table
        .filter(AmongTexts::new(scale_values::scale, page.iter().map(|s| &s.row.code)))
        .order((scale_values::scale, scale_values::position))
        .select((scale_values::scale, <ScaleValue as Selectable<rapport_schema::Backend>>::construct_selection()))
        .load::<(Code<Scale>, ScaleValue)>(c)?;
    let mut values = crate::links::group(rows);
    for scale in page {
        scale.values = values.remove(&scale.row.code).unwrap_or_default();
    }
    Ok(())
}
fn save_new(c: &mut Conn, key: &Code<Scale>, new: &NewScale) -> QueryResult<()> {
    save(c, key, &new.values)
}
fn save_patch(c: &mut Conn, key: &Code<Scale>, patch: &ScalePatch) -> QueryResult<()> {
    patch.values.as_ref().map_or(Ok(()), |values| save(c, key, values))
}
fn save(c: &mut Conn, key: &Code<Scale>, values: &[ScaleValue]) -> QueryResult<()> {
    diesel::delete(scale_values::table.filter(scale_values::scale.eq(key))).execute(c)?;
    let rows: Vec<_> = values
        .iter()
        .cloned()
        .zip(0i32..)
        .map(|(value, position)| (value, scale_values::scale.eq(key), scale_values::position.eq(position)))
        .collect();
    insert_all!(c, scale_values, rows);
    Ok(())
}
