//! Lists that a manager counts, sorts and narrows down: by store, owner, tag, last seen, open promise.
//! Counted by the search engine; only the page that is shown is read.

use std::cmp::Reverse;

use regard_domain::ids::{AssociateId, CustomerId, StoreId};
use regard_search::{Faceted, Filter, LastSeen, Sort};
use rusqlite::Connection;

use super::find::{most, rows_of};
use super::names::associate_name;
use super::screens::{
    BrowseCustomers, BrowsedCustomers, CustomerOrder, OwnerCount, Seen, SeenCount, StoreCount,
    TagCount,
};
use crate::app::App;
use crate::database::stores;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// The most tags that are counted on the screen.
const MOST_TAGS: usize = 30;

/// A page of the customers that fit, with counts. While the engine is being built the page is empty
/// and says so.
pub async fn browse_customers(
    app: &App,
    args: BrowseCustomers,
) -> Result<BrowsedCustomers, CommandError> {
    let session = app.session()?;
    let offset = usize::try_from(args.offset).unwrap_or(usize::MAX);
    let (filter, order, limit) = (filter(&args), order(args.order), most(args.limit));
    let counted = app
        .search()
        .ask(|index| index.facets(&args.typed, &filter, order, limit, offset));
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        let complete = counted.is_some();
        Ok(page(conn, &viewer, counted.unwrap_or_default(), complete)?)
    })
}

fn filter(args: &BrowseCustomers) -> Filter {
    let nobodys = args.nobodys.then_some(None);
    Filter {
        stores: args.store.iter().map(|store| store.0).collect(),
        owners: args
            .owner
            .map(|owner| Some(owner.0))
            .into_iter()
            .chain(nobodys)
            .collect(),
        tags: args.tags.clone(),
        last_seen: args.seen.map(last_seen).into_iter().collect(),
        open_promise: args.promise.then_some(true),
        in_store: None,
    }
}

fn order(order: CustomerOrder) -> Sort {
    match order {
        CustomerOrder::Nearness => Sort::Affinity,
        CustomerOrder::Name => Sort::Name,
        CustomerOrder::LastSeen => Sort::LastSeen,
    }
}

fn last_seen(seen: Seen) -> LastSeen {
    match seen {
        Seen::Month => LastSeen::Month,
        Seen::Quarter => LastSeen::Quarter,
        Seen::Year => LastSeen::Year,
        Seen::Longer => LastSeen::Longer,
        Seen::Never => LastSeen::Never,
    }
}

fn seen(seen: LastSeen) -> Seen {
    match seen {
        LastSeen::Month => Seen::Month,
        LastSeen::Quarter => Seen::Quarter,
        LastSeen::Year => Seen::Year,
        LastSeen::Longer => Seen::Longer,
        LastSeen::Never => Seen::Never,
    }
}

fn page(
    conn: &Connection,
    viewer: &Viewer,
    counted: Faceted,
    complete: bool,
) -> rusqlite::Result<BrowsedCustomers> {
    let ids: Vec<CustomerId> = counted.page.into_iter().map(CustomerId).collect();
    let mut by_store = Vec::new();
    for (id, count) in counted.stores {
        let store_id = StoreId(id);
        let name = stores::store(conn, store_id)?
            .map(|store| store.name)
            .unwrap_or_default();
        by_store.push(StoreCount {
            store_id,
            name,
            count: small(count),
        });
    }
    by_store.sort_by_key(|store| Reverse(store.count));
    let mut owners = Vec::new();
    for (id, count) in counted.owners {
        let owner_id = id.map(AssociateId);
        let name = match owner_id {
            Some(owner) => associate_name(conn, owner)?,
            None => None,
        };
        owners.push(OwnerCount {
            owner_id,
            name,
            count: small(count),
        });
    }
    owners.sort_by_key(|owner| Reverse(owner.count));
    let mut tags: Vec<TagCount> = counted
        .tags
        .into_iter()
        .map(|(words, count)| TagCount {
            words,
            count: small(count),
        })
        .collect();
    tags.sort_by_key(|tag| Reverse(tag.count));
    tags.truncate(MOST_TAGS);
    Ok(BrowsedCustomers {
        count: small(counted.count),
        rows: rows_of(conn, viewer, &ids)?,
        stores: by_store,
        owners,
        tags,
        seen: counted
            .last_seen
            .into_iter()
            .map(|(when, count)| SeenCount {
                seen: seen(when),
                count: small(count),
            })
            .collect(),
        promise: small(counted.open_promise),
        complete,
    })
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
