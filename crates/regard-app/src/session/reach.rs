//! How this phone is woken while it sleeps: what its system allows, what the associate wants, what
//! the server was told. `sync/tell_token.rs` keeps the three in step.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::ids::DeviceId;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::push_token::{PushServices, PushToken};

/// An address is said again after that time: a server may have lost it, or found it dead.
const SAID_AGAIN: TimeDelta = TimeDelta::days(1);

/// Whether the system lets Regard show alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// The associate was not asked yet.
    NotAsked,
    /// It does.
    Granted,
    /// It does not; only the system's own settings change that.
    Denied,
}

/// What the system said about where this phone is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing yet.
    #[default]
    NotYet,
    /// There.
    At(PushToken),
    /// Nowhere: the phone lacks the service, or the service refuses.
    Nowhere,
}

/// What the shell is to ask the system for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum AskSystem {
    /// Nothing.
    #[default]
    Nothing,
    /// Whether Regard may show alerts.
    Permission,
    /// Where this phone is reached, by one of these.
    Token(PushServices),
    /// To reach this phone no more.
    GiveBack,
}

/// What is known since the app was opened. Nothing of it, when this is no phone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// None: the shell asks no system, as on a computer.
    pub permission: Option<Permission>,
    pub found: Found,
    /// Whether the server wakes such phones; none before it was asked.
    pub served: Option<bool>,
}

/// How this phone is woken.
#[derive(Default)]
pub(crate) struct Reach {
    known: Mutex<Known>,
    asks: watch::Sender<AskSystem>,
}

impl Reach {
    /// What is known now.
    pub fn known(&self) -> Known {
        self.lock().clone()
    }

    /// Notes something, and answers whether it was news.
    pub fn note<T: PartialEq>(&self, place: impl Fn(&mut Known) -> &mut T, value: T) -> bool {
        let mut known = self.lock();
        let place = place(&mut known);
        let news = *place != value;
        *place = value;
        news
    }

    /// Has the shell ask the system, also when it was asked the same before.
    pub fn ask(&self, what: AskSystem) {
        self.asks.send_replace(what);
    }

    /// What the shell is to ask.
    pub fn asks(&self) -> watch::Receiver<AskSystem> {
        self.asks.subscribe()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the server was told last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Under which enrolment.
    pub device: DeviceId,
    /// Where this phone is.
    pub token: PushToken,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the server answered. Without an answer it may know all the same.
    pub certain: bool,
}

/// What is to be done so that the server knows what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing.
    Rest,
    /// Ask the server by what it wakes, and then the system where this phone is.
    Find,
    /// Tell the server.
    Register(PushToken),
    /// Have the server forget.
    GiveBack,
    /// Forget what was told under an enrolment that is no more; the server has.
    Forget,
}

/// The next step of `device`, whose associate wants alerts or not.
pub(crate) fn next(
    known: &Known,
    wanted: bool,
    told: Option<&Told>,
    device: DeviceId,
    now: DateTime<Utc>,
) -> Step {
    let Some(permission) = known.permission else {
        return Step::Rest;
    };
    let give_back = match told {
        None => Step::Rest,
        Some(told) if told.device == device => Step::GiveBack,
        Some(_) => Step::Forget,
    };
    if !wanted || permission != Permission::Granted {
        return give_back;
    }
    match &known.found {
        Found::NotYet => Step::Find,
        Found::Nowhere => give_back,
        Found::At(token) => {
            let fresh = told.is_some_and(|told| {
                told.certain
                    && told.device == device
                    && told.token == *token
                    && (now - told.at).abs() < SAID_AGAIN
            });
            if fresh {
                Step::Rest
            } else {
                Step::Register(token.clone())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::push_token::PushService;
    use super::*;
    use uuid::Uuid;

    const PHONE: DeviceId = DeviceId(Uuid::from_u128(1));
    const ANEW: DeviceId = DeviceId(Uuid::from_u128(2));

    fn token(letters: &str) -> PushToken {
        PushToken {
            service: PushService::Fcm,
            token: letters.into(),
            p256dh: None,
            auth: None,
        }
    }
    fn now() -> DateTime<Utc> {
        "2026-05-12T14:00:00Z".parse().unwrap()
    }
    fn known(permission: Permission, found: Found) -> Known {
        Known {
            permission: Some(permission),
            found,
            served: None,
        }
    }
    fn told(letters: &str) -> Told {
        Told {
            device: PHONE,
            token: token(letters),
            at: now(),
            certain: true,
        }
    }

    #[test]
    fn nothing_leaves_a_phone_before_its_owner_said_yes_and_no_computer_ever_says_anything() {
        let at = Found::At(token("a"));
        for permission in [Permission::NotAsked, Permission::Denied] {
            let known = known(permission, at.clone());
            assert_eq!(next(&known, true, None, PHONE, now()), Step::Rest);
        }
        assert_eq!(
            next(&Known::default(), true, None, PHONE, now()),
            Step::Rest
        );
    }

    #[test]
    fn a_token_is_found_told_once_and_told_again_when_it_changes_or_a_day_has_passed() {
        let granted = |found| known(Permission::Granted, found);
        assert_eq!(
            next(&granted(Found::NotYet), true, None, PHONE, now()),
            Step::Find
        );
        let at_a = granted(Found::At(token("a")));
        let register = Step::Register(token("a"));
        assert_eq!(next(&at_a, true, None, PHONE, now()), register);
        let told_a = told("a");
        assert_eq!(next(&at_a, true, Some(&told_a), PHONE, now()), Step::Rest);
        assert_eq!(
            next(&at_a, true, Some(&told("b")), PHONE, now()),
            register,
            "it changed"
        );
        assert_eq!(
            next(&at_a, true, Some(&told_a), ANEW, now()),
            register,
            "the phone was enrolled anew"
        );
        let later = now() + SAID_AGAIN;
        assert_eq!(next(&at_a, true, Some(&told_a), PHONE, later), register);
        let unsure = Told {
            certain: false,
            ..told_a
        };
        assert_eq!(next(&at_a, true, Some(&unsure), PHONE, now()), register);
    }

    #[test]
    fn what_was_told_is_given_back_also_when_nobody_knows_whether_it_arrived() {
        let at = known(Permission::Granted, Found::At(token("a")));
        let unsure = Told {
            certain: false,
            ..told("a")
        };
        assert_eq!(
            next(&at, false, Some(&unsure), PHONE, now()),
            Step::GiveBack
        );
        let denied = known(Permission::Denied, Found::NotYet);
        assert_eq!(
            next(&denied, true, Some(&told("a")), PHONE, now()),
            Step::GiveBack
        );
        let nowhere = known(Permission::Granted, Found::Nowhere);
        assert_eq!(
            next(&nowhere, true, Some(&told("a")), PHONE, now()),
            Step::GiveBack
        );
        assert_eq!(next(&nowhere, true, None, PHONE, now()), Step::Rest);
        assert_eq!(
            next(&at, false, Some(&told("a")), ANEW, now()),
            Step::Forget
        );
        let starting = known(Permission::Granted, Found::NotYet);
        assert_eq!(
            next(&starting, true, Some(&told("a")), PHONE, now()),
            Step::Find,
            "a phone that has just started gives nothing back"
        );
    }
}
