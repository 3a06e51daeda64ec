//! Packing weights into the table that `model.rs` reads.

use crate::features::BUCKET_COUNT;
use crate::label::CATEGORY_COUNT;

/// Rows of a table: bounds its size.
const ROWS_MAX: usize = 10_000;
/// Uses of a feature beyond this make its row no more worth keeping.
const COUNT_MAX: u32 = 8;
/// Weights beyond this share of the largest one are cut: one odd word must not coarsen all others.
const CUT: f32 = 0.6;

/// The table of these weights: the rows that matter most, in steps of a 127th of the largest weight.
pub fn pack(fingerprint: u64, weights: &[[f32; CATEGORY_COUNT]], counts: &[u32]) -> Vec<u8> {
    let largest = weights.iter().flatten().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
    let step = (largest * CUT / 127.0).max(f32::MIN_POSITIVE);
    let quantise = |weight: &f32| (weight / step).round().clamp(-127.0, 127.0) as i8;
    let mut rows: Vec<(usize, [i8; CATEGORY_COUNT])> = weights
        .iter()
        .enumerate()
        .map(|(bucket, row)| (bucket, std::array::from_fn(|at| row.get(at).map_or(0, quantise))))
        .collect();
    let strength = |row: &[i8; CATEGORY_COUNT]| row.iter().map(|weight| weight.unsigned_abs()).max().unwrap_or(0);
    rows.retain(|(_, row)| strength(row) > 1);
    // A weight matters as far as it is large and met often.
    let use_of = |bucket: usize| counts.get(bucket).copied().unwrap_or(0).min(COUNT_MAX);
    let worth = |bucket: usize, row: &[i8; CATEGORY_COUNT]| u32::from(strength(row)) * use_of(bucket);
    rows.sort_by_key(|(bucket, row)| (std::cmp::Reverse(worth(*bucket, row)), *bucket));
    rows.truncate(ROWS_MAX);
    rows.sort_by_key(|(bucket, _)| *bucket);

    let mut present = vec![0_u64; BUCKET_COUNT / 64];
    for (bucket, _) in &rows {
        if let Some(word) = present.get_mut(bucket / 64) {
            *word |= 1 << (bucket % 64);
        }
    }
    let mut table = Vec::new();
    table.extend(fingerprint.to_le_bytes());
    table.extend(step.to_le_bytes());
    table.extend((rows.len() as u32).to_le_bytes());
    present.iter().for_each(|word| table.extend(word.to_le_bytes()));
    let mut before = 0_u16;
    for word in &present {
        table.extend(before.to_le_bytes());
        before += word.count_ones() as u16;
    }
    rows.iter().flat_map(|(_, row)| row).for_each(|weight| table.extend(weight.to_le_bytes()));
    table
}
