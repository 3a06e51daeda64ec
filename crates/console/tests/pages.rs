//! Every page: nothing from outside becomes markup, every control has a name, nothing is inline, all of it is small.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod common;

use common::{Fixtures, PAGES, Tag, ask, get, header, tags, text, with};
use proptest::prelude::*;
use serde_json::Value;

/// A first page in all, in bytes.
const PAGE_BYTES_MAX: usize = 100 * 1024;
/// Fields whose values choose what is shown: they keep theirs.
const KEPT: [&str; 18] = [
    "id",
    "type",
    "author",
    "at",
    "due_at",
    "datetime",
    "status",
    "outcome",
    "priority",
    "language",
    "recorded_at",
    "severity",
    "target",
    "clock",
    "lang",
    "conversation",
    "merged_into",
    "template",
];

/// The same answer with every other text replaced.
fn hostile(value: Value, text: &str, key: &str) -> Value {
    match value {
        Value::String(old)
            if old.is_empty()
                || KEPT.contains(&key)
                || key.ends_with("_at")
                || key.ends_with("deadline")
                || key.ends_with("since") =>
        {
            Value::String(old)
        }
        Value::String(_) => Value::String(text.to_owned()),
        Value::Array(items) => items.into_iter().map(|item| hostile(item, text, key)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let changed = hostile(value, text, &name);
                (name, changed)
            })
            .collect(),
        // The first letter is always there.
        Value::Number(_) if key == "start" => 0.into(),
        Value::Number(_) if key == "end" => 1.into(),
        other => other,
    }
}

fn skeleton(target: &str, words: &str) -> Vec<(String, Vec<String>)> {
    let words = words.to_owned();
    let api = Fixtures { change: Box::new(move |value| hostile(value, &words, "")), ..Fixtures::default() };
    let response = ask(&api, get(target));
    assert_eq!(response.status, 200, "{target}");
    // Attributes that are there or not depend on what a value is equal to; their values are looked at elsewhere.
    let names = |tag: &Tag| {
        tag.attributes
            .iter()
            .map(|(name, _)| name.clone())
            .filter(|name| !matches!(name.as_str(), "selected" | "checked" | "open" | "data-code"))
            .collect()
    };
    tags(&text(&response)).iter().map(|tag| (tag.name.clone(), names(tag))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever buyers, colleagues and marketplaces write, the tags and attributes are those of harmless words.
    #[test]
    fn no_text_from_outside_becomes_markup(words in r#"[a-z]("|'|<script>|</textarea>|<!--|-->|&|&lt;|javascript:|\{\{|\u{202e}|\u{0}|[ -~]|\PC){1,30}"#) {
        for target in PAGES {
            let (found, wanted) = (skeleton(target, &words), skeleton(target, "harmless"));
            let differs = found.iter().zip(&wanted).position(|(found, wanted)| found != wanted);
            prop_assert!(found == wanted, "{}: {:?} instead of {:?}", target, differs.map(|at| &found[at]), differs.map(|at| &wanted[at]));
        }
    }

    /// Nor does what a query brings.
    #[test]
    fn no_query_becomes_markup(words in r#"("|'|<script>|</title>|&|[ -~]){1,30}"#) {
        let query: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
        for target in ["/inbox?q=", "/inbox?assignee=", "/inbox?done=", "/settings/policies?copy=", "/board?hours=", "/reports?team="] {
            let page = |query: &str| {
                let response = ask(&Fixtures::default(), get(&format!("{target}{query}")));
                tags(&text(&response)).into_iter().map(|tag| tag.name).collect::<Vec<_>>()
            };
            prop_assert_eq!(page(&query), page("zzz"), "{}", target);
        }
    }
}

#[test]
fn scripts_styles_and_handlers_are_never_inline() {
    for target in PAGES.iter().chain(&["/sign-in?again=1"]) {
        let page = text(&ask(&Fixtures::default(), get(target)));
        for tag in tags(&page) {
            assert!(tag.name != "style", "{target}");
            assert!(
                tag.name != "script" || tag.get("src").is_some_and(|source| source.starts_with("/assets/")),
                "{target}"
            );
            for (at, (name, value)) in tag.attributes.iter().enumerate() {
                assert!(
                    tag.attributes[..at].iter().all(|(other, _)| other != name),
                    "{target}: {name} twice in {tag:?}"
                );
                assert!(!name.starts_with("on") && name != "style", "{target}: {name}");
                let is_address = ["href", "src", "action", "formaction"].contains(&name.as_str());
                assert!(!is_address || value.starts_with('/') || value.starts_with('#'), "{target}: {name}={value}");
            }
        }
        assert!(!page.contains("<script>"), "{target}");
    }
}

#[test]
fn every_control_has_a_name_and_every_form_a_token() {
    for target in PAGES {
        let page = text(&ask(&Fixtures::default(), get(target)));
        let tags = tags(&page);
        let labelled: Vec<&str> =
            tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
        let (mut in_label, mut token_expected, mut ids) = (false, false, Vec::new());
        for tag in &tags {
            match tag.name.as_str() {
                "label" => in_label = true,
                "/label" => in_label = false,
                "form" => {
                    token_expected = tag.get("method") == Some("post") && tag.get("action") != Some("/preferences")
                }
                "input" if tag.get("name") == Some("form") => token_expected = false,
                "/form" => assert!(!token_expected, "{target}: a form without a token"),
                "input" | "select" | "textarea" if tag.get("type") != Some("hidden") => {
                    let is_named = in_label || tag.get("id").is_some_and(|id| labelled.contains(&id));
                    assert!(is_named, "{target}: {tag:?} has no label");
                }
                _ => {}
            }
            ids.extend(tag.get("id"));
        }
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "{target}: an id twice in {ids:?}");
        assert_eq!(tags.iter().filter(|tag| tag.name == "h1").count(), 1, "{target}");
        assert_eq!(tags.iter().filter(|tag| tag.name == "main").count(), 1, "{target}");
    }
}

