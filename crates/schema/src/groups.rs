//! SQL for counting by groups, where the two databases spell it differently.
use crate::Backend as Multi;
use diesel::{
    backend::Backend,
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    result::QueryResult,
    sqlite::Sqlite,
};

/// A stretch of the calendar that dates are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// `2014`
    Year,
    /// `2014-Q1`
    Quarter,
    /// `2014-02`
    Month,
}

/// The name of the stretch in which a date lies: `2014-Q1`.
#[derive(Clone, Copy, Debug)]
pub struct StretchOf<C> {
    column: C,
    stretch: Stretch,
    instant: bool,
}
impl<C> StretchOf<C> {
    /// Of a column of dates.
    pub fn date(column: C, stretch: Stretch) -> Self {
        Self { column, stretch, instant: false }
    }
    /// Of a column of instants, in UTC.
    pub fn instant(column: C, stretch: Stretch) -> Self {
        Self { column, stretch, instant: true }
    }
}
impl<C: QueryFragment<Pg>> QueryFragment<Pg> for StretchOf<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("to_char(");
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(if self.instant { " AT TIME ZONE 'UTC', " } else { ", " });
        out.push_sql(match self.stretch {
            Stretch::Year => "'YYYY')",
            Stretch::Quarter => "'YYYY\"-Q\"Q')",
            Stretch::Month => "'YYYY-MM')",
        });
        Ok(())
    }
}
impl<C: QueryFragment<Sqlite>> StretchOf<C> {
    fn part<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>, format: &str) -> QueryResult<()> {
        out.push_sql(&format!("strftime('{format}', "));
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(if self.instant { " / 1000000, 'unixepoch')" } else { ")" });
        Ok(())
    }
}
impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for StretchOf<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        match self.stretch {
            Stretch::Year => self.part(out, "%Y"),
            Stretch::Month => self.part(out, "%Y-%m"),
            Stretch::Quarter => {
                self.part(out.reborrow(), "%Y")?;
                out.push_sql(" || '-Q' || ((");
                self.part(out.reborrow(), "%m")?;
                out.push_sql(" + 2) / 3)");
                Ok(())
            }
        }
    }
}
impl<C> QueryFragment<Multi> for StretchOf<C>
where
    Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Multi>) -> QueryResult<()> {
        Multi::walk_variant_ast(self, pass)
    }
}

/// The column's value where it is among a query's, else null.
#[derive(Clone, Copy, Debug)]
pub struct Known<C, Q>(pub C, pub Q);
impl<C: QueryFragment<DB>, Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Known<C, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("CASE WHEN ");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        self.1.walk_ast(out.reborrow())?;
        out.push_sql(") THEN ");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" END");
        Ok(())
    }
}

/// Columns by their names as one JSON array in a text; ids are told as such.
#[derive(Clone, Debug)]
pub struct JsonArray(pub Vec<(String, bool)>);
impl QueryFragment<Pg> for JsonArray {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let names: Vec<_> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        out.push_sql(&format!("json_build_array({})::text", names.join(", ")));
        Ok(())
    }
}
impl QueryFragment<Sqlite> for JsonArray {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let value = |(name, id): &(String, bool)| match id {
            true => format!("CASE WHEN {name} IS NOT NULL THEN lower(hex({name})) END"),
            false => name.clone(),
        };
        out.push_sql(&format!("json_array({})", self.0.iter().map(value).collect::<Vec<_>>().join(", ")));
        Ok(())
    }
}
impl QueryFragment<Multi> for JsonArray {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Multi>) -> QueryResult<()> {
        Multi::walk_variant_ast(self, pass)
    }
}

/// A column by the names of its table and of itself.
#[derive(Clone, Copy, Debug)]
pub struct Named(pub &'static str, pub &'static str);
impl<DB: Backend> QueryFragment<DB> for Named {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_identifier(self.0)?;
        out.push_sql(".");
        out.push_identifier(self.1)
    }
}

/// A column's values as texts; of ids (`true`) those that a UUID is read from.
#[derive(Clone, Copy, Debug)]
pub struct AsText<C>(pub C, pub bool);
impl<C: QueryFragment<Pg>> QueryFragment<Pg> for AsText<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql("::text");
        Ok(())
    }
}
impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for AsText<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(if self.1 { "hex(" } else { "(" });
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
impl<C> QueryFragment<Multi> for AsText<C>
where
    Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Multi>) -> QueryResult<()> {
        Multi::walk_variant_ast(self, pass)
    }
}
