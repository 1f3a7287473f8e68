//! Counting the parts of a long text while it is typed: 1,600 characters, the most that goes out.

use std::hint::black_box;
use std::time::Instant;

use regard_domain::parts::count_parts;

use crate::figures::Figures;

/// How long the text is, in characters.
const LENGTH: usize = 1_600;

/// Counts each kind of text `rounds` times; the figures are the median in microseconds.
pub fn measure(rounds: usize, figures: &mut Figures) {
    let kinds = [
        ("short_alphabet", "Your watch is ready, see you on Friday. "),
        ("long_alphabet", "Zoë’s “Möbel” – žluťoučký kůň, я 中日한 "),
        ("pictures", "👨‍👩‍👧‍👦👍🏽🇫🇷😀❤️ "),
    ];
    for (name, words) in kinds {
        let text: String = words.chars().cycle().take(LENGTH).collect();
        let mut times: Vec<f64> = (0..rounds.max(1))
            .map(|_| {
                let begun = Instant::now();
                black_box(count_parts(black_box(&text)));
                begun.elapsed().as_secs_f64() * 1_000_000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        figures.note(&format!("parts_{name}_us"), times[times.len() / 2]);
    }
}
