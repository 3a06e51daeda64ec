//! What holds for any text.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests stop at the first surprise")]

use proptest::prelude::*;
use sellerdesk_classify::{Evidence, Input, Risk, Verdict, classify};

fn check(text: &str, verdict: &Verdict) {
    assert!((0.0..=1.0).contains(&verdict.confidence));
    assert!(!verdict.also.contains(&verdict.category));
    for evidence in &verdict.evidence {
        assert!(text.get(evidence.start..evidence.end).is_some_and(|span| !span.is_empty()), "{evidence:?}");
        // A phrase of a risk that was too weak to flag it is listed too.
        let is_risk = Risk::ALL.iter().any(|risk| risk.name() == evidence.label);
        assert!(is_risk || evidence.label == verdict.category.name(), "{evidence:?}");
        assert!(evidence.weight.is_finite(), "{evidence:?}");
    }
    let place = |evidence: &Evidence| (evidence.start, evidence.end, evidence.label);
    assert!(verdict.evidence.is_sorted_by_key(place), "{:?}", verdict.evidence);
    let mut last_end = 0;
    for entity in &verdict.entities {
        assert_eq!(text.get(entity.start..entity.end), Some(entity.text.as_str()));
        assert!(entity.start >= last_end, "entities overlap");
        last_end = entity.end;
    }
    assert!(!verdict.needs_no_reply || verdict.risk.is_empty());
}

/// Texts made of pieces the classifier reacts to, which random characters never hit.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("refund"),
        Just("not"),
        Just("don't want"),
        Just("where is my order"),
        Just("?"),
        Just("!\n"),
        Just("> "),
        Just("On Monday Shop wrote:\n"),
        Just("-- \n"),
        Just("Kind regards\n"),
        Just("退款"),
        Just("환불"),
        Just("届かない"),
        Just("102-5239268-9612243"),
        Just("250314ABCD1234"),
        Just("SKU: "),
        Just("注文番号は"),
        Just("FedEx "),
        Just("1 299"),
        Just("1Z"),
        Just("$"),
        Just("12,"),
        Just("€"),
        Just("#10"),
        Just("月"),
        Just("24日"),
        Just("\u{200d}"),
        Just("İ"),
        Just("ß"),
        Just("é"),
        Just("e\u{301}"),
        Just("'"),
        Just("👍🏽"),
        Just("\u{202e}"),
        Just("A-to-z"),
        Just(" "),
        Just("December"),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Sentences the lexicon alone doesn't understand, in what the model was trained on, with anything between.
fn sentences_for_the_model() -> impl Strategy<Value = String> {
    let sentence = prop_oneof![
        Just("the zip keeps jamming"),
        Just("It wobbles"),
        Just("you took the money twice from me"),
        Just("the seams came apart after one wash"),
        Just("j'ai reçu le mauvais parfum"),
        Just("ça tient combien de temps"),
        Just("为什么还没发"),
        Just("是正品吗"),
    ];
    let between = prop_oneof![Just(". "), Just(", "), Just("\n"), Just("! 👍🏽 "), Just("\u{200b} "), Just(" e\u{301} ")];
    prop::collection::vec((sentence, between), 1..6)
        .prop_map(|pairs| pairs.into_iter().flat_map(|(sentence, between)| [sentence, between]).collect())
}

proptest! {
    #[test]
    fn what_the_model_decides_has_sound_spans(text in sentences_for_the_model()) {
        check(&text, &classify(&Input { text: &text, ..Input::default() }));
    }

    #[test]
    fn any_text_gets_a_sound_verdict(text in any::<String>(), subject in any::<Option<String>>()) {
        let verdict = classify(&Input { text: &text, subject: subject.as_deref(), channel: "amazon", has_order: None });
        check(&text, &verdict);
    }

    #[test]
    fn any_mix_of_telling_pieces_gets_a_sound_verdict(
        text in pieces(),
        has_order in any::<Option<bool>>(),
        channel in prop::sample::select(vec!["", "etsy", "lazada", "shopify", "tiktok-shop"]),
    ) {
        let verdict = classify(&Input { text: &text, has_order, channel, ..Input::default() });
        check(&text, &verdict);
    }

    #[test]
    fn the_same_text_gets_the_same_verdict(text in pieces()) {
        let input = Input { text: &text, ..Input::default() };
        prop_assert_eq!(classify(&input), classify(&input));
    }

    #[test]
    fn capitals_change_no_category(text in "[a-z ]{0,80}") {
        let upper = text.to_uppercase();
        let lower = classify(&Input { text: &text, ..Input::default() });
        prop_assert_eq!(lower.category, classify(&Input { text: &upper, ..Input::default() }).category);
    }
}

#[test]
fn long_and_hostile_texts_are_read_to_their_limit() {
    for unit in [
        "> ",
        "not received ",
        "退",
        "\u{200b}",
        "1-",
        "$1",
        "9 ",
        "SKU 1234 ",
        "fedex 123456789 ",
        "1 299 ",
        "((((",
        "?!",
        "a'",
        "\n",
        "月1",
        "de: \n",
        "e\u{301}",
    ] {
        let text = unit.repeat(200_000 / unit.len());
        let verdict = classify(&Input { text: &text, subject: Some(&text), ..Input::default() });
        check(&text, &verdict);
        assert!(verdict.entities.iter().all(|entity| entity.end <= sellerdesk_classify::TEXT_BYTES_MAX));
    }
}
