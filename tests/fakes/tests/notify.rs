//! Every target of notifications against its fake.

use sellerdesk_adapter::HttpRequest;
use sellerdesk_canonical::ConversationId;
use sellerdesk_fakes::notify::{Receiver, all, mentioned};
use sellerdesk_fakes::{Call, Mode, World};
use sellerdesk_notify::{
    Access, Kind, Language, Message, Notice, Outcome, Target, TargetKind, compose, conversation_key, interpret,
};
use serde_json::{Value, json};

/// The fakes' base URL.
const BASE: &str = "http://notify.fake";
const AT: i64 = 1_768_392_000_000;
const ID: &str = "0123456789abcdef0123456789abcdef";

/// One target as the desk sees it.
struct Desk {
    target: Target,
    settings: String,
    hosts: Vec<String>,
}

impl Desk {
    fn of(fake: &dyn Receiver) -> Self {
        let kind: TargetKind = serde_json::from_value(json!(fake.kind())).expect("a kind");
        let to = (kind == TargetKind::Mail).then(|| "ann@shop.example".to_owned());
        let target = Target { id: "t".to_owned(), kind, to, credentials: None };
        Self { target, settings: fake.settings().to_string(), hosts: vec!["alerts.example".to_owned()] }
    }

    fn access(&self) -> Access<'_> {
        Access { settings: &self.settings, api: BASE, hosts: &self.hosts }
    }

    fn compose(&self, notices: &[Notice]) -> HttpRequest {
        let message = Message { id: ID, language: Language::Zh, notices, more: 0, desk: "https://desk.example" };
        compose(&self.target, &self.access(), &message, AT).expect("the settings are whole")
    }

    fn send(&self, fake: &dyn Receiver, world: &mut World, request: &HttpRequest, at: i64) -> Outcome {
        let call = Call::of(request, BASE, at).expect("at the fake");
        interpret(&self.target, &self.access(), ID, &fake.answer(world, &call))
    }
}

fn notice(words: &str) -> Notice {
    let conversation = ConversationId::derive("amazon", "main", "thread");
    let mut notice = Notice::new(Kind::Breach, conversation_key(conversation, Kind::Breach, "p"), AT, "amazon", "main");
    notice.conversation = Some(conversation);
    notice.deadline = Some(AT - 60_000);
    notice.with_excerpt(words)
}

#[test]
fn a_valid_message_is_taken() {
    for fake in all() {
        let (desk, mut world) = (Desk::of(&*fake), World::default());
        let request = desk.compose(&[notice("Where is my parcel? 包裹在哪里")]);
        assert_eq!(desk.send(&*fake, &mut world, &request, AT), Outcome::Delivered, "{}", fake.kind());
        let text = &world.sent.first().expect("it is there").text;
        assert!(text.contains("已超时") && text.contains("Where is my parcel? 包裹在哪里"), "{}: {text}", fake.kind());
    }
}

#[test]
fn hostile_words_call_nobody_and_long_ones_are_cut() {
    let hostile = "<!channel> <!here> @all <@U1> <at user_id=\"all\"></at> [x](https://evil.example) ".repeat(40);
    let notices: Vec<Notice> = (0..50).map(|_| notice(&hostile).with_detail(&hostile)).collect();
    for fake in all() {
        let desk = Desk::of(&*fake);
        for notices in [&notices[..1], &notices[..]] {
            let mut world = World::default();
            let outcome = desk.send(&*fake, &mut world, &desk.compose(notices), AT);
            assert_eq!(outcome, Outcome::Delivered, "{}: {} notices", fake.kind(), notices.len());
            assert!(!mentioned(&world), "{}: {}", fake.kind(), world.sent[0].text);
            assert!(!world.sent[0].text.contains("://evil"), "{}", fake.kind());
        }
    }
}

#[test]
fn an_attempt_again_has_the_same_key_where_there_is_one() {
    for fake in all() {
        let (desk, mut world) = (Desk::of(&*fake), World::default());
        let request = desk.compose(&[notice("x")]);
        for _ in 0..2 {
            assert_eq!(desk.send(&*fake, &mut world, &request, AT), Outcome::Delivered);
        }
        let has_key = world.sent.first().is_some_and(|sent| sent.key.is_some());
        assert_eq!(world.sent.len(), if has_key { 1 } else { 2 }, "{}", fake.kind());
        assert_eq!(has_key, ["mail", "webhook"].contains(&fake.kind()));
    }
}

#[test]
fn a_foreign_secret_is_refused() {
    for fake in all() {
        let mut desk = Desk::of(&*fake);
        let mut settings: Value = fake.settings();
        // Where there is a secret it signs; elsewhere the URL or the key is the secret.
        let key = ["secret", "server_token", "url"].into_iter().find(|key| !settings[key].is_null()).expect("one");
        let secret = settings[key].as_str().expect("a text").to_owned();
        settings[key] = json!(secret.replacen("fake", "f4ke", 1).replacen("C2FV", "C3FV", 1));
        assert_ne!(settings[key], json!(secret));
        desk.settings = settings.to_string();
        let mut world = World::default();
        let outcome = desk.send(&*fake, &mut world, &desk.compose(&[notice("x")]), AT);
        let is_refused = match fake.kind() {
            "webhook" => matches!(outcome, Outcome::Temporary { .. }),
            _ => matches!(outcome, Outcome::Permanent { is_target_dead: true, .. }),
        };
        assert!(is_refused && world.sent.is_empty(), "{}: {outcome:?}", fake.kind());
    }
}

#[test]
fn what_is_signed_can_neither_be_changed_nor_kept() {
    for fake in all() {
        let (desk, mut world) = (Desk::of(&*fake), World::default());
        let request = desk.compose(&[notice("x")]);
        let later = desk.send(&*fake, &mut world, &request, AT + 2 * 3_600_000);
        let is_signed = ["dingtalk", "feishu", "webhook"].contains(&fake.kind());
        assert_eq!(later == Outcome::Delivered, !is_signed, "{}: {later:?}", fake.kind());
        if fake.kind() == "webhook" {
            let mut tampered = request.clone();
            tampered.body.push(b' ');
            assert_ne!(desk.send(&*fake, &mut world, &tampered, AT), Outcome::Delivered);
        }
        if fake.kind() == "dingtalk" {
            let mut tampered = request.clone();
            tampered.url = tampered.url.replace("timestamp=1", "timestamp=2");
            assert_ne!(desk.send(&*fake, &mut world, &tampered, AT), Outcome::Delivered);
        }
        assert_eq!(world.sent.is_empty(), is_signed);
    }
}

#[test]
fn failures_are_told_apart() {
    for fake in all() {
        let (desk, mut world) = (Desk::of(&*fake), World::default());
        let request = desk.compose(&[notice("x")]);
        for mode in [Mode::Temporary, Mode::Throttled, Mode::Permanent] {
            world.mode = mode;
            let outcome = desk.send(&*fake, &mut world, &request, AT);
            let is_right = match mode {
                Mode::Permanent => matches!(outcome, Outcome::Permanent { is_target_dead: true, .. }),
                _ => matches!(outcome, Outcome::Temporary { .. }),
            };
            assert!(is_right, "{} while {mode:?}: {outcome:?}", fake.kind());
        }
        assert!(world.sent.is_empty());
    }
}
