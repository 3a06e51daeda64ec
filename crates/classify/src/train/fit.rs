//! Fitting: multinomial logistic regression by AdaGrad.

use super::corpus::Example;
use super::random::Random;
use crate::features::BUCKET_COUNT;
use crate::label::CATEGORY_COUNT;

const SEED: u64 = 7;
const EPOCHS: usize = 12;
const RATE: f32 = 0.35;
/// Pull of every weight towards nil, applied where a feature is seen.
const DECAY: f32 = 0.0004;
/// Share of the label that is spread over all categories: keeps weights small.
const SMOOTHING: f32 = 0.08;

/// Weights by bucket, then category.
pub fn fit(examples: &[Example]) -> Vec<[f32; CATEGORY_COUNT]> {
    let mut weights = vec![[0.0_f32; CATEGORY_COUNT]; BUCKET_COUNT];
    let mut squares = vec![[1e-4_f32; CATEGORY_COUNT]; BUCKET_COUNT];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Random::new(SEED);
    for _ in 0..EPOCHS {
        for place in (1..order.len()).rev() {
            order.swap(place, random.below(place + 1));
        }
        for example in order.iter().filter_map(|index| examples.get(*index)) {
            step(example, &mut weights, &mut squares);
        }
    }
    weights
}

fn step(example: &Example, weights: &mut [[f32; CATEGORY_COUNT]], squares: &mut [[f32; CATEGORY_COUNT]]) {
    let scale = 1.0 / (example.features.len().max(1) as f32).sqrt();
    let mut logits = [0.0_f32; CATEGORY_COUNT];
    for row in example.features.iter().filter_map(|bucket| weights.get(*bucket as usize)) {
        logits.iter_mut().zip(row).for_each(|(logit, weight)| *logit += weight * scale);
    }
    let mut gradient = softmax(&logits);
    for (category, slope) in gradient.iter_mut().enumerate() {
        let target = SMOOTHING / CATEGORY_COUNT as f32;
        *slope -= if category == example.label { target + 1.0 - SMOOTHING } else { target };
        *slope *= example.weight * scale;
    }
    for bucket in &example.features {
        let (Some(row), Some(sums)) = (weights.get_mut(*bucket as usize), squares.get_mut(*bucket as usize)) else {
            continue;
        };
        for ((weight, sum), slope) in row.iter_mut().zip(sums).zip(gradient) {
            let slope = slope + DECAY * *weight * example.weight;
            *sum += slope * slope;
            *weight -= RATE * slope / sum.sqrt();
        }
    }
}

fn softmax(logits: &[f32; CATEGORY_COUNT]) -> [f32; CATEGORY_COUNT] {
    let largest = logits.iter().copied().fold(f32::MIN, f32::max);
    let powers = logits.map(|logit| exp(logit - largest));
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

/// e to the power of a number of at most 0, the same on every machine: (1 + x / 1024) to the power of 1024.
fn exp(x: f32) -> f32 {
    let mut power = (1.0 + x.max(-60.0) / 1024.0).max(0.0);
    for _ in 0..10 {
        power *= power;
    }
    power
}
