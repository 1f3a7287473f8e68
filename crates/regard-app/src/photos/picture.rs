//! Makes of a file that somebody chose what a photo keeps: a JPEG, upright and bounded, and a thumbnail.
//!
//! Only pixels go over. Whatever else stands in the file (where it was taken, when, by what) stays
//! behind: both pictures are pressed anew from the pixels. Pure: no clock, no database, no network.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::error::{ImageError, LimitErrorKind};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use regard_domain::photo::{LARGEST_PICTURE, LONGEST_SIDE, PhotoHash};
use sha2::{Digest, Sha256};

use super::screens::PhotoFault;

/// The largest file that is looked at, in bytes. A phone's photo has 3 to 15 MB.
pub const LARGEST_FILE: usize = 30 << 20;
/// The most pixels of a file: cameras of 50 to 64 million are taken in full. Phones with sensors of 108
/// and 200 million hand out 12 to 50, unless somebody asks them for all. A small file may say that it has
/// many more, to fill the memory of whoever opens it.
const MOST_PIXELS: u64 = 66_000_000;
/// The most bytes that the pixels may take: 66 million of three bytes. Of finer colours fewer fit.
const MOST_BYTES: u64 = 200 << 20;
/// The most memory that a decoder may take beside that, in bytes.
const MOST_MEMORY: u64 = 512 << 20;
/// The longest sides of a thumbnail that are tried, in pixels: sharp enough on the densest phones.
const THUMBNAIL_SIDES: [u32; 4] = [288, 224, 160, 96];
/// The largest thumbnail in bytes; in a row it stands as base64, a third longer.
const LARGEST_THUMBNAIL: usize = 9 << 10;
/// How hard a picture is pressed until it fits, best first (libjpeg's scale).
const QUALITIES: [u8; 4] = [84, 74, 60, 40];

/// What a photo keeps of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The name of the picture in full.
    pub hash: PhotoHash,
    /// The picture in full, a JPEG.
    pub picture: Vec<u8>,
    /// A small JPEG of it.
    pub thumbnail: Vec<u8>,
    /// How wide the picture in full is, in pixels.
    pub width: u32,
    /// How high it is.
    pub height: u32,
}

/// The name of a picture in full.
pub fn hash_of(picture: &[u8]) -> PhotoHash {
    PhotoHash(Sha256::digest(picture).into())
}

/// Reads the file and makes the two pictures. It takes up to a second and some hundred megabytes: one at
/// a time, and never where something waits for it.
pub fn make(file: &[u8]) -> Result<Made, PhotoFault> {
    if file.len() > LARGEST_FILE {
        return Err(PhotoFault::TooLarge);
    }
    let upright = read(file)?;
    let full = within(&upright, LONGEST_SIDE);
    let picture = QUALITIES
        .iter()
        .find_map(|quality| press(&full, *quality, LARGEST_PICTURE).transpose())
        .unwrap_or(Err(PhotoFault::TooLarge))?;
    let small = flat(upright.thumbnail(THUMBNAIL_SIDES[0] * 2, THUMBNAIL_SIDES[0] * 2));
    let small = DynamicImage::ImageRgb8(small);
    let thumbnail = THUMBNAIL_SIDES
        .iter()
        .flat_map(|side| QUALITIES.iter().skip(1).map(move |quality| (side, quality)))
        .find_map(|(side, quality)| {
            press(&within(&small, *side), *quality, LARGEST_THUMBNAIL).transpose()
        })
        .unwrap_or(Err(PhotoFault::Broken))?;
    Ok(Made {
        hash: hash_of(&picture),
        width: full.width(),
        height: full.height(),
        picture,
        thumbnail,
    })
}

