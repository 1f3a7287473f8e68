//! Numbers of one width as another, where the value is known to fit.

/// A count or place that was kept in 32 bits.
#[inline]
pub(crate) fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A count or place that is to be kept in 32 bits; the base refuses to grow beyond them.
#[inline]
pub(crate) fn n32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A count as 64 bits.
#[inline]
pub(crate) fn n64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The lower 32 bits of a value that was kept in at most 32.
#[inline]
pub(crate) fn low(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or(0)
}
