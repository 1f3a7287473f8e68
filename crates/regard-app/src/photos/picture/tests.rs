//! What comes in as a photo, and what is kept of it.

use image::{GenericImageView, ImageEncoder};

use super::*;
use crate::photos::testing::{jpeg, png};

/// The TIFF of an EXIF segment that says how the camera was held, and where.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    // Two fields: Orientation (0x0112, SHORT) and GPSInfo (0x8825, LONG).
    tiff.extend([0, 2]);
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"Lat 51.5007 Lon -0.1246");
    tiff
}

/// The JPEG with that EXIF in front.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(exif(orientation));
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    let mut out = vec![0xff, 0xd8, 0xff, 0xe1];
    out.extend(length);
    out.extend(segment);
    out.extend(&jpeg[2..]);
    out
}

fn opened(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

#[test]
fn a_large_photo_is_bounded_and_has_a_small_one() {
    let made = make(&jpeg(3_000, 1_500)).unwrap();
    assert_eq!((made.width, made.height), (2_048, 1_024));
    assert_eq!(opened(&made.picture).dimensions(), (2_048, 1_024));
    assert!(made.picture.len() <= LARGEST_PICTURE);
    assert!(made.thumbnail.len() <= LARGEST_THUMBNAIL);
    let small = opened(&made.thumbnail);
    assert!(small.width() >= 96 && small.width() == small.height() * 2);
    assert_eq!(made.hash, hash_of(&made.picture));
    // A small one is not blown up.
    let made = make(&png(40, 30)).unwrap();
    assert_eq!((made.width, made.height), (40, 30));
}

#[test]
fn it_stands_upright_and_the_place_is_gone() {
    // Left half red, right half blue.
    let mut halves = RgbImage::from_pixel(64, 32, Rgb([220, 0, 0]));
    for (x, _, pixel) in halves.enumerate_pixels_mut() {
        if x >= 32 {
            *pixel = Rgb([0, 0, 220]);
        }
    }
    let plain = press(&halves, 90, usize::MAX).unwrap().unwrap();
    let upright = |orientation: u8| {
        let file = with_exif(&plain, orientation);
        assert!(file.windows(3).any(|part| part == b"Lat"));
        let made = make(&file).unwrap();
        for bytes in [&made.picture, &made.thumbnail] {
            for left in [&b"Exif"[..], b"Lat", b"http", b"Photoshop"] {
                assert!(!bytes.windows(left.len()).any(|part| part == left));
            }
        }
        opened(&made.picture).into_rgb8()
    };
    let red = |picture: &RgbImage, x, y| picture.get_pixel(x, y).0[0] > 128;
    let as_it_is = upright(1);
    assert_eq!(as_it_is.dimensions(), (64, 32));
    assert!(red(&as_it_is, 4, 16) && !red(&as_it_is, 60, 16));
    // 3: upside down. 6: turned to the right. 8: turned to the left.
    let turned = upright(3);
    assert!(!red(&turned, 4, 16) && red(&turned, 60, 16));
    let right = upright(6);
    assert_eq!(right.dimensions(), (32, 64));
    assert!(red(&right, 16, 4) && !red(&right, 16, 60));
    let left = upright(8);
    assert!(!red(&left, 16, 4) && red(&left, 16, 60));
}

#[test]
fn what_is_no_photo_is_refused_with_its_reason() {
    for (file, fault) in [
        (&b""[..], PhotoFault::NoPicture),
        (b"%PDF-1.7 a receipt", PhotoFault::NoPicture),
        (
            b"<?xml version='1.0'?><svg onload='alert(1)'/>",
            PhotoFault::Drawing,
        ),
        (b"GIF89a\x01\0\x01\0", PhotoFault::Moving),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PhotoFault::Heic),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", PhotoFault::Heic),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", PhotoFault::NoPicture),
        (b"\xff\xd8\xff\xe0", PhotoFault::Broken),
        (b"\x89PNG\r\n\x1a\nnot any more", PhotoFault::Broken),
        (b"RIFF\x10\0\0\0WEBPVP8 ", PhotoFault::Broken),
    ] {
        let said = String::from_utf8_lossy(file);
        assert_eq!(make(file).unwrap_err(), fault, "{said}");
    }
    assert_eq!(
        make(&vec![0xff; LARGEST_FILE + 1]).unwrap_err(),
        PhotoFault::TooLarge
    );
}

