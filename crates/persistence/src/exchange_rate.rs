//! Exchange rates.
use crate::{
    conditions::{shared, texts},
    statements::statements,
};
use chrono::NaiveDate;
use diesel::{dsl::not, prelude::*};
use rapport_domain::{
    exchange_rate::{ExchangeRate, ExchangeRateRow, exchange_rates},
    money::Currency,
};
use rapport_schema::{AmongIds, AmongTexts, Conn};

statements! { ExchangeRate as ExchangeRateRow, exchange_rates, key id by AmongIds;
    visible |_scope| None;
    matching |f, scope, all| {
        shared!(all, f, exchange_rates:);
        texts!(all, exchange_rates::base, f.base);
        texts!(all, exchange_rates::quote, f.quote);
        for date in [&f.day.overlaps, &f.day.also, &f.day.begins, &f.day.within].into_iter().flatten() {
            all.push(Box::new(exchange_rates::day.between(date.earliest(), date.latest())));
        }
        if let Some(null) = f.day.null {
            all.push(Box::new(exchange_rates::day.is_null().eq(null)));
        }
    }
    sort { Day => [day: NaiveDate]; CreatedAt => [created_at: Instant]; UpdatedAt => [updated_at: Instant] }
}

/// The last rate between two currencies on or before a day.
pub fn last(c: &mut Conn, base: Currency, quote: Currency, by: NaiveDate) -> QueryResult<Option<ExchangeRate>> {
    let row: Option<ExchangeRateRow> = exchange_rates::table
        .filter(exchange_rates::base.eq(base))
        .filter(exchange_rates::quote.eq(quote))
        .filter(exchange_rates::day.le(by))
        .filter(exchange_rates::deleted_at.is_null())
        .order(exchange_rates::day.desc())
        .select(<ExchangeRateRow as Selectable<rapport_schema::Backend>>::construct_selection())
        .first(c)
        .optional()?;
    Ok(row.map(ExchangeRate::from))
}
