//! Who sold a piece, said honestly: "you sold it" only to the one who did.

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::database::purchases::Purchase;
use crate::database::stores;
use crate::viewer::Viewer;

/// The seller as the viewer is told of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoldBy {
    /// Their name.
    pub name: Option<String>,
    /// Whether it is the viewer.
    pub me: bool,
    /// When they left, if they did.
    pub left_on: Option<NaiveDate>,
}

/// Who sold it.
pub fn sold_by(
    conn: &Connection,
    viewer: &Viewer,
    purchase: &Purchase,
) -> rusqlite::Result<SoldBy> {
    let Some(id) = purchase.sold_by_id else {
        return Ok(SoldBy {
            name: purchase.sold_by_name.clone(),
            ..SoldBy::default()
        });
    };
    let associate = stores::associate(conn, id)?;
    Ok(SoldBy {
        me: id == viewer.me,
        left_on: associate.as_ref().and_then(|associate| associate.left_on),
        name: associate
            .map(|associate| associate.given_name)
            .or_else(|| purchase.sold_by_name.clone()),
    })
}
