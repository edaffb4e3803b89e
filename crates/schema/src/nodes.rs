//! SQL that Diesel lacks, or that the two databases spell differently.
use crate::Backend as Multi;
use diesel::{
    backend::Backend,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    pg::{Pg, PgQueryBuilder},
    query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId},
    result::QueryResult,
    sql_types as st,
    sqlite::Sqlite,
};
use std::marker::PhantomData;

/// Expressions whose text is written once for all: that of a table's 30 columns takes as long as a look-up by key.
#[derive(Debug, Clone, Copy)]
pub struct Spelt<E> {
    sql: &'static str,
    of: PhantomData<E>,
}
impl<E> Spelt<E> {
    /// The text is one that [`spell`] gave for expressions of this type.
    pub fn new(sql: &'static str) -> Self {
        Self { sql, of: PhantomData }
    }
}
/// The text of expressions without values, as both databases read it.
pub fn spell(expressions: &impl QueryFragment<Pg>) -> QueryResult<String> {
    let mut text = PgQueryBuilder::default();
    expressions.to_sql(&mut text, &Pg)?;
    Ok(text.finish())
}
/// The columns of a row, spelt.
#[macro_export]
macro_rules! spelt {
    ($row:ty) => {{
        type All = <$row as diesel::Selectable<$crate::Backend>>::SelectExpression;
        static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
            let all = <$row as diesel::Selectable<$crate::Backend>>::construct_selection();
            $crate::spell(&all).expect("columns have names")
        });
        $crate::Spelt::<All>::new(&TEXT)
    }};
}
impl<E: Expression> Expression for Spelt<E> {
    type SqlType = E::SqlType;
}
impl<QS, E: AppearsOnTable<QS>> AppearsOnTable<QS> for Spelt<E> {}
impl<QS, E: SelectableExpression<QS>> SelectableExpression<QS> for Spelt<E> {}
impl<GB, E: ValidGrouping<GB>> ValidGrouping<GB> for Spelt<E> {
    type IsAggregate = E::IsAggregate;
}
impl<E: QueryId> QueryId for Spelt<E> {
    type QueryId = E::QueryId;
    const HAS_STATIC_QUERY_ID: bool = E::HAS_STATIC_QUERY_ID;
}
impl<E, DB: Backend> QueryFragment<DB> for Spelt<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.sql);
        Ok(())
    }
}

/// Any statement that both databases accept but the two-backend connection does not know, `ON CONFLICT` for one.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Both<Q>(pub Q);

impl<Q: QueryFragment<Pg> + QueryFragment<Sqlite>> QueryFragment<Multi> for Both<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Multi>) -> QueryResult<()> {
        Multi::walk_variant_ast(&self.0, pass)
    }
}
impl<Q: Query> Query for Both<Q> {
    type SqlType = Q::SqlType;
}
impl<Q, C> diesel::RunQueryDsl<C> for Both<Q> {}

/// What Diesel asks of a condition on a column: it may stand wherever the column may.
macro_rules! condition_on_column {
    ($name:ident<C $(, $more:ident)?>) => {
        impl<C: Expression $(, $more)?> Expression for $name<C $(, $more)?> {
            type SqlType = st::Bool;
        }
        impl<QS, C: AppearsOnTable<QS> $(, $more)?> AppearsOnTable<QS> for $name<C $(, $more)?> {}
        impl<QS, C: SelectableExpression<QS> $(, $more)?> SelectableExpression<QS> for $name<C $(, $more)?> {}
        impl<GB, C $(, $more)?> ValidGrouping<GB> for $name<C $(, $more)?> {
            type IsAggregate = is_aggregate::Never;
        }
    };
}

