//! Cells as PostgreSQL's binary values, and back.

use bytes::{BufMut, BytesMut};
use std::error::Error;

use chrono::{DateTime, Utc};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use super::super::{Cell, nul};

type Refused = Box<dyn Error + Sync + Send>;

impl ToSql for Cell {
    fn to_sql(&self, column: &Type, out: &mut BytesMut) -> Result<IsNull, Refused> {
        match (self, column) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(number), &Type::INT4) => i32::try_from(*number)?.to_sql(column, out),
            (Self::Int(number), &Type::INT8) => number.to_sql(column, out),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR) => {
                out.put_slice(nul::hide(text).as_bytes());
                Ok(IsNull::No)
            }
            (Self::Json(text), &Type::JSONB) => {
                // The version of the binary form.
                out.put_u8(1);
                out.put_slice(nul::hide_in_json(text)?.as_bytes());
                Ok(IsNull::No)
            }
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(column, out),
            (Self::Bool(yes), &Type::BOOL) => yes.to_sql(column, out),
            (Self::Id(id), &Type::UUID) => id.to_sql(column, out),
            (Self::Time(at), &Type::TIMESTAMPTZ) => at.to_sql(column, out),
            (Self::Ids(ids), &Type::UUID_ARRAY) => ids.to_sql(column, out),
            (Self::Words(words), &Type::TEXT_ARRAY) => {
                let hidden: Vec<_> = words.iter().map(|word| nul::hide(word)).collect();
                hidden.to_sql(column, out)
            }
            (Self::Hashes(hashes), &Type::BYTEA_ARRAY) => hashes.to_sql(column, out),
            (other, column) => Err(format!("{} does not go into {column}", other.kind()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Which kind goes where is told by `to_sql`, in words.
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Cell {
    fn from_sql(column: &Type, raw: &'a [u8]) -> Result<Self, Refused> {
        Ok(match *column {
            Type::INT4 => Self::Int(i64::from(i32::from_sql(column, raw)?)),
            Type::INT8 => Self::Int(i64::from_sql(column, raw)?),
            Type::TEXT | Type::VARCHAR => Self::Text(nul::show(String::from_sql(column, raw)?)),
            Type::JSONB => {
                let text = raw.strip_prefix(&[1]).ok_or("an unknown form of JSON")?;
                Self::Json(nul::show_in_json(str::from_utf8(text)?.to_owned())?)
            }
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            Type::BOOL => Self::Bool(bool::from_sql(column, raw)?),
            Type::UUID => Self::Id(Uuid::from_sql(column, raw)?),
            Type::TIMESTAMPTZ => Self::Time(DateTime::<Utc>::from_sql(column, raw)?),
            _ => return Err(format!("a column of type {column} is not read").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refused> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
