//! Ids: one type for each noun, all of them a UUID.
//!
//! New ids are UUIDv7, so that rows made together lie together in an index (measured: four times
//! the insert rate of random ids). Ids that two devices must agree on without talking to each other
//! are UUIDv5 over the parts that make them the same thing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// The namespace of every UUIDv5 of Regard. Never changes: old ids would no longer be found.
pub const NAMESPACE: Uuid = Uuid::from_u128(0x5265_6761_7264_4e53_8a6b_0f2d_9c31_7e44);

/// The UUIDv5 that everybody computes alike from the same parts, in order.
///
/// Parts are joined by a byte that no part may contain (unit separator, U+001F).
pub fn agreed_id(parts: &[&str]) -> Uuid {
    Uuid::new_v5(&NAMESPACE, parts.join("\u{1f}").as_bytes())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid { id.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::parse_str(text).map(Self) }
        }
    )* };
}

ids! {
    /// One business with its stores.
    CompanyId,
    /// One physical location.
    StoreId,
    /// A person who uses Regard: associate, bench or manager.
    AssociateId,
    /// One enrolled phone, tablet or computer.
    DeviceId,
    /// The person served.
    CustomerId,
    /// One phone number of a customer.
    PhoneId,
    /// One e-mail address of a customer.
    EmailId,
    /// How one customer is related to another person.
    RelationId,
    /// One physical watch, ring, necklace.
    PieceId,
    /// One sale, with roles.
    PurchaseId,
    /// One service job on a piece.
    RepairId,
    /// One priced line on the envelope of a repair.
    RepairLineId,
    /// One thing that happened to a repair.
    RepairStepId,
    /// One time that a repair became ready; the key of once-only messages.
    OccurrenceId,
    /// Someone's word, with terms.
    PromiseId,
    /// One time that a promise was kept, or was not.
    PromiseUseId,
    /// A birthday, anniversary, graduation.
    OccasionId,
    /// One known thing about a person.
    FactId,
    /// One thing that an associate says of themselves.
    OwnFactId,
    /// What was learnt when someone came in or called.
    NoteId,
    /// A dated task with a human reason.
    FollowUpId,
    /// What somebody answered to a reason to be in touch.
    ReasonAnswerId,
    /// A text or e-mail to a customer.
    MessageId,
    /// What a customer wrote back.
    ReplyId,
    /// One version of one template.
    TemplateId,
    /// One statement of a customer about what may be sent where.
    ConsentId,
    /// From which words of a note a record was made.
    NoteTraceId,
    /// What someone wishes for.
    WishId,
    /// Someone means to give what another wishes for.
    GiftId,
    /// A picture of a piece, a repair or a card.
    PhotoId,
    /// A time at which someone means to come in.
    AppointmentId,
    /// A small gesture worth repeating.
    LegendId,
    /// What pops up on an associate's device.
    AlertId,
    /// Two records of one person.
    AliasId,
    /// A value that someone entered while someone else entered another.
    AlsoEnteredId,
}

impl OccurrenceId {
    /// The `count`-th time (from 1) that `repair` became ready. Two devices that mark the same
    /// repair ready without a network name the same occurrence.
    pub fn of(repair: RepairId, count: u32) -> Self {
        Self(agreed_id(&[
            "ready",
            &repair.to_string(),
            &count.to_string(),
        ]))
    }
}

impl GiftId {
    /// What `giver` means to give. Two devices that are told of it without a network name the same.
    pub fn of(giver: CustomerId, wish: WishId) -> Self {
        Self(agreed_id(&["gift", &giver.to_string(), &wish.to_string()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreed_ids_depend_on_where_the_parts_are_cut() {
        assert_ne!(agreed_id(&["ab", "c"]), agreed_id(&["a", "bc"]));
        assert_eq!(agreed_id(&["ab", "c"]), agreed_id(&["ab", "c"]));
    }

    #[test]
    fn an_occurrence_is_the_same_for_everyone_and_new_each_time() {
        let repair = RepairId(Uuid::from_u128(7));
        assert_eq!(OccurrenceId::of(repair, 1), OccurrenceId::of(repair, 1));
        assert_ne!(OccurrenceId::of(repair, 1), OccurrenceId::of(repair, 2));
    }
}
