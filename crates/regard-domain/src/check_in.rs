//! A private check-in before a shift or a visit: how one arrives, and what one wants to watch. It is
//! nobody else's: it stays on the device, nobody counts it, and it is gone with the day.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::promise::closed_words;

closed_words! {
    /// How one arrives. Each has one line of advice on the screen.
    Arriving {
        /// As always.
        Steady,
        /// In good spirits.
        Glad,
        /// In a hurry.
        Rushed,
        /// Tired.
        Tired,
        /// Something weighs on one.
        Low,
    }
}
