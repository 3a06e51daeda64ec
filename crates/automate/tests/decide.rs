//! Rules on events, as data: `tests/cases/*.json`. Adding a case needs no Rust.
//!
//! A case is `{"name", "rules", "facts", "expect"}`; `facts` begin as a buyer's message on `ebay/main` at
//! 2026-01-14T12:00:00Z. `expect` lists `rule:action`, and `rule:action!reason` for what is refused; `because`, where it
//! is given, the reasons of the first.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use sellerdesk_automate::{Automations, Decision, Facts, Refusal, check, decide};
use sellerdesk_classify::{Category, Priority, Risk};
use sellerdesk_deadline::parse_instant;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    rules: Value,
    #[serde(default)]
    facts: Given,
    expect: Vec<String>,
    #[serde(default)]
    because: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Given {
    event: String,
    at: String,
    channel: String,
    account: String,
    categories: Vec<Category>,
    priority: Option<Priority>,
    risks: Vec<Risk>,
    language: Option<String>,
    text: String,
    subject: String,
    machine: Option<String>,
    needs_no_reply: bool,
    is_first: bool,
    is_vip: bool,
    is_open: Option<bool>,
    tags: Vec<String>,
    assignee: Option<String>,
    barrier: Option<Refusal>,
    begun: Vec<String>,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            event: "message".to_owned(),
            at: "2026-01-14T12:00:00Z".to_owned(),
            channel: "ebay".to_owned(),
            account: "main".to_owned(),
            categories: Vec::new(),
            priority: Some(Priority::Normal),
            risks: Vec::new(),
            language: Some("en".to_owned()),
            text: String::new(),
            subject: String::new(),
            machine: None,
            needs_no_reply: false,
            is_first: false,
            is_vip: false,
            is_open: None,
            tags: Vec::new(),
            assignee: None,
            barrier: None,
            begun: Vec::new(),
        }
    }
}

impl Given {
    fn facts(self) -> Facts {
        Facts {
            event: self.event,
            at: parse_instant(&self.at).unwrap(),
            channel: self.channel,
            account: self.account,
            categories: self.categories,
            priority: self.priority,
            risks: self.risks,
            language: self.language,
            text: self.text,
            subject: self.subject,
            machine: self.machine,
            needs_no_reply: self.needs_no_reply,
            is_first: self.is_first,
            is_vip: self.is_vip,
            is_open: self.is_open,
            tags: self.tags,
            assignee: self.assignee,
            barrier: self.barrier,
            begun: self.begun,
        }
    }
}

fn shown(decision: &Decision) -> String {
    let done = format!("{}:{}", decision.rule(), decision.action().name());
    match decision {
        Decision::Act { .. } => done,
        Decision::Refuse { refusal, .. } => {
            format!("{done}!{}", serde_json::to_value(refusal.reason).unwrap().as_str().unwrap())
        }
    }
}

#[test]
fn every_case() {
    let mut count = 0;
    for file in std::fs::read_dir("tests/cases").unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let cases: Vec<Case> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in cases {
            let name = format!("{}: {}", path.display(), case.name);
            let document = serde_json::json!({ "rules": case.rules }).to_string();
            let Automations { rules, .. } =
                check(&document, &|_| true).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
            let decisions = decide(&rules, &case.facts.facts());
            let found: Vec<String> = decisions.iter().map(shown).collect();
            assert_eq!(found, case.expect, "{name}");
            if let Some(because) = case.because {
                assert_eq!(decisions.first().unwrap().because(), because, "{name}");
            }
            count += 1;
        }
    }
    assert!(count >= 60, "{count} cases");
}
