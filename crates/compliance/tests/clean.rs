//! Ordinary service replies get no finding, on any marketplace.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use sellerdesk_compliance::{Context, Overrides, scan};
use std::path::Path;

const REPLIES_MIN: usize = 500;
const LANGUAGES_MIN: usize = 8;

#[test]
fn ordinary_replies_are_clean() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clean");
    let (mut replies, mut languages, mut dirty) = (0, 0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let language = path.file_stem().unwrap().to_string_lossy().into_owned();
        languages += 1;
        for text in std::fs::read_to_string(&path).unwrap().lines().filter(|line| !line.is_empty()) {
            replies += 1;
            for channel in ["amazon", "somewhere-new", "mercadolibre", "shopify", "whatsapp"] {
                let context = Context { channel, language: Some(&language), site: None };
                // Links to the marketplace itself are allowed there only.
                let is_at_home = channel == "amazon" || !text.contains("amazon.");
                for finding in scan(text, &context, &Overrides::default()) {
                    if is_at_home {
                        let span = &text[finding.start..finding.end];
                        dirty.push(format!("{channel} {language} {}: {span:?} in {text:?}", finding.rule));
                    }
                }
            }
        }
    }
    assert!(dirty.is_empty(), "{} findings:\n{}", dirty.len(), dirty.join("\n"));
    assert!(replies >= REPLIES_MIN && languages >= LANGUAGES_MIN, "{replies} replies in {languages} languages");
}
