//! One step of a history: someone does something, something arrives, or something goes wrong.

use chrono::{Duration, Utc};
use regard_sync::device::Event;
use regard_sync::server::MemoryBook;
use regard_sync::{Change, ChangeKind, SyncError};

use crate::acts;
use crate::chance::Chance;
use crate::check;
use crate::device::{Device, Then};
use crate::merges;
use crate::network::{Mail, Packet};
use crate::planted::Planted;
use crate::rot;
use crate::server::{STORES, caller};
use crate::world::World;

impl World {
    /// Does the step of that number.
    pub fn step(&mut self, number: u64) -> Result<(), String> {
        let mut chance = Chance::new(number);
        self.pass_time(&mut chance);
        let at = chance.below(self.devices.len());
        match chance.below(40) {
            0..=11 => {
                let what = acts::act(self, at, &mut chance);
                self.note(at, what, self.devices[at].file.store.numbers.last_n);
            }
            12..=14 if self.devices[at].is_to_start_afresh() => self.only_say(at),
            12..=17 => self.talk(at),
            18..=29 => self.deliver(&mut chance)?,
            30 => self.lose(&mut chance),
            31 => self.repeat(&mut chance),
            32 => self.time_out(at),
            33 => self.crash(at),
            34 if self.plan.clocks => self.jump(at, &mut chance),
            35 if self.plan.moves => self.move_person(at, &mut chance),
            36 if chance.once_in(3) => {
                self.devices[at].revoked = !self.devices[at].revoked;
                self.note(at, "token", u64::from(self.devices[at].revoked));
            }
            37 if self.plan.files => self.file(at, &mut chance),
            38 if self.plan.backups => self.backup(&mut chance),
            39 if chance.once_in(3) => {
                self.devices[at].upgrade();
                self.crash(at);
            }
            39 if self.plan.rot => {
                let what = rot::rot(&mut self.devices[at], &mut chance);
                self.note(at, what, 0);
            }
            _ => self.talk(at),
        }
        Ok(())
    }

    fn pass_time(&mut self, chance: &mut Chance) {
        let most = match chance.below(20) {
            0..=3 => 1,
            4..=17 => 3_000,
            18 => 3_600_000,
            _ if self.plan.weeks => 5 * 86_400_000,
            _ => 60_000,
        };
        self.now += Duration::milliseconds(chance.below(most) as i64);
    }

    /// A device begins to talk, if it does not already.
    pub fn talk(&mut self, at: usize) {
        if self.devices[at].talk.is_some() {
            return;
        }
        let (talk, new_life, now) = (self.new_talk(), self.fresh(), self.now);
        let then = self.devices[at].begin_talk(talk, now, new_life);
        self.note(at, "talks", talk);
        self.go_on(at, then);
    }

    /// The same while the store is on its way as a file.
    fn only_say(&mut self, at: usize) {
        if self.devices[at].talk.is_some() {
            return;
        }
        let (talk, new_life, now) = (self.new_talk(), self.fresh(), self.now);
        let then = self.devices[at].begin_saying(talk, now, new_life);
        self.note(at, "only says", talk);
        self.go_on(at, then);
    }

    fn go_on(&mut self, device: usize, then: Then) {
        match then {
            Then::Ask(request) => {
                // As over HTTP: an answer belongs to its request.
                let talk = self.new_talk();
                if let Some((waits_for, _)) = &mut self.devices[device].talk {
                    *waits_for = talk;
                }
                self.note(device, "asks", request.changes.len() as u64);
                self.mail.push(Mail {
                    device,
                    talk,
                    packet: Packet::Up(request),
                });
            }
            Then::Over(agreed) => self.note(device, "ends", u64::from(agreed)),
        }
    }

