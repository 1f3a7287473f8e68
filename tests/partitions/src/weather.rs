//! What happens to the network and the machines, by a seed.

use std::time::Duration;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Something that goes wrong between a device and the server, or is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blow {
    /// Nothing passes between this device and the server; what was under way is lost.
    Part(usize),
    /// What the device says is lost, what the server says arrives.
    LoseQuestions(usize),
    /// What the device says arrives, the answers are lost.
    LoseAnswers(usize),
    /// Nothing arrives for now, and all of it later.
    Hold(usize),
    /// Messages take up to so long, each for itself: later ones overtake earlier ones.
    Slow(usize, Duration),
    /// Everything passes again.
    Mend(usize),
    /// The device falls, whatever it was doing.
    FellDevice(usize),
    /// The server falls, whatever it was doing.
    FellServer,
    /// What fell starts again on its files.
    StartAgain,
}

impl Blow {
    /// The next one for a store of so many devices.
    pub fn next(chance: &mut ChaCha8Rng, devices: usize) -> Self {
        let device = chance.random_range(0..devices);
        match chance.random_range(0..16) {
            0 | 1 => Self::Part(device),
            2 | 3 => Self::LoseQuestions(device),
            4..=6 => Self::LoseAnswers(device),
            7 | 8 => Self::Hold(device),
            9 => Self::Slow(
                device,
                Duration::from_millis(chance.random_range(20..3_000)),
            ),
            10..=12 => Self::Mend(device),
            13 => Self::FellDevice(device),
            14 => Self::FellServer,
            _ => Self::StartAgain,
        }
    }
}