#[test]
fn pages_carry_a_strict_policy_and_are_never_cached() {
    for target in PAGES {
        let page = ask(&Fixtures::default(), get(target));
        let policy = header(&page, "content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{target}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header(&page, "x-content-type-options"), "nosniff");
        assert_eq!(header(&page, "referrer-policy"), "same-origin");
        assert_eq!(header(&page, "cache-control"), "no-store", "{target}");
    }
}

#[test]
fn the_first_page_is_small_and_its_files_are_named_by_their_hash() {
    // A full page of the list: as many rows as one asks for.
    let full = |value: Value| match value.get("conversations").and_then(Value::as_array) {
        Some(rows) => {
            serde_json::json!({"conversations": rows.iter().cycle().take(36).collect::<Vec<_>>(), "next": "AAAA"})
        }
        None => value,
    };
    let page = ask(&Fixtures { change: Box::new(full), ..Fixtures::default() }, get("/inbox"));
    let mut bytes = page.body.len();
    for tag in tags(&text(&page)) {
        let path = tag.get("href").or_else(|| tag.get("src")).unwrap_or_default();
        if !path.starts_with("/assets/") {
            continue;
        }
        let asset = ask(&Fixtures::default(), with(get(path), "cookie", ""));
        assert_eq!(asset.status, 200, "{path}");
        assert!(header(&asset, "cache-control").contains("immutable"));
        bytes += asset.body.len();
    }
    assert!(bytes < PAGE_BYTES_MAX, "{bytes} bytes");
    assert_eq!(ask(&Fixtures::default(), get("/assets/desk-0000000000000000.css")).status, 404);
}

#[test]
fn chinese_is_spoken_to_whom_it_is_asked_by() {
    for (accepted, cookie, lang) in [
        ("zh-CN,zh;q=0.9,en;q=0.8", "", "zh-CN"),
        ("en-GB,zh;q=0.5", "", "en"),
        ("fr", "", "en"),
        ("", "", "en"),
        ("en", "; desk-ui=zh.dark", "zh-CN"),
        ("zh", "; desk-ui=en", "en"),
    ] {
        let request = with(with(get("/inbox"), "accept-language", accepted), "cookie", &format!("desk=tok-1{cookie}"));
        let page = text(&ask(&Fixtures::default(), request));
        assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{accepted} {cookie}");
        assert_eq!(page.contains("data-theme=\"dark\""), cookie.contains("dark"));
    }
}

#[test]
fn urgency_is_said_in_words() {
    let page = text(&ask(&Fixtures::default(), get("/inbox")));
    assert!(page.contains(" late<"), "{page}");
    let page = text(&ask(&Fixtures::default(), with(get("/inbox"), "accept-language", "zh")));
    assert!(page.contains("超时"), "{page}");
}

#[test]
fn paths_that_are_none_say_so() {
    for path in [
        "/nothing",
        "/inbox/x",
        "/conversations",
        "/conversations/xyz",
        "/settings/nothing",
        "/assets/x",
        "/live/x",
        "/conversations/{id}/x",
    ] {
        assert_eq!(ask(&Fixtures::default(), get(path)).status, 404, "{path}");
    }
    let mut request = get("/inbox");
    request.method = "DELETE".to_owned();
    let answer = ask(&Fixtures::default(), request);
    assert_eq!((answer.status, header(&answer, "allow")), (405, "GET, HEAD, POST"));
}
