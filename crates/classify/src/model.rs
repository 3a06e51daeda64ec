//! The trained part: a linear model over hashed words and pairs of words, as a table read in place.
//!
//! `model.bin` is made by `examples/train.rs` from `corpus/` alone. Its layout, integers little-endian:
//!
//! ```text
//! fingerprint of the corpus and settings   u64
//! points one step of a weight is worth     f32
//! rows                                     u32
//! which buckets have a row                 BUCKET_COUNT bits
//! rows before each 64 of them              u16 each
//! rows                                     CATEGORY_COUNT weights each, i8
//! ```

use crate::features::{BUCKET_COUNT, features};
use crate::label::CATEGORY_COUNT;
use crate::tokens::Tokens;

static TABLE: &[u8] = include_bytes!("model.bin");

/// Bytes of the table's parts.
pub const HEADER_BYTES: usize = 16;
const PRESENT_BYTES: usize = BUCKET_COUNT / 8;
const RANK_BYTES: usize = BUCKET_COUNT / 64 * 2;

/// Log-odds of the categories, by number; all nil for a text without a known word.
pub type Logits = [f32; CATEGORY_COUNT];

/// What the built-in table says about a text.
pub fn logits(tokens: &Tokens) -> Logits {
    logits_by(TABLE, tokens)
}

/// What a table says about a text.
pub fn logits_by(table: &[u8], tokens: &Tokens) -> Logits {
    let mut sums = [0_i32; CATEGORY_COUNT];
    let count = features(tokens, |bucket, _, _| {
        let Some(row) = row(table, bucket) else { return };
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += i32::from(weight.cast_signed());
        }
    });
    let scale = step(table) / (count.max(1) as f32).sqrt();
    sums.map(|sum| sum as f32 * scale)
}

/// What each word of a text adds to the log-odds of a category, against the mean of all; a pair is shared by its words.
#[inline(never)]
pub fn shares(tokens: &Tokens, category: usize) -> Vec<f32> {
    let mut shares = vec![0.0_f32; tokens.list.len()];
    let count = features(tokens, |bucket, place, back| {
        let Some(row) = row(TABLE, bucket) else { return };
        let sum: i32 = row.iter().map(|weight| i32::from(weight.cast_signed())).sum();
        let own = row.get(category).map_or(0, |weight| i32::from(weight.cast_signed()));
        let more = own as f32 - sum as f32 / CATEGORY_COUNT as f32;
        // Without another word, both halves are its own.
        for word in [place, place - back] {
            if let Some(share) = shares.get_mut(word) {
                *share += more / 2.0;
            }
        }
    });
    let scale = step(TABLE) / (count.max(1) as f32).sqrt();
    shares.iter_mut().for_each(|share| *share *= scale);
    shares
}

/// Points that one step of a weight is worth.
fn step(table: &[u8]) -> f32 {
    table.get(8..12).and_then(|bytes| bytes.try_into().ok()).map_or(0.0, f32::from_le_bytes)
}

/// The weights of a bucket, if it has any.
fn row(table: &[u8], bucket: usize) -> Option<&[u8]> {
    let word_at = HEADER_BYTES + bucket / 64 * 8;
    let present = u64::from_le_bytes(table.get(word_at..word_at + 8)?.try_into().ok()?);
    if present >> (bucket % 64) & 1 == 0 {
        return None;
    }
    let rank_at = HEADER_BYTES + PRESENT_BYTES + bucket / 64 * 2;
    let before = u16::from_le_bytes(table.get(rank_at..rank_at + 2)?.try_into().ok()?);
    let within = (present & ((1 << (bucket % 64)) - 1)).count_ones();
    let row_at = HEADER_BYTES + PRESENT_BYTES + RANK_BYTES + (usize::from(before) + within as usize) * CATEGORY_COUNT;
    table.get(row_at..row_at + CATEGORY_COUNT)
}
