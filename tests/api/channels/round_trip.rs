//! What every channel with a reply API has to do.

use crate::harness::{FakeServer, TestApp, fresh_number, instant, json, now_ms, records};
use sellerdesk_adapter::HttpRequest;
use sellerdesk_fakes::{Marketplace, Mode, Story, Told};
use sellerdesk_tests::Delivery;
use serde_json::{Value, json as object};

/// A desk with one account of one marketplace, and that marketplace.
pub struct Channel {
    fake: &'static dyn Marketplace,
    server: FakeServer,
    app: TestApp,
}

/// Runs a test with a desk whose account `main` is at the fake.
pub fn with_channel(fake: &'static dyn Marketplace, test: fn(&Channel)) {
    let server = FakeServer::start(fake);
    let name = fake.channel().replace('-', "_");
    let variables = [
        (format!("channel_{name}"), object!({"main": fake.webhook_settings()}).to_string()),
        (format!("courier_{name}"), object!({"main": fake.api_settings()}).to_string()),
        (format!("api_{name}"), server.base.clone()),
    ];
    let overrides: Vec<_> = variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let app = TestApp::start_with(&overrides);
    let channel = Channel { fake, server, app };
    test(&channel);
    channel.app.is_untroubled();
}

impl Channel {
    /// All of it.
    pub fn round_trip(&self) {
        let story = self.story("Where is my parcel? It should have been here a week ago.");
        let id = self.a_message_comes_once(&story);
        self.a_reply_goes_out(&id, &story);
        self.a_temporary_failure_is_tried_again(&id, Mode::Temporary);
        self.a_temporary_failure_is_tried_again(&id, Mode::Throttled);
        self.a_permanent_failure_is_shown(&id);
        self.a_lost_answer_sends_nothing_twice(&id);
        self.an_answer_from_a_template_is_counted(&id);
        self.a_risk_event_shows();
    }

    fn story(&self, text: &str) -> Story {
        let number = fresh_number();
        Story { number, at: now_ms() / 1_000 * 1_000, text: format!("{text} ({number})") }
    }

    /// Delivers what the marketplace sends; whether there is such a thing.
    fn tell(&self, story: &Story, told: Told) -> Option<Delivery> {
        let path = format!("/hooks/{}/main{}", self.fake.channel(), self.fake.sub_path());
        let endpoint = format!("{}{path}", self.app.base());
        let told = self.fake.tell(&mut self.server.world(), story, told, &endpoint)?;
        let HttpRequest { method, url, headers, body } = told;
        let path = url.strip_prefix(self.app.base()).expect("sent to the desk").to_owned();
        Some(Delivery { method, path, headers, body, at: story.at })
    }

    fn a_message_comes_once(&self, story: &Story) -> String {
        let delivery = self.tell(story, Told::Message).unwrap();
        for _ in 0..3 {
            self.app.accept(&delivery);
        }
        let rows = self.app.list("");
        let [row] = rows.as_slice() else { panic!("one conversation: {rows:#?}") };
        assert_eq!((&row["status"], &row["channel"]), (&object!("open"), &object!(self.fake.channel())), "{row:#}");
        let id = row["id"].as_str().unwrap().to_owned();
        let conversation = self.app.conversation(&id);
        let buyers: Vec<_> =
            records(&conversation, "message").into_iter().filter(|record| record["author"] == "buyer").collect();
        assert_eq!(buyers.len(), 1, "{conversation:#}");
        assert!(buyers[0]["text"].as_str().unwrap().contains(&story.text), "{conversation:#}");
        id
    }

    /// Posts a reply; where it stands.
    fn reply(&self, id: &str, text: &str) -> Value {
        json(&self.app.post(&format!("/api/v1/conversations/{id}/replies"), &object!({"text": text})), 201)
    }

    fn state(&self, id: &str, reply: &Value) -> Value {
        let conversation = self.app.conversation(id);
        let replies = conversation["replies"].as_array().unwrap();
        replies.iter().find(|one| one["id"] == reply["id"]).expect("the reply is there").clone()
    }

    /// The texts that the marketplace took.
    fn sent(&self) -> Vec<String> {
        self.server.world().sent.iter().map(|sent| sent.text.clone()).collect()
    }

