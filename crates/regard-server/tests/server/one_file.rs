//! A file is one company's book and never becomes another's.

use std::sync::Arc;

use regard_server::clock::SystemClock;
use regard_server::database::DatabaseError;
use regard_server::{Config, server};
use tempfile::TempDir;
use uuid::Uuid;

#[test]
fn a_file_is_opened_for_the_company_that_it_is_of() {
    let folder = TempDir::new().unwrap();
    let mut config = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
    let (harbor, linden) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let clock = Arc::new(SystemClock);
    let mut open = |company: Option<Uuid>| {
        config.company_id = company;
        server::open(&config, clock.clone())
    };
    assert_eq!(open(Some(harbor)).unwrap().company().0, harbor);
    assert_eq!(open(None).unwrap().company().0, harbor);
    assert!(matches!(
        open(Some(linden)),
        Err(DatabaseError::AnotherCompany { found, wanted }) if found == harbor && wanted == linden
    ));
    assert_eq!(open(Some(harbor)).unwrap().company().0, harbor);
}
