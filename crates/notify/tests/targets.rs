//! Each target's answers, and that nothing a buyer writes becomes markup, a mention or a link, or makes a message too
//! long.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use proptest::prelude::*;
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use sellerdesk_canonical::ConversationId;
use sellerdesk_deadline::{Category, Clock, Priority};
use sellerdesk_notify::{
    Access, Kind, Language, Message, Notice, Outcome, Target, TargetKind, compose, conversation_key, interpret,
};
use serde_json::{Value, json};

const NOW: i64 = 1_768_392_000_000;
const ID: &str = "0123456789abcdef0123456789abcdef";
const KINDS: [TargetKind; 7] = [
    TargetKind::Slack,
    TargetKind::Teams,
    TargetKind::Wecom,
    TargetKind::Dingtalk,
    TargetKind::Feishu,
    TargetKind::Mail,
    TargetKind::Webhook,
];
/// What each platform takes of one request, in bytes.
const BODY_BYTES_MAX: [usize; 7] = [40_000, 21_000, 6_000, 20_000, 20_000, 100_000, 100_000];

fn target(kind: TargetKind) -> Target {
    let to = (kind == TargetKind::Mail).then(|| "ann@shop.example".to_owned());
    Target { id: "t".to_owned(), kind, to, credentials: None }
}