/// The pixels as they are to be seen.
fn read(file: &[u8]) -> Result<DynamicImage, PhotoFault> {
    let format = format_of(file)?;
    let limits = limits();
    let moves = match format {
        ImageFormat::Png => PngDecoder::with_limits(Cursor::new(file), limits.clone())
            .and_then(|decoder| decoder.is_apng())
            .map_err(fault_of)?,
        ImageFormat::WebP => WebPDecoder::new(Cursor::new(file))
            .map_err(fault_of)?
            .has_animation(),
        _ => false,
    };
    if moves {
        return Err(PhotoFault::Moving);
    }
    if format == ImageFormat::Jpeg && !is_whole_jpeg(file) {
        return Err(PhotoFault::Broken);
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault_of)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || decoder.total_bytes() > MOST_BYTES {
        return Err(PhotoFault::TooManyPixels);
    }
    // A file whose notes can't be read has pixels all the same.
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let pixels = DynamicImage::from_decoder(decoder).map_err(fault_of)?;
    // Turned once it is small: turning makes a second one of the same size.
    let most = LONGEST_SIDE.max(THUMBNAIL_SIDES[0] * 2);
    let mut pixels = if pixels.width().max(pixels.height()) > most {
        pixels.resize(most, most, FilterType::Triangle)
    } else {
        pixels
    };
    pixels.apply_orientation(orientation);
    Ok(pixels)
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    // No side is longer than all pixels in one line of a panorama.
    limits.max_image_width = Some(40_000);
    limits.max_image_height = Some(40_000);
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// What the first bytes say; the name of the file and what the system calls it say nothing.
fn format_of(file: &[u8]) -> Result<ImageFormat, PhotoFault> {
    // ISO/IEC 14496-12: a box of type `ftyp` and then the brand.
    let brand = file.get(4..8).filter(|kind| *kind == b"ftyp");
    if brand.is_some() {
        return Err(match file.get(8..12) {
            Some(b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" | b"avif") => {
                PhotoFault::Heic
            }
            _ => PhotoFault::NoPicture,
        });
    }
    match image::guess_format(file) {
        Ok(known @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(known),
        Ok(ImageFormat::Gif) => Err(PhotoFault::Moving),
        _ if is_drawing(file) => Err(PhotoFault::Drawing),
        _ => Err(PhotoFault::NoPicture),
    }
}

/// Whether it is text with an SVG drawing in it, which may run programs and fetch files.
fn is_drawing(file: &[u8]) -> bool {
    let start = file.get(..file.len().min(4_096)).unwrap_or_default();
    String::from_utf8_lossy(start).contains("<svg")
}

/// Whether a JPEG has its end behind its pixels (ITU-T T.81, B.1.1.3). Decoders fill up with grey what
/// is missing, and half a picture would be taken for the whole.
fn is_whole_jpeg(file: &[u8]) -> bool {
    let mut at = 2;
    loop {
        let (Some(0xff), Some(marker)) = (file.get(at), file.get(at + 1)) else {
            return false;
        };
        let length = match (file.get(at + 2), file.get(at + 3)) {
            (Some(high), Some(low)) => usize::from(*high) << 8 | usize::from(*low),
            _ => return false,
        };
        match *marker {
            // Fill bytes before a marker.
            0xff => at += 1,
            // The pixels begin: inside them the end is written in one way only.
            0xda => {
                let pixels = file.get(at..).unwrap_or_default();
                return pixels.windows(2).any(|pair| pair == [0xff, 0xd9]);
            }
            _ if length < 2 => return false,
            _ => at += 2 + length,
        }
    }
}

fn fault_of(error: ImageError) -> PhotoFault {
    match error {
        ImageError::Limits(limit) => match limit.kind() {
            LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory => {
                PhotoFault::TooManyPixels
            }
            _ => PhotoFault::Broken,
        },
        _ => PhotoFault::Broken,
    }
}

/// The picture with no side longer than that; as it is where it is small enough.
fn within(picture: &DynamicImage, side: u32) -> RgbImage {
    if picture.width().max(picture.height()) <= side {
        return flat(picture.clone());
    }
    flat(picture.resize(side, side, FilterType::Triangle))
}

/// Without transparency: what shines through is white, as paper is.
fn flat(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let seen = picture.into_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [red, green, blue, alpha] = seen.get_pixel(x, y).0;
        Rgb([red, green, blue].map(|part| over_white(part, alpha)))
    })
}

fn over_white(part: u8, alpha: u8) -> u8 {
    let (part, alpha) = (u32::from(part), u32::from(alpha));
    let mixed = (part * alpha + 255 * (255 - alpha)) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

/// The picture as a JPEG; none when it is larger than `most` bytes.
fn press(picture: &RgbImage, quality: u8, most: usize) -> Result<Option<Vec<u8>>, PhotoFault> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .map_err(fault_of)?;
    Ok((bytes.len() <= most).then_some(bytes))
}

#[cfg(test)]
mod tests;
