//! What holds for any text.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use sellerdesk_compliance::{Context, Disabled, Document, FINDINGS_MAX, Overrides, TEXT_BYTES_MAX, scan};
use std::time::{Duration, Instant};

/// Unoptimised builds are an order of magnitude slower than the limit for optimised ones.
const HOSTILE_TIME_MAX: Duration = Duration::from_millis(1_500);

fn check(text: &str, channel: &str) {
    let findings = scan(text, &Context { channel, ..Context::default() }, &Overrides::default());
    assert!(findings.len() <= FINDINGS_MAX);
    for finding in &findings {
        let span = text.get(finding.start..finding.end).expect("a span on character boundaries");
        assert!(!span.is_empty() || finding.rule == "format-empty", "{finding:?}");
    }
}

/// Texts made of pieces the rules react to, which random characters never hit.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "leave",
        " a ",
        "review",
        " gift",
        "5",
        "⭐",
        "whats",
        "app",
        "\u{200b}",
        "@",
        ".",
        "com",
        "://",
        "www.",
        "gmail",
        "微",
        "信",
        "好评",
        "返",
        "ライン",
        "ﾞ",
        "1️⃣",
        "+",
        "0344 ",
        "556",
        "-",
        "(",
        ")",
        "\n",
        "p@ypal",
        "ИΑ",
        "ﬁ",
        "ß",
        "\u{202e}",
        "<b>",
        " at ",
        " dot ",
        "coupon",
        "%",
        "💯",
        "🇩🇪",
        "é",
        "e\u{301}",
        "İ",
        "$",
        "!",
        "|",
        " ",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Violations, one of which every mix contains.
const VIOLATIONS: &[&str] = &[
    "Leave a review and get a gift card",
    "please change your review",
    "Add me on WhatsApp",
    "see https://shop.example.com/page",
    "write to anna@example.com",
    "call 0344 556 5650",
    "pay via PayPal to us",
    "here is a coupon code",
    "send your password",
    "好评返现",
    "加微信",
    "レビューを変更してください",
];

proptest! {
    #[test]
    fn any_text_is_scanned(text in any::<String>(), channel in "[a-z-]{0,12}") {
        check(&text, &channel);
    }

    #[test]
    fn any_mix_of_telling_pieces_is_scanned(text in pieces()) {
        check(&text, "amazon");
        check(&text, "shopify");
    }

    #[test]
    fn invisible_characters_hide_nothing(
        violation in prop::sample::select(VIOLATIONS),
        places in prop::collection::vec((0_usize..40, prop::sample::select(vec!['\u{200b}', '\u{200d}', '\u{feff}', '\u{ad}', '\u{2060}'])), 1..12),
    ) {
        let context = Context { channel: "amazon", ..Context::default() };
        let plain = scan(violation, &context, &Overrides::default());
        let mut letters: Vec<char> = violation.chars().collect();
        for (place, joiner) in places {
            letters.insert(place.min(letters.len()), joiner);
        }
        let text: String = letters.into_iter().collect();
        let found = scan(&text, &context, &Overrides::default());
        for finding in &plain {
            prop_assert!(found.iter().any(|other| other.violation == finding.violation), "{finding:?} lost in {text:?}");
        }
    }

    #[test]
    fn a_rule_switched_off_never_reports(text in pieces(), violation in prop::sample::select(VIOLATIONS)) {
        let text = format!("{text} {violation}");
        let context = Context { channel: "amazon", ..Context::default() };
        for finding in scan(&text, &context, &Overrides::default()) {
            let disabled = vec![Disabled { rule: finding.rule.to_string(), channels: Vec::new() }];
            let overrides = Overrides::new(Document { disabled, ..Document::default() }).unwrap();
            prop_assert!(scan(&text, &context, &overrides).iter().all(|other| other.rule != finding.rule));
        }
    }
}

#[test]
fn every_violation_of_the_list_is_one() {
    for violation in VIOLATIONS {
        let context = Context { channel: "amazon", ..Context::default() };
        assert!(!scan(violation, &context, &Overrides::default()).is_empty(), "{violation}");
    }
}

#[test]
fn long_and_hostile_texts_are_bounded() {
    for unit in [
        "review ",
        "w h a t s ",
        "微信",
        "1-",
        "a.",
        "@",
        "://",
        "<",
        "leave a review ",
        "%",
        "\u{200b}",
        "5 ",
        "好评",
        "レビュー",
        "a . ",
    ] {
        let text = unit.repeat(TEXT_BYTES_MAX * 2 / unit.len());
        let start = Instant::now();
        check(&text, "amazon");
        assert!(start.elapsed() < HOSTILE_TIME_MAX, "{unit:?}: {:?}", start.elapsed());
    }
}
