//! Sends many statements before the first answer is waited for. Answers come in the same order.

use deadpool_postgres::Object;
use futures_util::StreamExt;
use futures_util::future::join;
use futures_util::stream::FuturesOrdered;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row, Statement};

use super::super::Cell;

/// Something that needs no answer.
#[derive(Debug)]
pub enum Item {
    /// `BEGIN`, `SAVEPOINT` and the like, without parameters.
    Control(String),
    /// One statement and what is filled in.
    Statement(String, Vec<Cell>),
}

/// Something that is answered.
#[derive(Debug, Clone, Copy)]
pub enum Ask<'a> {
    /// By rows.
    Rows(&'a str, &'a [Cell]),
    /// By how many rows it touched.
    Count(&'a str, &'a [Cell]),
}

/// The answer to one [`Ask`].
#[derive(Debug)]
pub enum Answer {
    /// The rows that were found.
    Rows(Vec<Row>),
    /// How many rows were touched.
    Count(u64),
}

/// What was refused first; what came behind it was refused for its sake.
#[derive(Debug)]
pub struct Stopped {
    /// Its place among the items; behind them the questions.
    pub at: usize,
    /// Why.
    pub error: Error,
}

/// Sends the items and the questions behind them, and answers the questions.
pub async fn send(
    connection: &Object,
    items: &[Item],
    asked: &[Ask<'_>],
) -> Result<Vec<Answer>, Stopped> {
    // The controls in front go out before anything is prepared: a statement that can't be prepared
    // then fails inside the savepoint that they set.
    let leading = items
        .iter()
        .take_while(|item| matches!(item, Item::Control(_)))
        .count();
    let (first, behind) = items.split_at(leading);
    let mut control = String::new();
    for item in first {
        if let Item::Control(sql) = item {
            control.push_str(sql);
            control.push_str("; ");
        }
    }
    let begin = async {
        match control.as_str() {
            "" => Ok(()),
            control => connection.batch_execute(control).await,
        }
    };
    let rest = async {
        let mut ready = Vec::with_capacity(behind.len().saturating_add(asked.len()));
        for step in steps(behind, asked) {
            let prepared = prepare(connection, step).await;
            // Whichever it was, the first of these has not gone out, and none behind it.
            ready.push(prepared.map_err(|error| Stopped { at: leading, error })?);
        }
        let mut sent: FuturesOrdered<_> = ready.iter().map(|step| run(connection, step)).collect();
        let mut answers = Vec::with_capacity(asked.len());
        let mut stopped = None;
        let mut at = leading;
        while let Some(done) = sent.next().await {
            match done {
                Ok(answer) if at >= items.len() => answers.push(answer),
                Ok(_) => {}
                Err(error) => {
                    stopped.get_or_insert(Stopped { at, error });
                }
            }
            at = at.saturating_add(1);
        }
        match stopped {
            Some(stopped) => Err(stopped),
            None => Ok(answers),
        }
    };
    let (began, answers) = join(begin, rest).await;
    // The first fault is the cause of those behind it. Which of the controls it was is not told:
    // none of them says anything that could be refused while the transaction stands.
    began.map_err(|error| Stopped { at: 0, error })?;
    answers
}

/// One thing to send.
#[derive(Clone, Copy)]
enum Step<'a> {
    Control(&'a str),
    Count(&'a str, &'a [Cell]),
    Rows(&'a str, &'a [Cell]),
}

fn steps<'a>(items: &'a [Item], asked: &'a [Ask<'a>]) -> impl Iterator<Item = Step<'a>> {
    let items = items.iter().map(|item| match item {
        Item::Control(sql) => Step::Control(sql),
        Item::Statement(sql, cells) => Step::Count(sql, cells),
    });
    items.chain(asked.iter().map(|ask| match ask {
        Ask::Rows(sql, cells) => Step::Rows(sql, cells),
        Ask::Count(sql, cells) => Step::Count(sql, cells),
    }))
}

/// The same, ready to go.
enum Ready<'a> {
    Control(&'a str),
    Count(Statement, Vec<&'a (dyn ToSql + Sync)>),
    Rows(Statement, Vec<&'a (dyn ToSql + Sync)>),
}

async fn prepare<'a>(connection: &Object, step: Step<'a>) -> Result<Ready<'a>, Error> {
    Ok(match step {
        Step::Control(sql) => Ready::Control(sql),
        Step::Count(sql, cells) => Ready::Count(statement(connection, sql).await?, bound(cells)),
        Step::Rows(sql, cells) => Ready::Rows(statement(connection, sql).await?, bound(cells)),
    })
}

async fn run(connection: &Object, step: &Ready<'_>) -> Result<Answer, Error> {
    match step {
        Ready::Control(sql) => connection
            .batch_execute(sql)
            .await
            .map(|()| Answer::Count(0)),
        Ready::Count(sql, cells) => connection.execute(sql, cells).await.map(Answer::Count),
        Ready::Rows(sql, cells) => connection.query(sql, cells).await.map(Answer::Rows),
    }
}

/// `?1` is `$1` here. None of our statements has a question mark in a literal.
async fn statement(connection: &Object, sql: &str) -> Result<Statement, Error> {
    connection.prepare_cached(&sql.replace('?', "$")).await
}

fn bound(cells: &[Cell]) -> Vec<&(dyn ToSql + Sync)> {
    cells.iter().map(bindable).collect()
}

fn bindable(cell: &Cell) -> &(dyn ToSql + Sync) {
    cell
}