fn settings(kind: TargetKind) -> Value {
    let secret = "SECfake-secret";
    match kind {
        TargetKind::Slack => json!({"url": "https://hooks.slack.com/services/T0/B0/x"}),
        TargetKind::Teams => json!({"url": "https://prod-1.westeurope.logic.azure.com:443/workflows/a?sig=b"}),
        TargetKind::Wecom => json!({"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a"}),
        TargetKind::Dingtalk => {
            json!({"url": "https://oapi.dingtalk.com/robot/send?access_token=a", "secret": secret})
        }
        TargetKind::Feishu => json!({"url": "https://open.feishu.cn/open-apis/bot/v2/hook/a", "secret": secret}),
        TargetKind::Mail => json!({"provider": "postmark", "server_token": "fake-token", "from": "desk@shop.example"}),
        TargetKind::Webhook => {
            json!({"url": "https://erp.example/hook", "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
        }
    }
}

fn send(kind: TargetKind, notices: &[Notice], more: u32, language: Language) -> HttpRequest {
    let settings = settings(kind).to_string();
    let hosts = ["erp.example".to_owned()];
    let access = Access { settings: &settings, api: "", hosts: &hosts };
    let message = Message { id: ID, language, notices, more, desk: "https://desk.example" };
    compose(&target(kind), &access, &message, NOW).unwrap()
}

fn notice(hostile: &str) -> Notice {
    let conversation = ConversationId::derive("amazon", "main", hostile);
    let key = conversation_key(conversation, Kind::Breach, "point");
    let mut notice = Notice::new(Kind::Breach, key, NOW - 60_000, "amazon", hostile)
        .with_excerpt(hostile)
        .with_detail(hostile)
        .with_agent(hostile);
    notice.conversation = Some(conversation);
    notice.category = Some(Category::DisputeThreat);
    notice.priority = Some(Priority::Urgent);
    notice.deadline = Some(NOW - 90 * 60_000);
    notice.clock = Some(Clock::Marketplace);
    notice
}

/// Every text of a JSON document, with its path.
fn texts(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        Value::Array(items) => items.iter().for_each(|item| texts(item, path, found)),
        Value::Object(map) => map.iter().for_each(|(key, item)| texts(item, &format!("{path}/{key}"), found)),
        _ => {}
    }
}

/// Markup that stays when our own is taken away.
fn injected(kind: TargetKind, body: &Value) -> Option<String> {
    let mut found = Vec::new();
    texts(body, "", &mut found);
    found.into_iter().find_map(|(path, text)| {
        let own = "https://desk.example";
        let is_bad = match kind {
            TargetKind::Slack if path.ends_with("/text") => {
                let link = text.strip_prefix(&format!("<{own}")).and_then(|rest| rest.split_once('|'));
                let rest = link.map_or(text.as_str(), |(_, label)| label.strip_suffix('>').unwrap_or(label));
                rest.contains(['<', '>'])
            }
            TargetKind::Wecom | TargetKind::Dingtalk if path.contains("/markdown/") && !path.ends_with("title") => {
                let rest = text.replacen("**", "", 2);
                let rest = rest.rsplit_once("\n\n[").map_or(rest.as_str(), |(rest, link)| {
                    assert!(link.contains(own), "{link}");
                    rest
                });
                rest.contains(['<', '>', '[', ']', '*', '`', '#', '!', '@', '_', '\\', '~', '|'])
            }
            _ => false,
        };
        (is_bad || text.contains("://evil")).then_some(format!("{path}: {text}"))
    })
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<!channel>".to_owned()),
        Just("<!here|x>".to_owned()),
        Just("<@U123>".to_owned()),
        Just("@all ".to_owned()),
        Just("<at user_id=\"all\">x</at>".to_owned()),
        Just("[click](https://evil.example)".to_owned()),
        Just("![](https://evil.example/x.png)".to_owned()),
        Just("<https://evil.example|bank>".to_owned()),
        Just("\r\n\r\n# heading\n> quote\n".to_owned()),
        Just("\u{202e}\u{200b}\0\u{1b}[31m".to_owned()),
        Just("<font color=\"warning\">x</font>".to_owned()),
        Just("**b** `c` &lt; &amp; \\".to_owned()),
        Just("{{7*7}} ${x}".to_owned()),
        "\\PC{0,40}",
        "[a-z ]{0,300}",
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_buyer_injects_anything(hostile in hostile(), zh in any::<bool>(), many in 1usize..40) {
        let language = if zh { Language::Zh } else { Language::En };
        for notices in [vec![notice(&hostile)], vec![notice(&hostile); many]] {
            for (kind, bytes_max) in KINDS.into_iter().zip(BODY_BYTES_MAX) {
                let request = send(kind, &notices, 3, language);
                prop_assert!(request.body.len() <= bytes_max, "{kind:?}: {} bytes", request.body.len());
                prop_assert!(request.url.starts_with("https://"));
                let body: Value = serde_json::from_slice(&request.body).unwrap();
                prop_assert_eq!(injected(kind, &body), None, "{:?}", kind);
                let has_override = body.to_string().contains('\u{202e}');
                prop_assert!(!has_override);
            }
        }
    }
}

#[test]
fn a_message_says_what_matters_in_both_languages() {
    let notices = [notice("main").with_excerpt("Where is my parcel? I will open a claim!")];
    for (language, words) in [
        (
            Language::En,
            ["Deadline missed", "1 h late, marketplace", "dispute", "Where is my parcel? I will open a claim"],
        ),
        (Language::Zh, ["已超时", "已超时 1 小时, 平台时限", "纠纷索赔", "Where is my parcel? I will open a claim"]),
    ] {
        for kind in KINDS {
            let body = String::from_utf8(send(kind, &notices, 0, language).body).unwrap();
            for word in words {
                assert!(body.contains(word), "{kind:?} lacks {word}: {body}");
            }
            assert!(body.contains("https://desk.example/conversations/"), "{kind:?}");
        }
    }
}

#[test]
fn a_bundle_says_how_many_it_stands_for() {
    let notices: Vec<Notice> = (0..30).map(|number| notice(&format!("shop{number}"))).collect();
    for kind in KINDS {
        let body = String::from_utf8(send(kind, &notices, 70, Language::En).body).unwrap();
        assert!(body.contains("100 notices") && body.contains("and 80 more"), "{kind:?}: {body}");
    }
}

#[test]
fn each_answer_has_its_meaning() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("fixtures/answers.json")).unwrap();
    assert!(cases.len() > 40);
    for case in cases {
        let kind: TargetKind = serde_json::from_value(case["kind"].clone()).unwrap();
        let headers = case["headers"].as_object().into_iter().flatten();
        let response = HttpResponse {
            status: u16::try_from(case["status"].as_u64().unwrap()).unwrap(),
            headers: headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect(),
            body: case["body"].as_str().unwrap().as_bytes().to_vec(),
        };
        let settings = settings(kind).to_string();
        let access = Access { settings: &settings, api: "", hosts: &[] };
        let outcome = interpret(&target(kind), &access, ID, &response);
        let (word, reason, wait_ms) = match &outcome {
            Outcome::Delivered => ("delivered", "", None),
            Outcome::Temporary { reason, retry_after_ms } => ("temporary", reason.as_str(), *retry_after_ms),
            Outcome::Permanent { reason, is_target_dead: true } => ("dead", reason.as_str(), None),
            Outcome::Permanent { reason, is_target_dead: false } => ("refused", reason.as_str(), None),
        };
        assert_eq!(case["outcome"], word, "{case}: {outcome:?}");
        assert!(reason.contains(case["reason"].as_str().unwrap_or_default()), "{case}: {reason}");
        assert_eq!(case["retry_after_ms"].as_i64(), wait_ms, "{case}");
    }
}

#[test]
fn settings_that_lack_something_are_named_and_never_quoted() {
    for kind in KINDS {
        let whole = settings(kind);
        for key in whole.as_object().unwrap().keys().filter(|key| *key != "provider") {
            let mut lacking = whole.clone();
            lacking.as_object_mut().unwrap().remove(key);
            let settings = lacking.to_string();
            let access = Access { settings: &settings, api: "", hosts: &["erp.example".to_owned()] };
            let notices = [notice("x")];
            let message = Message { id: ID, language: Language::En, notices: &notices, more: 0, desk: "" };
            let refusal = compose(&target(kind), &access, &message, NOW).unwrap_err().to_string();
            assert!(refusal.contains(key.as_str()), "{kind:?} {key}: {refusal}");
            assert!(!refusal.contains("fake") && !refusal.contains("https://"), "{refusal}");
        }
    }
}
