//! When an associate is not to be woken.

use regard_domain::ids::{AssociateId, CompanyId};

use crate::alerts::rest::{Rest, time_of};
use crate::database::{DatabaseError, Sql};

/// What an associate said about rest; the usual when nothing was said: none.
pub fn of(
    sql: &dyn Sql,
    company: CompanyId,
    associate: AssociateId,
) -> Result<Rest, DatabaseError> {
    let line = sql.one(
        "SELECT off_until, quiet_from, quiet_to FROM push_rest
         WHERE company = ?1 AND associate = ?2",
        &[company.0.into(), associate.0.into()],
    )?;
    let Some(line) = line else {
        return Ok(Rest::default());
    };
    let (from, to): (Option<String>, Option<String>) =
        (line.get("quiet_from")?, line.get("quiet_to")?);
    let times = from.zip(to);
    Ok(Rest {
        until: line.get("off_until")?,
        hours: times.and_then(|(from, to)| time_of(&from).zip(time_of(&to))),
    })
}

/// Stores what an associate says about rest.
pub fn put(
    sql: &dyn Sql,
    company: CompanyId,
    associate: AssociateId,
    rest: &Rest,
) -> Result<(), DatabaseError> {
    let text = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
    sql.execute(
        "INSERT INTO push_rest (company, associate, off_until, quiet_from, quiet_to)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (company, associate) DO UPDATE SET
             off_until = excluded.off_until, quiet_from = excluded.quiet_from,
             quiet_to = excluded.quiet_to",
        &[
            company.0.into(),
            associate.0.into(),
            rest.until.into(),
            rest.hours.map(|(from, _)| text(from)).into(),
            rest.hours.map(|(_, to)| text(to)).into(),
        ],
    )?;
    Ok(())
}
