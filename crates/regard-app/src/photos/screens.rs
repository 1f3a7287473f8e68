//! What the screens show and ask of photos.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CustomerId, PhotoId, PieceId, RepairId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One photo with its thumbnail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PhotoCard {
    /// Which.
    pub id: PhotoId,
    /// A small JPEG as a `data:` address; empty where it is gone, or was not asked for.
    pub thumbnail: String,
    /// How wide the picture in full is, in pixels.
    pub width: u32,
    /// How high it is.
    pub height: u32,
    /// What somebody wrote beneath it.
    pub caption: Option<String>,
    /// The piece that it shows.
    pub piece_id: Option<PieceId>,
    /// That piece, as the store says it.
    pub piece: Option<String>,
    /// The repair that it belongs to.
    pub repair_id: Option<RepairId>,
    /// The envelope of that repair.
    pub envelope: Option<String>,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// By whom.
    pub added_by: Option<String>,
    /// The picture in full has not left this device.
    pub waiting: bool,
}

/// Whose photos: those on a customer's page, or those of a repair for whoever works on it.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PhotosOf {
    /// The customer; none: those of the repair alone.
    pub customer_id: Option<CustomerId>,
    /// The repair; none: all of the customer.
    pub repair_id: Option<RepairId>,
}

/// Asks for the photos there: of all of them what they are, and only of those that are drawn the
/// thumbnail, which is the larger part by far.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ListPhotos {
    /// The customer; none: those of the repair alone.
    pub customer_id: Option<CustomerId>,
    /// The repair; none: all of the customer.
    pub repair_id: Option<RepairId>,
    /// Of how many, from the first on, the thumbnail is wanted; none: of all.
    pub thumbnails: Option<u32>,
    /// And of this one.
    pub thumbnail_of: Option<PhotoId>,
}

/// Adds a photo.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddPhoto {
    /// Whose.
    pub customer_id: CustomerId,
    /// Of which repair.
    pub repair_id: Option<RepairId>,
    /// Of which piece.
    pub piece_id: Option<PieceId>,
    /// What is written beneath it.
    pub caption: Option<String>,
    /// The file as it was chosen, as base64 (RFC 4648, section 4).
    pub file: String,
}

/// What became of a file. One of the two is there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddedPhoto {
    /// The photo.
    pub photo: Option<PhotoCard>,
    /// Why there is none.
    pub fault: Option<PhotoFault>,
}

/// Why a file can't be a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PhotoFault {
    /// It is no picture at all.
    NoPicture,
    /// It is one, and part of it is missing or damaged.
    Broken,
    /// The file has too many bytes.
    TooLarge,
    /// It has, or says that it has, more pixels than are read.
    TooManyPixels,
    /// HEIC or AVIF as it left the camera. Phones hand out a JPEG when they are asked for one.
    Heic,
    /// It is drawn, not taken: SVG.
    Drawing,
    /// It moves: GIF, or an animation.
    Moving,
}

/// Asks for a picture in full.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OpenPhoto {
    /// Which.
    pub photo_id: PhotoId,
    /// From where it is opened: what is not shown there is not opened from there.
    pub of: PhotosOf,
}

/// A picture in full, or why it is not here.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PhotoPage {
    /// The photo.
    pub photo: PhotoCard,
    /// The picture as a `data:` address.
    pub picture: Option<String>,
    /// Why there is none.
    pub missing: Option<PhotoMissing>,
}

/// Why a picture in full is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PhotoMissing {
    /// The device that took it has not sent it yet.
    NotYet,
    /// There is no connection.
    NoConnection,
}

/// Says what a photo shows.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DescribePhoto {
    /// Which.
    pub photo_id: PhotoId,
    /// What is to be written beneath it, where that changes; empty: nothing.
    pub caption: Option<String>,
    /// Which piece it shows, where that changes.
    pub shows: Option<ShownPiece>,
    /// What the author saw: where something else stands by now, nothing is written over it.
    pub seen: SeenOfPhoto,
}

/// What a photo was said to show when somebody began to write.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SeenOfPhoto {
    /// The words beneath it; empty or none: nothing.
    pub caption: Option<String>,
    /// The piece; none: no one piece.
    pub piece_id: Option<PieceId>,
}

/// Which piece a photo shows.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ShownPiece {
    /// The piece; none: no one piece.
    pub piece_id: Option<PieceId>,
}

/// One photo.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OnePhoto {
    /// Which.
    pub photo_id: PhotoId,
}

/// A photo whose picture in full has not left this device.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WaitingPhoto {
    /// Which.
    pub id: PhotoId,
    /// Whose.
    pub customer_id: CustomerId,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// Why the server did not take it; none: it was not reached yet.
    pub reason: Option<NotTaken>,
}

/// Why the server did not take a picture in full. It is tried again.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    TS,
    strum::AsRefStr,
    strum::EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum NotTaken {
    /// The store's server has no room for more pictures.
    Full,
    /// The server does not know the photo: what is known of it was put aside there.
    Unknown,
    /// The server does not take pictures: it is older than this app.
    OldServer,
    /// The server found that it is not the picture that it is called: this device's copy is damaged.
    Refused,
    /// Something between here and the server, or the server, let it not through: too large for a proxy,
    /// or too slow.
    NotThrough,
    /// It was added for another company, and goes to its server only.
    OtherCompany,
}
