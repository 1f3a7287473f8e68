//! The PIN that locks a device: hashed, and slow to guess.

use argon2::password_hash::{Error as HashError, PasswordHash, SaltString};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use chrono::{DateTime, Duration, Utc};
use zeroize::Zeroizing;

use crate::app::App;
use crate::database::pins;
use crate::error::{CommandError, ErrorCode, Refusal};

/// Wrong tries that cost no time.
const FREE_TRIES: u32 = 5;
/// The longest wait.
const LONGEST_WAIT_SECONDS: i64 = 3_600;

/// A PIN as typed, if it can be one.
pub fn checked(typed: &str) -> Result<Zeroizing<String>, CommandError> {
    let pin = typed.trim();
    if (4..=12).contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(Zeroizing::new(pin.to_owned()))
    } else {
        Err(CommandError::invalid("pin", Refusal::PinUnfit))
    }
}

/// The hash of a PIN (Argon2id, RFC 9106, as PHC text). Takes a moment on purpose.
pub async fn hash(pin: Zeroizing<String>) -> Result<String, CommandError> {
    away(move || {
        let mut salt = [0u8; 16];
        getrandom::fill(&mut salt).map_err(|_| HashError::Crypto)?;
        let salt = SaltString::encode_b64(&salt)?;
        Ok(Argon2::default()
            .hash_password(pin.as_bytes(), &salt)?
            .to_string())
    })
    .await
}

/// Tries a PIN. A wrong one is counted before it is looked at, so that ending the app saves no try.
pub async fn try_pin(app: &App, pin: &str) -> Result<(), CommandError> {
    let now = app.now();
    let database = app.database()?;
    let lock = database.write_local(&[], |conn| {
        let Some(lock) = pins::read(conn)? else {
            return Ok(None);
        };
        if wait_seconds(lock.wait_until, now) > 0 {
            return Err(too_many(wait_seconds(lock.wait_until, now)));
        }
        let tries = lock.wrong_tries.saturating_add(1);
        pins::count(conn, tries, wait_after(tries).map(|wait| now + wait))?;
        Ok(Some(lock))
    })?;
    let Some(lock) = lock else { return Ok(()) };
    let pin = Zeroizing::new(pin.trim().to_owned());
    let right = away(move || {
        let hash = PasswordHash::new(&lock.hash)?;
        match Argon2::default().verify_password(pin.as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(HashError::Password) => Ok(false),
            Err(error) => Err(error),
        }
    })
    .await?;
    if !right {
        let lock = database.read(|conn| Ok(pins::read(conn)?))?;
        let wait = wait_seconds(lock.and_then(|lock| lock.wait_until), now);
        return Err(match wait {
            0 => CommandError::new(ErrorCode::WrongSecret, Refusal::PinWrong),
            wait => too_many(wait),
        });
    }
    database.write_local(&[], |conn| Ok(pins::count(conn, 0, None)?))
}

/// Seconds until another try is allowed; 0: now.
pub fn wait_seconds(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> u32 {
    // A clock that was set back must not lock the device for years.
    let left = until.map_or(0, |until| (until - now).num_milliseconds());
    let seconds = left.div_euclid(1000) + i64::from(left.rem_euclid(1000) > 0);
    u32::try_from(seconds.clamp(0, LONGEST_WAIT_SECONDS)).unwrap_or_default()
}

/// How long to wait after that many wrong tries: 30 s after the fifth, then twice as long each time.
fn wait_after(tries: u32) -> Option<Duration> {
    let beyond = tries.checked_sub(FREE_TRIES)?;
    let seconds = 30_i64.saturating_mul(1 << beyond.min(10));
    Some(Duration::seconds(seconds.min(LONGEST_WAIT_SECONDS)))
}

fn too_many(wait: u32) -> CommandError {
    CommandError::new(ErrorCode::TooMany, Refusal::PinWait { seconds: wait })
}

/// Does slow work away from the threads that answer screens.
async fn away<A: Send + 'static>(
    work: impl FnOnce() -> Result<A, HashError> + Send + 'static,
) -> Result<A, CommandError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(answer)) => Ok(answer),
        _ => Err(CommandError::new(
            ErrorCode::Internal,
            Refusal::PinNotChecked,
        )),
    }
}
