//! What kind of table a file is, and what its columns mean.

/// A kind of table that the importer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// One customer a row.
    Customers,
    /// One purchase line a row.
    Purchases,
    /// One repair a row.
    Repairs,
}

/// The names a column of a meaning goes by: letters and digits only, lower case.
pub type Meanings = &'static [(&'static str, &'static [&'static str])];

/// Columns of customers.
pub const CUSTOMERS: Meanings = &[
    ("id", &["customerid", "customercode", "id"]),
    ("given_name", &["firstname", "givenname"]),
    ("family_name", &["lastname", "familyname", "surname"]),
    ("company", &["company", "companyname"]),
    (
        "street",
        &["address", "street", "address1", "postaladdress1"],
    ),
    ("city", &["city", "postalcity"]),
    ("region", &["state", "region", "province", "provincecode"]),
    ("country", &["country", "countrycode"]),
    ("postal_code", &["postalcode", "zip", "zipcode"]),
    ("phone", &["phone", "mobile", "phonenumber"]),
    ("email", &["email", "emailaddress"]),
    (
        "associate",
        &["salesassociate", "associate", "owner", "salesperson"],
    ),
];

/// Columns of purchases.
pub const PURCHASES: Meanings = &[
    ("id", &["invoicelineid", "lineid", "saleid"]),
    ("invoice", &["invoiceid", "invoice", "ordernumber"]),
    ("customer", &["customerid", "customercode"]),
    ("date", &["invoicedate", "date", "soldon", "boughton"]),
    ("item", &["item", "description", "lineitemname", "product"]),
    ("unit_price", &["unitprice", "price", "lineitemprice"]),
    ("quantity", &["quantity", "qty", "lineitemquantity"]),
    ("sold_by", &["soldby", "employee", "salesassociate"]),
    ("total", &["total", "invoicetotal"]),
];

/// Columns of repairs; those of the Open Repair Data standard among them.
pub const REPAIRS: Meanings = &[
    ("id", &["id", "repairid", "jobid", "ticket"]),
    ("customer", &["customerid", "customercode"]),
    ("category", &["partnerproductcategory", "item"]),
    ("brand", &["brand", "make"]),
    ("status", &["repairstatus", "status"]),
    ("barrier", &["repairbarrierifendoflife"]),
    ("place", &["groupidentifier", "store"]),
    ("date", &["eventdate", "takenin", "date"]),
    ("words", &["problem", "fault", "description"]),
];

/// Tells the family by the columns: what the most telling ones say.
pub fn of(header: &[String]) -> Option<(Family, Meanings)> {
    use super::sheet::Columns;
    let has = |meanings: Meanings, needed: &[&str]| {
        let columns = Columns::find(header, meanings);
        needed.iter().all(|meaning| columns.has(meaning))
    };
    if has(REPAIRS, &["id", "words", "date", "status"]) {
        Some((Family::Repairs, REPAIRS))
    } else if has(PURCHASES, &["id", "customer", "date", "item", "unit_price"]) {
        Some((Family::Purchases, PURCHASES))
    } else if has(CUSTOMERS, &["given_name", "family_name"]) || has(CUSTOMERS, &["id", "email"]) {
        Some((Family::Customers, CUSTOMERS))
    } else {
        None
    }
}