#[test]
fn half_a_photo_is_not_taken_for_the_whole() {
    for whole in [jpeg(400, 300), png(400, 300), webp(400, 300)] {
        assert!(make(&whole).is_ok());
        for part in [whole.len() / 3, whole.len() / 2, whole.len() - 40] {
            assert_eq!(make(&whole[..part]).unwrap_err(), PhotoFault::Broken);
        }
        // What phones put behind the end (a film, a second picture) does no harm.
        let mut longer = whole.clone();
        longer.extend(b"MotionPhoto_Data");
        assert!(make(&longer).is_ok());
    }
}

/// A file of a few bytes that says it has 30,000 by 30,000 pixels.
#[test]
fn a_bomb_is_refused_before_it_takes_the_memory() {
    let mut bomb = png(8, 8);
    let side = 30_000_u32.to_be_bytes();
    bomb[16..20].copy_from_slice(&side);
    bomb[20..24].copy_from_slice(&side);
    let sum = crc(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&sum);
    assert_eq!(make(&bomb).unwrap_err(), PhotoFault::TooManyPixels);

    let mut bomb = jpeg(8, 8);
    let sof = bomb
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    bomb[sof + 5..sof + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(make(&bomb).unwrap_err(), PhotoFault::TooManyPixels);
}

/// Half as many pixels as are read, of eight bytes each.
#[test]
fn pixels_of_many_bytes_are_bounded_by_their_bytes() {
    let mut fine = png(8, 8);
    let side = 6_000_u32.to_be_bytes();
    fine[16..20].copy_from_slice(&side);
    fine[20..24].copy_from_slice(&side);
    // Sixteen bits of red, green, blue and alpha.
    fine[24..26].copy_from_slice(&[16, 6]);
    let sum = crc(&fine[12..29]).to_be_bytes();
    fine[29..33].copy_from_slice(&sum);
    assert_eq!(make(&fine).unwrap_err(), PhotoFault::TooManyPixels);
}

#[test]
fn a_picture_that_moves_is_refused() {
    let mut moving = png(8, 8);
    // `acTL` before the pixels makes it an animation (APNG).
    let mut chunk = b"acTL\0\0\0\x02\0\0\0\0".to_vec();
    let sum = crc(&chunk);
    chunk.splice(0..0, 8_u32.to_be_bytes());
    chunk.extend(sum.to_be_bytes());
    moving.splice(33..33, chunk);
    assert_eq!(make(&moving).unwrap_err(), PhotoFault::Moving);
}

#[test]
fn what_shines_through_is_white() {
    let clear = image::RgbaImage::from_pixel(20, 20, image::Rgba([0, 0, 0, 0]));
    let mut file = Vec::new();
    image::codecs::png::PngEncoder::new(&mut file)
        .write_image(&clear, 20, 20, image::ExtendedColorType::Rgba8)
        .unwrap();
    let made = make(&file).unwrap();
    assert!(opened(&made.picture).into_rgb8().get_pixel(10, 10).0[0] > 250);
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = opened(&png(width, height)).into_rgb8();
    image::codecs::webp::WebPEncoder::new_lossless(&mut file)
        .write_image(&pixels, width, height, image::ExtendedColorType::Rgb8)
        .unwrap();
    file
}

/// ISO 3309, as PNG writes it behind each chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut sum, byte| {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                sum >> 1 ^ 0xedb8_8320
            } else {
                sum >> 1
            };
        }
        sum
    })
}