/// `column = ANY($1)` on PostgreSQL, `column IN (SELECT … FROM json_each(?))` on SQLite: one cached statement
/// whatever the number of values (`eq_any` writes another text for each number), and another for one value alone.
macro_rules! among {
    ($(#[$doc:meta])* $name:ident of $value:ty as $sql:ty, $member:literal, $one:ty: $bare:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name<C> {
            column: C,
            values: Vec<$value>,
            json: String,
        }
        condition_on_column!($name<C>);
        impl<C> QueryId for $name<C> {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
        impl<C: QueryFragment<Pg>> QueryFragment<Pg> for $name<C> {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                self.column.walk_ast(out.reborrow())?;
                out.push_sql(" = ANY(");
                out.push_bind_param::<st::Array<$sql>, _>(&self.values)?;
                out.push_sql(")");
                Ok(())
            }
        }
        impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for $name<C> {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                self.column.walk_ast(out.reborrow())?;
                if let [one] = &self.values[..] {
                    let bare: for<'o> fn(&'o $value) -> &'o _ = $bare;
                    out.push_sql(" = ");
                    return out.push_bind_param::<$one, _>(bare(one));
                }
                out.push_sql(concat!(" IN (SELECT ", $member, " FROM json_each("));
                out.push_bind_param::<st::Text, _>(&self.json)?;
                out.push_sql("))");
                Ok(())
            }
        }
        impl<C> QueryFragment<Multi> for $name<C>
        where
            Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
        {
            fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Multi>) -> QueryResult<()> {
                Multi::walk_variant_ast(self, pass)
            }
        }
    };
}

among!(
    /// The column's id is one of these.
    AmongIds of uuid::Uuid as st::Uuid, "unhex(value)", st::Binary: |id| &id.as_bytes()[..]
);
among!(
    /// The column's text is one of these.
    AmongTexts of String as st::Text, "value", st::Text: |text| text
);
among!(
    /// The column's number is one of these.
    AmongNumbers of i32 as st::Integer, "value", st::Integer: |number| number
);

impl<C> AmongIds<C> {
    /// Among the given ids; with none of them the condition holds for no row.
    pub fn new<E: 'static>(column: C, ids: impl IntoIterator<Item = crate::Id<E>>) -> Self {
        let values: Vec<_> = ids.into_iter().map(|id| id.0).collect();
        let mut json = String::with_capacity(2 + values.len() * 35);
        for id in &values {
            json.push_str(if json.is_empty() { "[\"" } else { "\",\"" });
            json.push_str(id.simple().encode_lower(&mut uuid::Uuid::encode_buffer()));
        }
        json.push_str(if json.is_empty() { "[]" } else { "\"]" });
        Self { column, values, json }
    }
}
impl<C> AmongTexts<C> {
    /// Among the given texts; with none of them the condition holds for no row.
    pub fn new(column: C, texts: impl IntoIterator<Item = impl ToString>) -> Self {
        let values: Vec<_> = texts.into_iter().map(|text| text.to_string()).collect();
        let json = serde_json::json!(values).to_string();
        Self { column, values, json }
    }
}
impl<C> AmongNumbers<C> {
    /// Among the given numbers; with none of them the condition holds for no row.
    pub fn new(column: C, numbers: impl IntoIterator<Item = i32>) -> Self {
        let values: Vec<_> = numbers.into_iter().collect();
        let json = serde_json::json!(values).to_string();
        Self { column, values, json }
    }
}

/// `EXISTS` a row of a query whose key is the column's value, for a query of keys as [`InQuery`] takes. A key is looked up by
/// its index, where `IN` would first gather every key that the query gives: of one attached record, those of a whole kind.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Seen<C, Q> {
    column: C,
    keys: Q,
    key: &'static str,
}
impl<C, Q> Seen<C, Q> {
    /// The column's value is among these keys, which are called `id` or `code`.
    pub fn new(column: C, key: &'static str, keys: Q) -> Self {
        Self { column, keys, key }
    }
}
condition_on_column!(Seen<C, Q>);
impl<C: QueryFragment<DB>, Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Seen<C, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("EXISTS (SELECT 1 FROM (");
        self.keys.walk_ast(out.reborrow())?;
        out.push_sql(") AS seen WHERE seen.");
        out.push_identifier(self.key)?;
        out.push_sql(" = ");
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// `column IN (query)`, for a query that does not look at the rows around it. Diesel's own wants the query to be
/// known to each backend apart, which one with boxed conditions is not.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct InQuery<C, Q>(pub C, pub Q);

condition_on_column!(InQuery<C, Q>);
impl<C: QueryFragment<DB>, Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for InQuery<C, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        self.1.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
