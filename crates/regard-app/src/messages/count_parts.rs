//! Counts the parts of a text as it is typed, and says what makes it long and what is in the way.

use regard_domain::ids::RepairId;
use regard_domain::parts::{self, Alphabet};

use super::draft::{draft, is_secret};
use super::own_words::Measure;
use super::screens::{CountParts, InTheWay, Parts, PlainSigns};
use super::status_link;
use crate::app::App;
use crate::database::stores;
use crate::error::CommandError;
use crate::repairs::cards::RepairFile;
use crate::viewer::Viewer;

/// How many characters that make a text long are named.
const MOST_NAMED: usize = 8;

/// Counts the parts that the carrier makes of a text, and says which characters make it long. Of a
/// text about a repair also what can't be sent like that.
pub async fn count_parts(app: &App, asked: CountParts) -> Result<Parts, CommandError> {
    let body = parts::without_invisible(asked.body.trim());
    let mut answer = counted(&body);
    if let Some(repair) = asked.repair_id {
        judge(app, repair, &body, &mut answer)?;
    }
    Ok(answer)
}

/// How long a text is, and what makes it long.
pub(super) fn counted(body: &str) -> Parts {
    let counted = parts::count_parts(body);
    let (whole, each) = match counted.alphabet {
        Alphabet::Gsm7 => (160, 153),
        Alphabet::Ucs2 => (70, 67),
    };
    let named = |characters: &[char]| {
        characters
            .iter()
            .take(MOST_NAMED)
            .map(ToString::to_string)
            .collect()
    };
    Parts {
        parts: counted.parts,
        units: counted.units,
        room: if counted.parts <= 1 {
            whole
        } else {
            counted.parts.saturating_mul(each)
        },
        long_because: named(&counted.long_because),
        count_two: named(&counted.count_two),
        plain: parts::in_plain_signs(body).map(|plain| PlainSigns {
            instead_of: named(&plain.instead_of),
            saves: plain.saves,
            body: plain.text,
        }),
        in_the_way: InTheWay::default(),
    }
}

fn judge(app: &App, repair: RepairId, body: &str, answer: &mut Parts) -> Result<(), CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        let Some(file) = RepairFile::read(conn, repair)? else {
            return Ok(());
        };
        let Some(drafted) = draft(conn, &viewer, &file)? else {
            return Ok(());
        };
        let store = stores::store(conn, file.repair.store_id)?;
        let own_links = status_link::own_links(store.as_ref());
        let drafted = drafted.all_words();
        let measure = Measure {
            drafted: &drafted,
            own_links: &own_links,
            secret: is_secret(&viewer, &file).then_some(&file),
        };
        answer.in_the_way = measure.in_the_way(body);
        Ok(())
    })
}
