//! Pictures for the tests.

use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

/// Pixels with something to see in them.
fn pixels(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let part = |n: u32| u8::try_from(n % 256).unwrap();
        Rgb([part(x / 3), part(y / 2), part((x * y) / 97)])
    })
}

/// A JPEG of that size.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 85)
        .encode_image(&pixels(width, height))
        .unwrap();
    file
}

/// A PNG of that size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    image::codecs::png::PngEncoder::new(&mut file)
        .write_image(
            &pixels(width, height),
            width,
            height,
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    file
}