    fn a_reply_goes_out(&self, id: &str, story: &Story) {
        let text = "It is on its way and arrives on Friday.";
        let reply = self.reply(id, text);
        assert_eq!(reply["state"], "delivered", "{reply:#}");
        let sent = self.sent();
        assert!(sent.len() == 1 && sent[0].contains(text), "{sent:?}");
        let conversation = self.app.conversation(id);
        assert_eq!(conversation["conversation"]["status"], "pending", "{conversation:#}");
        assert_eq!(conversation["conversation"]["marketplace_deadline"], Value::Null);
        let Some(echo) = self.tell(story, Told::Echo) else { return };
        self.app.accept(&echo);
        self.app.accept(&echo);
        let conversation = self.app.conversation(id);
        let authors = records(&conversation, "message").into_iter().map(|record| record["author"].clone());
        let ours = authors.filter(|author| author != "buyer").count();
        // Where the answer doesn't tell the echo's id, the echo is a second record of the seller.
        assert!((1..=2).contains(&ours), "{conversation:#}");
        assert_eq!(conversation["conversation"]["status"], "pending", "{conversation:#}");
    }

    fn an_answer_from_a_template_is_counted(&self, id: &str) {
        let body = object!({"text": "Once more: it arrives on Friday.", "from_template": "tracking_sent"});
        let reply = json(&self.app.post(&format!("/api/v1/conversations/{id}/replies"), &body), 201);
        assert_eq!(reply["state"], "delivered", "{reply:#}");
        self.app.sweep(now_ms());
        let report = json(&self.app.get("/api/v1/reports/templates"), 200);
        let rows = report["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["template"] == "tracking_sent").expect("it is counted");
        assert_eq!((&row["used"], &row["automatic"]), (&object!(1), &object!(0)), "{report:#}");
    }

    fn set_mode(&self, mode: Mode) {
        self.server.world().mode = mode;
    }

    fn a_temporary_failure_is_tried_again(&self, id: &str, mode: Mode) {
        let (text, before) = (format!("A second message while it is {mode:?}."), self.sent().len());
        self.set_mode(mode);
        let reply = self.reply(id, &text);
        assert_eq!(reply["state"], "pending", "{mode:?}: {reply:#}");
        assert!(reply["reason"].as_str().is_some_and(|reason| reason.len() > 3), "{reply:#}");
        self.app.sweep(now_ms());
        assert_eq!(self.sent().len(), before, "not before its time");
        self.set_mode(Mode::Works);
        self.app.sweep(instant(&reply["retry_at"]));
        let reply = self.state(id, &reply);
        assert_eq!((&reply["state"], &reply["attempts"]), (&object!("delivered"), &object!(2)), "{mode:?}: {reply:#}");
        let sent = self.sent();
        assert!(sent.len() == before + 1 && sent.last().unwrap().contains(&text), "{sent:?}");
    }

    fn a_permanent_failure_is_shown(&self, id: &str) {
        let before = self.sent().len();
        self.set_mode(Mode::Permanent);
        let reply = self.reply(id, "This one is refused.");
        assert_eq!(reply["state"], "failed", "{reply:#}");
        assert!(reply["reason"].as_str().is_some_and(|reason| reason.len() > 3), "{reply:#}");
        self.set_mode(Mode::Works);
        self.app.sweep(now_ms() + 3_600_000);
        assert_eq!(self.sent().len(), before);
    }

    fn a_lost_answer_sends_nothing_twice(&self, id: &str) {
        let before = self.sent().len();
        self.server.lose_answers(true);
        let reply = self.reply(id, "Nobody hears that this one arrived.");
        self.server.lose_answers(false);
        assert!(["pending", "uncertain"].contains(&reply["state"].as_str().unwrap()), "{reply:#}");
        self.app.sweep(now_ms() + 3_600_000);
        let settled = self.state(id, &reply);
        let expected = if reply["state"] == "pending" { "delivered" } else { "uncertain" };
        assert_eq!(settled["state"], expected, "{settled:#}");
        assert_eq!(self.sent().len(), before + 1, "the buyer gets it once");
    }

    fn a_risk_event_shows(&self) {
        let story = self.story("unused");
        let Some(delivery) = self.tell(&story, Told::Risk) else { return };
        self.app.accept(&delivery);
        self.app.accept(&delivery);
        let rows = self.app.list("");
        assert!(rows.iter().all(|row| row["quarantined"] == false), "{rows:#?}");
        // A refund that was issued asks for nothing: its conversation is closed and not listed.
        let risks: usize =
            rows.iter().map(|row| records(&self.app.conversation(row["id"].as_str().unwrap()), "risk").len()).sum();
        assert!(risks <= 1, "the same event twice is one: {rows:#?}");
    }
}