    /// Something arrives; not always what was sent first.
    pub fn deliver(&mut self, chance: &mut Chance) -> Result<(), String> {
        if self.mail.is_empty() {
            return Ok(());
        }
        let first = chance.once_in(4);
        let which = if first {
            chance.below(self.mail.len())
        } else {
            0
        };
        let mail = self.mail.remove(which);
        let crash = chance.once_in(40);
        self.arrive(mail, crash)
    }

    /// A packet arrives. With `crash` the device goes down before what it wrote is committed.
    pub fn arrive(&mut self, mail: Mail, crash: bool) -> Result<(), String> {
        let Mail {
            device,
            talk,
            packet,
        } = mail;
        match packet {
            Packet::Up(request) => {
                let erases = |change: &Change| change.kind == ChangeKind::Erase;
                let before = request.changes.iter().any(erases);
                let before = before.then(|| self.server.book.clone());
                let answer = self.serve(device, &request);
                // Also where the answer is that the device has to start afresh: what it said was taken.
                if let Some(before) = before {
                    let gone = merges::erased_by(&before, &self.server.book, &request)?;
                    self.oracle.erased.extend(gone);
                }
                let how = answer.as_ref().map_or(u64::MAX, |answer| answer.acked_to);
                self.note(device, "is answered", how);
                self.mail.push(Mail {
                    device,
                    talk,
                    packet: Packet::Down(answer.map(Box::new)),
                });
                Ok(())
            }
            Packet::Down(answer) => {
                let waits = self.devices[device]
                    .talk
                    .as_ref()
                    .is_some_and(|(id, _)| *id == talk);
                if !waits {
                    self.note(device, "is past that answer", talk);
                    return Ok(());
                }
                let before = crash.then(|| self.devices[device].file.clone());
                let event = match answer {
                    Ok(answer) => Event::Answered(answer),
                    Err(error) => Event::Failed(error),
                };
                let (new_life, now) = (self.fresh(), self.now);
                let then = self.devices[device].hear(event, now, new_life);
                if let Some(mut before) = before {
                    if self.planted == Some(Planted::CursorWithoutRows) {
                        before.store.standing = self.devices[device].file.store.standing.clone();
                    }
                    self.devices[device].file = before;
                    self.crash(device);
                    return Ok(());
                }
                self.go_on(device, then);
                if std::mem::take(&mut self.devices[device].published)
                    && !self.devices[device].file.rotten
                {
                    check::published(device, &self.devices[device])?;
                }
                Ok(())
            }
        }
    }

    fn serve(
        &self,
        device: usize,
        request: &regard_sync::SyncRequest,
    ) -> Result<regard_sync::SyncAnswer, SyncError> {
        let asks = &self.devices[device];
        if asks.revoked {
            return Err(SyncError::NotEnrolled);
        }
        self.server
            .answer(&asks.caller, request, self.now, self.planted)
    }

    /// Something on its way is lost, and who waits for it hears nothing.
    pub fn lose(&mut self, chance: &mut Chance) {
        if self.mail.is_empty() {
            return;
        }
        let lost = self.mail.remove(chance.below(self.mail.len()));
        self.note(lost.device, "loses mail", lost.talk);
        if self.devices[lost.device]
            .talk
            .as_ref()
            .is_some_and(|(id, _)| *id == lost.talk)
        {
            self.time_out(lost.device);
        }
    }

    /// Something on its way arrives twice.
    pub fn repeat(&mut self, chance: &mut Chance) {
        if let Some(mail) = chance.one(&self.mail).cloned() {
            self.note(mail.device, "mail goes twice", mail.talk);
            self.mail.push(mail);
        }
    }

    fn time_out(&mut self, at: usize) {
        if self.devices[at].talk.is_none() {
            return;
        }
        self.note(at, "times out", 0);
        let (new_life, now) = (self.fresh(), self.now);
        self.devices[at].hear(Event::Failed(SyncError::Unreachable), now, new_life);
        if self.planted == Some(Planted::TimeOutIsAnAnswer) {
            for kept in &mut self.devices[at].file.store.changes {
                kept.acked_at.get_or_insert(now);
            }
        }
    }

