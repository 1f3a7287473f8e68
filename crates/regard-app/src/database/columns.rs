//! Reads columns whose text came from elsewhere: one bad date or unknown word never hides a row.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;

/// A day; none when there is none or it is no day.
pub fn day(row: &Row<'_>, name: &str) -> rusqlite::Result<Option<NaiveDate>> {
    Ok(row
        .get::<_, Option<String>>(name)?
        .and_then(|text| text.parse().ok()))
}

/// A day that every row has; 1 January 1970 when it is no day.
pub fn day_or_epoch(row: &Row<'_>, name: &str) -> rusqlite::Result<NaiveDate> {
    Ok(day(row, name)?.unwrap_or_default())
}

/// A moment; none when there is none or it is no moment.
pub fn moment(row: &Row<'_>, name: &str) -> rusqlite::Result<Option<DateTime<Utc>>> {
    Ok(row
        .get::<_, Option<String>>(name)?
        .and_then(|text| DateTime::parse_from_rfc3339(&text).ok())
        .map(|moment| moment.to_utc()))
}

/// A moment that every row has; the start of 1970 when it is no moment.
pub fn moment_or_epoch(row: &Row<'_>, name: &str) -> rusqlite::Result<DateTime<Utc>> {
    Ok(moment(row, name)?.unwrap_or_default())
}

/// A word of a closed list, or `unknown` for a word that this version does not know.
pub fn word<T: FromStr>(row: &Row<'_>, name: &str, unknown: T) -> rusqlite::Result<T> {
    Ok(maybe_word(row, name)?.unwrap_or(unknown))
}

/// A word of a closed list; none when there is none, or this version does not know it.
pub fn maybe_word<T: FromStr>(row: &Row<'_>, name: &str) -> rusqlite::Result<Option<T>> {
    Ok(row
        .get::<_, Option<String>>(name)?
        .and_then(|text| text.parse().ok()))
}

/// A count; none when there is none, or it is no count.
pub fn count(row: &Row<'_>, name: &str) -> rusqlite::Result<Option<u32>> {
    Ok(row
        .get::<_, Option<i64>>(name)?
        .and_then(|count| u32::try_from(count).ok()))
}

/// A text; none when it is empty or blank.
pub fn words(row: &Row<'_>, name: &str) -> rusqlite::Result<Option<String>> {
    Ok(row
        .get::<_, Option<String>>(name)?
        .filter(|text| !text.trim().is_empty()))
}
