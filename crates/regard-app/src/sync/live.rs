//! The live line: server-sent events with a number each, read as "there is something to fetch".

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream, Stream};

use super::network::Poke;

/// The server says something every 20 seconds; a line that is silent for longer than this is dead,
/// though the connection may not know it.
const SILENCE: Duration = Duration::from_secs(45);

/// The longest line read; ours are a few bytes.
const LONGEST_LINE: usize = 4096;

/// The pokes in a stream of bytes, until it ends, fails (none) or falls silent.
pub fn pokes<B: AsRef<[u8]> + Send + 'static>(
    bytes: BoxStream<'static, Option<B>>,
) -> impl Stream<Item = Poke> + Send + 'static {
    let parts = stream::unfold((bytes, Vec::new()), |(mut bytes, mut line)| async move {
        let part = tokio::time::timeout(SILENCE, bytes.next()).await.ok()???;
        let found = data_lines(&mut line, part.as_ref());
        (line.len() <= LONGEST_LINE).then_some((found, (bytes, line)))
    });
    // Several at once are one: there is only one thing to do.
    parts.filter_map(|found| async move { (found > 0).then_some(Poke) })
}

/// Counts the `data:` lines that `part` completes; the beginning of the next line stays in `line`.
fn data_lines(line: &mut Vec<u8>, part: &[u8]) -> usize {
    let mut found = 0;
    for byte in part {
        if matches!(byte, b'\n' | b'\r') {
            if line.starts_with(b"data:") {
                found += 1;
            }
            line.clear();
        } else {
            line.push(*byte);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pokes_in(parts: &[&'static str]) -> usize {
        let parts: Vec<Option<&'static [u8]>> =
            parts.iter().map(|part| Some(part.as_bytes())).collect();
        pokes(stream::iter(parts).boxed()).count().await
    }

    #[tokio::test]
    async fn a_number_pokes_and_a_comment_does_not() {
        assert_eq!(
            pokes_in(&[": still here\n\n", "data: {\"head\":3}\n\n"]).await,
            1
        );
        assert_eq!(
            pokes_in(&["da", "ta: {\"hea", "d\":3}\r", "\n\r\n"]).await,
            1
        );
        assert_eq!(pokes_in(&["data: 1\n\ndata: 2\n\n"]).await, 1);
        assert_eq!(pokes_in(&["", "event: x\n"]).await, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_line_ends() {
        let silent = stream::pending::<Option<&'static [u8]>>().boxed();
        assert_eq!(pokes(silent).count().await, 0);
    }
}