    /// The app goes down and is opened again.
    pub fn crash(&mut self, at: usize) {
        let writer = self.fresh();
        self.devices[at].open(|| writer);
        self.note(at, "opens anew", 0);
    }

    fn jump(&mut self, at: usize, chance: &mut Chance) {
        let off = match chance.below(5) {
            0 => Duration::days(365),
            1 => Duration::days(-365),
            2 => Duration::minutes(-3),
            3 => Duration::seconds(70),
            _ => Duration::zero(),
        };
        self.devices[at].clock_off = off;
        self.note(at, "has another clock", off.num_seconds().unsigned_abs());
    }

    fn move_person(&mut self, at: usize, chance: &mut Chance) {
        let store = STORES[chance.below(STORES.len())];
        let device = &mut self.devices[at];
        let which = (device.caller.device.0.as_u128() - 0xd0) as usize;
        device.caller = caller(which, store);
        self.note(at, "works elsewhere", which as u64);
    }

    fn file(&mut self, at: usize, chance: &mut Chance) {
        match chance.below(3) {
            0 => {
                self.devices[at].copy = Some(self.devices[at].file.clone());
                self.note(at, "is copied", 0);
            }
            1 => {
                let Some(copy) = self.devices[at].copy.clone() else {
                    return;
                };
                check::excuse_lost_with_file(self, at);
                // Nothing is on its way for as long as it takes to restore a phone.
                self.mail.retain(|mail| mail.device != at);
                self.devices[at].file = copy;
                self.note(at, "is an old copy", 0);
                self.crash(at);
            }
            _ if self.devices.len() < 5 => {
                let (mark, writer, life) = (self.fresh(), self.fresh(), self.fresh());
                let mut clone: Device = self.devices[at].clone();
                clone.mark = mark;
                clone.copy = None;
                let mut chances = [life, writer].into_iter();
                clone.open(|| chances.next().unwrap_or(writer));
                self.devices.push(clone);
                self.note(at, "is cloned", 0);
            }
            _ => {}
        }
    }

    fn backup(&mut self, chance: &mut Chance) {
        let fresh_enough = |at: &chrono::DateTime<Utc>| self.now - *at < Duration::days(25);
        match &self.server.backup {
            Some((book, at)) if chance.once_in(2) && fresh_enough(at) => {
                let book: MemoryBook = book.clone();
                let epoch = self.new_id();
                book.begin_epoch(epoch);
                self.server.book = book;
                self.server.backup = None;
                self.note(99, "the server is back from a backup", 0);
            }
            _ => {
                self.server.backup = Some((self.server.book.clone(), self.now));
                self.note(99, "the server is backed up", 0);
            }
        }
    }

    /// Everything works again: what is on its way arrives, and everybody talks until nobody has
    /// anything to say. Nobody writes anything.
    pub fn heal(&mut self) -> Result<(), String> {
        self.server.backup = None;
        for device in &mut self.devices {
            device.revoked = false;
        }
        let mut quiet = 0;
        for _ in 0..40 {
            let before = self.server.book.copy();
            let mut agreed = true;
            for at in 0..self.devices.len() {
                self.deliver_all()?;
                self.talk(at);
                self.deliver_all()?;
                agreed &= self.devices[at].file.store.waiting().next().is_none();
            }
            quiet = if agreed && self.server.book.copy() == before {
                quiet + 1
            } else {
                0
            };
            if quiet == 2 {
                return check::agreed(self);
            }
        }
        Err("they never come to an end".to_owned())
    }

    fn deliver_all(&mut self) -> Result<(), String> {
        for _ in 0..5_000 {
            if self.mail.is_empty() {
                return Ok(());
            }
            let mail = self.mail.remove(0);
            self.now += Duration::milliseconds(1);
            self.arrive(mail, false)?;
        }
        Err("a conversation that never ends".to_owned())
    }
}
