//! Errors of an overrides document name the field.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use sellerdesk_compliance::Overrides;

#[test]
fn errors_name_the_field() {
    let rule = |patterns: &str, id: &str| {
        format!(
            r#"{{"rules":[{{"id":"{id}","violation":"marketing_promo","severity":"block","patterns":[{patterns}]}}]}}"#
        )
    };
    let cases = [
        (rule(r#""ok","~3""#, "mine"), "rules[0].patterns[1]"),
        (rule(r#""a ~99 b""#, "mine"), "rules[0].patterns[0]"),
        (rule("", "mine"), "rules[0].patterns"),
        (rule(r#""x""#, "link"), "rules[0].id"),
        (rule(r#""x""#, "Not An Id"), "rules[0].id"),
        (r#"{"disabled":[{"rule":"nothing"}]}"#.into(), "disabled[0].rule"),
        (r#"{"disabled":[{"rule":"link","channels":["amazon","moon"]}]}"#.into(), "disabled[0].channels[1]"),
        (
            r#"{"allowed_domains":[{"domain":"a.example"},{"domain":"https://b.example"}]}"#.into(),
            "allowed_domains[1].domain",
        ),
        (r#"{"allowed_domains":[{"domain":"com"}]}"#.into(), "allowed_domains[0].domain"),
        (r#"{"surprise":1}"#.into(), ""),
    ];
    for (json, field) in cases {
        let error = Overrides::from_json(&json).expect_err(&json);
        assert_eq!(error.field, field, "{json}: {error}");
        assert!(!error.detail.is_empty());
    }
}

#[test]
fn a_sound_document_is_taken() {
    let json = r#"{"rules":[{"id":"mine","violation":"external_link","severity":"warn","channels":["ebay"],
        "patterns":["our ~2 catalogue|brochure","限量"],"source":"house rule","checked":"2026-11-22",
        "explanation":"why","remedy":"what instead"}],"disabled":[{"rule":"mine"}],"allowed_domains":[]}"#;
    assert_eq!(Overrides::from_json(json).unwrap().document().rules.len(), 1);
    assert!(Overrides::from_json("{}").is_ok());
}
