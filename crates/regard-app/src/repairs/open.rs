//! Opens one repair: the history above, the draft below, on one page.

use regard_domain::repair::StepKind;
use rusqlite::Connection;

use super::cards::RepairFile;
use super::choices::people;
use super::price;
use super::screens::{OneRepair, RepairLineCard, RepairPage, RepairStepCard};
use super::undo_step::undoable;
use super::work_words::own_words;
use crate::app::App;
use crate::customers::{brief, story};
use crate::database::{repair_lines, stores};
use crate::error::CommandError;
use crate::messages::cards as message_cards;
use crate::messages::draft;
use crate::viewer::Viewer;

/// How much of the history is shown above the draft.
const MOST_HISTORY: usize = 6;

/// What may be done next, in the order of the screen.
const IN_ORDER: [StepKind; 8] = [
    StepKind::Ready,
    StepKind::HandedOver,
    StepKind::Told,
    StepKind::AtBench,
    StepKind::WaitingForParts,
    StepKind::Estimated,
    StepKind::Approved,
    StepKind::Cancelled,
];

/// Opens a repair. The bench's devices get no brief, no history and no messages.
pub async fn open_repair(app: &App, asked: OneRepair) -> Result<RepairPage, CommandError> {
    let me = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, app.now())?;
        let file = RepairFile::read(conn, asked.repair_id)?
            .ok_or_else(|| CommandError::not_found("repair"))?;
        page(conn, &viewer, &file)
    })
}

/// The page of a repair.
pub fn page(
    conn: &Connection,
    viewer: &Viewer,
    file: &RepairFile,
) -> Result<RepairPage, CommandError> {
    let repair = &file.repair;
    let customer = repair.customer_id;
    let taken_in_by = repair
        .taken_in_by
        .map(|id| stores::associate(conn, id))
        .transpose()?
        .flatten();
    let private = !viewer.is_bench();
    let (brief, history, draft) = if private {
        (
            brief::brief(conn, viewer, customer, Some(repair.id))?.map(Box::new),
            story::entries(conn, viewer, customer, Some(MOST_HISTORY))?,
            draft::draft(conn, viewer, file)?,
        )
    } else {
        (None, Vec::new(), None)
    };
    let messages = file
        .messages
        .iter()
        .filter(|_| private)
        .map(|message| message_cards::of_row(conn, viewer, message))
        .collect::<rusqlite::Result<_>>()?;
    let next = IN_ORDER
        .into_iter()
        .filter(|step| file.standing.state.allows(*step))
        .filter(|step| *step != StepKind::Told || !file.told())
        .collect();
    Ok(RepairPage {
        repair: file.card(conn, viewer)?,
        customer_words: repair.customer_words.clone(),
        condition: repair.condition.clone(),
        bin: repair.bin.clone(),
        taken_in_by: taken_in_by.map(|associate| associate.given_name),
        lines: lines(conn, viewer, file)?,
        steps: steps(conn, file)?,
        next,
        brief,
        history,
        draft,
        messages,
        people: people(conn, viewer, customer)?,
    })
}

fn lines(
    conn: &Connection,
    viewer: &Viewer,
    file: &RepairFile,
) -> rusqlite::Result<Vec<RepairLineCard>> {
    let priced = price::of_repair(conn, viewer, &file.repair)?;
    Ok(repair_lines::of_repair(conn, file.repair.id)?
        .into_iter()
        .map(|line| {
            let relief = priced
                .honest
                .reliefs
                .iter()
                .find(|relief| relief.line == line.id);
            RepairLineCard {
                id: line.id,
                work: line.work,
                description: own_words(&line).unwrap_or_default(),
                price: line.price.0,
                off: relief.map_or(0, |relief| relief.off.0),
            }
        })
        .collect())
}

/// What happened to the repair, the newest first; taking back is shown by what it struck.
fn steps(conn: &Connection, file: &RepairFile) -> rusqlite::Result<Vec<RepairStepCard>> {
    let undoable = undoable(file).map(|step| step.id);
    file.steps
        .iter()
        .rev()
        .filter(|step| step.kind != StepKind::Undone)
        .map(|step| {
            let by = step
                .by
                .map(|id| stores::associate(conn, id))
                .transpose()?
                .flatten();
            let taken_back = file.steps.iter().any(|other| other.undoes == Some(step.id));
            Ok(RepairStepCard {
                id: step.id,
                kind: step.kind,
                at: step.at,
                by: by.map(|associate| associate.given_name),
                note: step.note.clone(),
                struck: taken_back || file.standing.odd.contains(&step.id),
                can_undo: undoable == Some(step.id),
            })
        })
        .collect()
}
