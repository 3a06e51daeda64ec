//! What the tests share.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use sellerdesk_deadline::parse_instant;
use sellerdesk_health::{Batch, Fact, Options, Page, Rollup};
use serde_json::Value;

pub const DAY_MS: i64 = 86_400_000;

pub fn at(text: &str) -> i64 {
    parse_instant(text).expect(text)
}

pub fn load(file: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).expect(file)
}

pub fn batch(channel: &str, received_at: i64, options: &Options, facts: Vec<Fact>) -> Batch {
    Batch { channel: channel.into(), account: "main".into(), received_at, options: options.clone(), facts }
}

/// All facts on so many pages, in batches of so many.
pub fn pages_of(facts: &[Fact], count: u16, size: usize, of: impl Fn(Vec<Fact>) -> Batch) -> Vec<Page> {
    let mut pages = vec![Page::default(); usize::from(count)];
    for part in facts.chunks(size) {
        for (page, batch) in of(part.to_vec()).by_page(count) {
            pages[usize::from(page)].apply(&batch);
        }
    }
    pages
}

pub fn merged(pages: &[Page]) -> Rollup {
    let mut all = Rollup::default();
    pages.iter().for_each(|page| all.merge(&page.rollup()));
    all
}

/// A small generator, the same on every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % below
    }

    pub fn chance(&mut self, permille: u64) -> bool {
        self.roll(1_000) < permille
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            let other = usize::try_from(self.roll(index as u64 + 1)).unwrap();
            items.swap(index, other);
        }
    }
}
