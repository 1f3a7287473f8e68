//! What a request will ask for, asked all at once where a question is a way there and back.

use std::collections::BTreeSet;

use regard_domain::ids::CompanyId;
use regard_sync::server::{FeedSums, Since};
use regard_sync::tables::{self, Belongs};
use regard_sync::{Change, SyncRequest};
use uuid::Uuid;

use super::{Cell, DatabaseError, Line, Sql, devices, heads, parked, rows, sums};

/// Reads who asks, how far they were heard, where the book stands, and what their changes touch.
///
/// The rows and those they hang on, and whether any of them was erased. A read that was not foreseen
/// here is made when it comes; nothing is ever different for it but the time.
pub fn look_ahead(
    sql: &dyn Sql,
    company: CompanyId,
    token_hash: &[u8],
    request: &SyncRequest,
) -> Result<(), DatabaseError> {
    let Some(ahead) = sql.ahead() else {
        return Ok(());
    };
    let who = |statement: &'static str, more: Option<Uuid>| {
        let mut cells: Vec<Cell> = vec![company.0.into(), token_hash.into()];
        cells.extend(more.map(Cell::Id));
        (statement, cells)
    };
    let mut asked = vec![
        devices::ask_with_hash(company, token_hash),
        who(
            "SELECT tbl, id, root, feed, seq, entered, fields, deleted FROM synced_row
             WHERE company = ?1 AND tbl = 'associate' AND id =
                 (SELECT associate FROM device_token WHERE company = ?1 AND token_hash = ?2)",
            None,
        ),
        who(
            "SELECT device, last_n FROM device_head WHERE company = ?1 AND device =
                 (SELECT device FROM device_token WHERE company = ?1 AND token_hash = ?2)
             AND incarnation = ?3",
            Some(request.incarnation),
        ),
        heads::ask_standing(company),
    ];
    let wanted = wanted_by(&request.changes);
    let ids: BTreeSet<Uuid> = wanted.iter().map(|(_, id)| *id).collect();
    if !wanted.is_empty() {
        asked.push(rows::ask_ahead(company, &wanted));
        asked.push(parked::ask_ahead(company, &ids));
    }
    let mut answers = sql.query_all(&asked)?.into_iter();
    let mut next = || answers.next().unwrap_or_default();

    let device = next().first().map(devices::from_line).transpose()?;
    let associate = rows::found_ahead(&next())?;
    let heard = next();
    let heard = heard.first().map(|line| line.get("last_n")).transpose()?;
    if let Some(device) = &device {
        ahead.keep_device_head(device.device, request.incarnation, heard.unwrap_or(0));
        let asked = BTreeSet::from([("associate".to_owned(), device.associate.0)]);
        ahead.keep_rows(asked, associate);
    }
    ahead.keep_device(token_hash, device);
    if let Some(line) = next().first() {
        ahead.keep_head(heads::standing_in(line)?.head);
    }
    if !wanted.is_empty() {
        ahead.keep_rows(wanted, rows::found_ahead(&next())?);
        parked::keep_ahead(ahead, &ids, &next())?;
    }
    Ok(())
}

/// The rows that changes touch and hang on.
fn wanted_by(changes: &[Change]) -> BTreeSet<(String, Uuid)> {
    let mut wanted = BTreeSet::new();
    for change in changes {
        wanted.insert((change.table.clone(), change.id));
        let hangs_on = match tables::table(&change.table).map(|table| table.belongs) {
            Some(Belongs::Company) => None,
            Some(Belongs::Customer) => Some(("store", "store_id")),
            Some(Belongs::ToCustomer(field)) => Some(("customer", field)),
            Some(Belongs::ToAssociate(field)) => Some(("associate", field)),
            None => Some(("customer", "customer_id")),
        };
        if let Some((table, field)) = hangs_on
            && let Some(id) = id_in(change, field)
        {
            wanted.insert((table.to_owned(), id));
        }
    }
    wanted
}

fn id_in(change: &Change, field: &str) -> Option<Uuid> {
    let text = change.fields.get(field)?.value.as_str()?;
    Uuid::parse_str(text).ok()
}

/// All that a page is made of, in one way there and back.
pub(super) fn since(
    sql: &dyn Sql,
    company: CompanyId,
    feeds: &[(&str, u64)],
    most: u32,
) -> Result<Since, DatabaseError> {
    if feeds.is_empty() {
        return Ok(Since {
            standing: heads::standing(sql, company)?,
            rows: Vec::new(),
            leaves: Vec::new(),
            sums: FeedSums::default(),
        });
    }
    let names: Vec<&str> = feeds.iter().map(|(feed, _)| *feed).collect();
    let (standing, standing_cells) = heads::ask_standing(company);
    let (in_feeds, in_feeds_cells) = rows::ask_feeds(company, feeds, most);
    let (left, left_cells) = heads::ask_leaves(company, feeds);
    let (summed, summed_cells) = sums::ask_sums(company, &names);
    let mut answers = sql
        .query_all(&[
            (standing, standing_cells),
            (in_feeds.as_str(), in_feeds_cells),
            (left.as_str(), left_cells),
            (summed.as_str(), summed_cells),
        ])?
        .into_iter();
    let mut next = || -> Vec<Line> { answers.next().unwrap_or_default() };
    let standing = next();
    Ok(Since {
        standing: heads::standing_in(standing.first().ok_or(DatabaseError::NoCompany)?)?,
        rows: rows::found_ahead(&next())?,
        leaves: heads::leaves_in(&next())?,
        sums: sums::sums_in(&next())?,
    })
}
