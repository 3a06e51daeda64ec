//! The web inbox over HTTP, as a browser without scripts uses it.

use crate::harness::{Answer, TestApp, fresh_number, json, now_ms, tests};
use sellerdesk_tests::time::MINUTE_MS;
use sellerdesk_tests::webhook::standard::Event;
use serde_json::json;

tests! {
    shared pages_want_a_session_and_carry_a_strict_policy,
    shared a_working_day_goes_by_forms_alone,
    own working_hours_are_set_by_a_form_and_refused_at_the_field,
    own a_template_is_written_tried_and_used_in_a_reply,
    shared forms_of_others_change_nothing,
    shared nothing_typed_becomes_a_header_or_another_host,
}

/// A browser: its cookies, and the token of the forms it saw last.
struct Browser<'a> {
    app: &'a TestApp,
    cookies: String,
    form: String,
}

impl<'a> Browser<'a> {
    /// Somebody who signed in with the administrator's token.
    fn signed_in(app: &'a TestApp) -> Self {
        let mut browser = Self { app, cookies: String::new(), form: String::new() };
        let answer =
            browser.post("/sign-in", &[("by", "token"), ("token", app.variable("admin_token")), ("name", "ann")]);
        assert_eq!((answer.status, answer.header("location")), (303, Some("/inbox")));
        let set: Vec<&str> =
            answer.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str()).collect();
        assert!(set.iter().all(|cookie| cookie.contains("; HttpOnly; SameSite=Strict")), "{set:?}");
        browser.cookies = set.iter().map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ");
        browser
    }

    fn get(&mut self, path: &str) -> String {
        let answer = self.app.send("GET", path, &[("cookie", &self.cookies)], None);
        assert_eq!(answer.status, 200, "{path}");
        let page = String::from_utf8(answer.body).unwrap();
        if let Some(form) = field(&page, "form") {
            self.form = form;
        }
        page
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from(self.app.base(), path, fields)
    }

    fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("form", &self.form)
            .extend_pairs(fields)
            .finish();
        let headers = [
            ("cookie", self.cookies.as_str()),
            ("origin", origin),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let answer = self.app.send("POST", path, &headers, Some(body.as_bytes()));
        self.app.settle();
        answer
    }
}

/// The value of a hidden field.
fn field(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split('"').next()?.to_owned())
}

/// A conversation of its own: its id and order.
fn question(app: &TestApp, text: &str) -> (String, String) {
    let order = fresh_number().to_string();
    app.accept(&app.standard(&format!("c_{order}"), &Event::from_buyer(now_ms() - MINUTE_MS, &order, text)));
    (app.row(&order)["id"].as_str().unwrap().to_owned(), order)
}

fn pages_want_a_session_and_carry_a_strict_policy(app: &TestApp) {
    for path in ["/", "/inbox", "/board", "/settings", "/conversations/00000000000000000000000000000000"] {
        let answer = app.send("GET", path, &[], None);
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").unwrap().starts_with("/sign-in"), "{path}");
    }
    assert_eq!(app.send("GET", "/nothing", &[], None).status, 404);
    let mut browser = Browser::signed_in(app);
    for path in ["/inbox", "/board", "/settings/policies", "/settings/accounts", "/settings/deliveries", "/help"] {
        browser.get(path);
        let answer = app.send("GET", path, &[("cookie", &browser.cookies)], None);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
    let page = browser.get("/inbox");
    let style = page.split("href=\"").find(|part| part.starts_with("/assets/desk-")).unwrap();
    let answer = app.send("GET", style.split('"').next().unwrap(), &[], None);
    assert!(answer.status == 200 && answer.header("cache-control").unwrap().contains("immutable"));
}

fn a_working_day_goes_by_forms_alone(app: &TestApp) {
    let (id, order) = question(app, "The lamp arrived <b>broken</b>, I want my money back.");
    let mut browser = Browser::signed_in(app);
    let listed = browser.get(&format!("/inbox?q={order}"));
    assert!(listed.contains(&format!("/conversations/{id}")));
    let page = browser.get(&format!("/conversations/{id}"));
    assert!(page.contains("&lt;b&gt;") && !page.contains("<b>broken"));
    let seen = field(&page, "seen").unwrap();
    let path = |what: &str| format!("/conversations/{id}/{what}");
    for (what, fields) in [
        ("assign", [("me", "1")]),
        ("note", [("note", "Ask @bob about the batch")]),
        ("tags", [("add", "batch-7")]),
        ("priority", [("priority", "high")]),
        ("snooze", [("hours", "4")]),
    ] {
        let answer = browser.post(&path(what), &fields);
        assert_eq!(answer.status, 303, "{what}: {}", String::from_utf8_lossy(&answer.body));
    }
    let row = app.row(&order);
    assert_eq!(
        (&row["assignee"], &row["status"], &row["tags"][0]),
        (&json!("ann"), &json!("snoozed"), &json!("batch-7"))
    );
    // The scan objects, then the same page takes the better words.
    let refused = browser.post(
        &path("reply"),
        &[("text", "Please send us your credit card number and the CVV code."), ("seen", &seen), ("do", "send")],
    );
    let shown = String::from_utf8(refused.body).unwrap();
    assert!(refused.status == 422 && shown.contains("<mark class=\"found\">"), "{} {shown}", refused.status);
    let sent = browser.post(&path("reply"), &[("text", "A new lamp leaves today."), ("seen", &seen), ("do", "send")]);
    assert_eq!(sent.status, 303);
    // The page of before knows nothing of that reply: a colleague who had it open is stopped.
    let stopped = browser.post(&path("reply"), &[("text", "We look into it."), ("seen", &seen), ("do", "send")]);
    assert_eq!(stopped.status, 409);
    assert!(String::from_utf8(stopped.body).unwrap().contains("We look into it.</textarea>"));
    let bulk = browser.post("/bulk", &[("id", &id), ("do", "close"), ("filters", "channel=standard")]);
    let target = bulk.header("location").unwrap();
    assert!(target.starts_with("/inbox?channel=standard&done=bulk&count=1&failed=0&undo=status."), "{target}");
    assert_eq!(app.conversation(&id)["conversation"]["status"], "closed");
    // Taken back with the form that the next page shows.
    let page = browser.get(target);
    let [offer, ids, filters] = ["undo", "ids", "filters"].map(|name| {
        let shown = page.split("action=\"/undo\"").nth(1).unwrap();
        field(shown, name).unwrap().replace("&amp;", "&")
    });
    let undo = browser.post("/undo", &[("undo", &offer), ("ids", &ids), ("at", "inbox"), ("filters", &filters)]);
    assert_eq!(undo.header("location"), Some("/inbox?channel=standard&done=undone&count=1&failed=0"));
    assert_ne!(app.conversation(&id)["conversation"]["status"], "closed");
    let out = browser.post("/sign-out", &[]);
    let gone = out.headers.iter().filter(|(name, value)| name == "set-cookie" && value.contains("Max-Age=0"));
    assert_eq!((out.status, gone.count()), (303, 2));
}

fn working_hours_are_set_by_a_form_and_refused_at_the_field(app: &TestApp) {
    let mut browser = Browser::signed_in(app);
    let path = "/settings/calendars/one";
    let page = browser.get("/settings/calendars");
    assert!(page.contains("<option value=\"Europe/Berlin\">"));
    let etag = field(&page, "etag").unwrap().replace("&quot;", "\"");
    let form = |zone: &'static str, monday: &'static str, deed: &'static str| {
        vec![
            ("was", ""),
            ("name", "warehouse"),
            ("zone", zone),
            ("mon", monday),
            ("sat", "22:00-06:00"),
            ("overrides", "2026-12-24 09:00-13:00"),
            ("holidays", "2026-12-25\r\n2026-12-26"),
            ("accounts", "standard/main"),
            ("default", "1"),
            ("do", deed),
        ]
    };
    let send = |etag: &str, fields: Vec<(&'static str, &'static str)>| {
        let fields: Vec<(&str, &str)> = fields.into_iter().chain([("etag", etag)]).collect();
        let answer = browser.post(path, &fields);
        (
            answer.status,
            answer.header("location").unwrap_or_default().to_owned(),
            String::from_utf8(answer.body).unwrap(),
        )
    };
    let (status, _, page) = send(&etag, form("Europe/Nowhere", "09:00-12:00, 13:00-25:00", "save"));
    assert_eq!(status, 422);
    for said in
        ["new-zone-fault", "new-mon-fault", "13:00-25:00: is not two times", "2026-12-25\n2026-12-26</textarea>"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("new-sat-fault"));
    let (status, _, page) = send(&etag, form("Asia/Shanghai", "9:00-18:00", "preview"));
    assert!(status == 200 && (page.contains("Open now.") || page.contains("Opens <time")), "{page}");
    assert_eq!(json(&app.get("/api/v1/calendars"), 200)["calendars"], json!({}));
    let (status, location, page) = send(&etag, form("Asia/Shanghai", "9:00-18:00", "save"));
    assert_eq!((status, location.as_str()), (303, "/settings/calendars?done=saved"), "{page}");
    let kept = json(&app.get("/api/v1/calendars"), 200);
    assert_eq!(kept["calendars"]["warehouse"]["weekly"]["mon"], json!([["09:00", "18:00"]]));
    assert_eq!((&kept["accounts"]["standard/main"], &kept["default"]), (&json!("warehouse"), &json!("warehouse")));
    // The form of before was made from an older version.
    let (status, _, page) = send(&etag, form("Asia/Shanghai", "10:00-18:00", "save"));
    assert!(status == 412 && page.contains("value=\"10:00-18:00\""), "{status}");
}

fn a_template_is_written_tried_and_used_in_a_reply(app: &TestApp) {
    let (id, _) = question(app, "Where is my parcel?");
    let mut browser = Browser::signed_in(app);
    let copy = browser.get("/settings/template?copy=order_status");
    assert!(copy.contains("value=\"own_order_status\"") && copy.contains("{tracking_number}"));
    let etag = field(&copy, "etag").unwrap().replace("&quot;", "\"");
    let form = |id: &'static str, source: &'static str, deed: &'static str| {
        [
            ("was", ""),
            ("id", id),
            ("title", "On its way"),
            ("category", "order_status"),
            ("owner", ""),
            ("lang", "en"),
            ("text", source),
            ("channel", "amazon"),
            ("do", deed),
            ("etag", etag.as_str()),
        ]
    };
    let shown = |answer: Answer| (answer.status, String::from_utf8(answer.body).unwrap());
    let source = "It left with {carrier}.{% if reason %} {reason}{% endif %}";
    let (status, page) = shown(browser.post("/settings/template", &form("on_its_way", source, "preview")));
    assert!(status == 200 && page.contains("It left with DHL. DHL 503"), "{page}");
    let (_, page) = shown(browser.post("/settings/template", &form("on_its_way", "Mail me at a@b.de", "preview")));
    assert!(page.contains("<mark class=\"found\">"), "{page}");
    let (status, page) = shown(browser.post("/settings/template", &form("order_status", "Hi {colour}", "save")));
    assert!(status == 422 && page.contains("t-id-fault") && page.contains("t-text-0-fault"), "{page}");
    let saved = browser.post("/settings/template", &form("on_its_way", source, "save"));
    assert_eq!(saved.header("location"), Some("/settings/template?id=on_its_way&done=saved"));
    assert!(browser.get("/settings/templates?q=on+its+way&whose=shared").contains("on_its_way"));
    // In a conversation it is offered, asks for what it lacks, and its text is the reply.
    let page = browser.get(&format!("/conversations/{id}?template=on_its_way&lang=en"));
    assert!(page.contains("name=\"v.carrier\""), "{page}");
    let page = browser.get(&format!("/conversations/{id}?template=on_its_way&lang=en&v.carrier=DPD"));
    assert!(page.contains("It left with DPD.</textarea>"), "{page}");
    let (seen, from) = (field(&page, "seen").unwrap(), field(&page, "from_template").unwrap());
    assert_eq!(from, "on_its_way");
    let fields = [("text", "It left with DPD."), ("seen", &seen), ("from_template", &from), ("do", "send")];
    assert_eq!(browser.post(&format!("/conversations/{id}/reply"), &fields).status, 303);
}

fn forms_of_others_change_nothing(app: &TestApp) {
    let (id, _) = question(app, "Where is my parcel?");
    let mut browser = Browser::signed_in(app);
    browser.get(&format!("/conversations/{id}"));
    let path = format!("/conversations/{id}/status");
    let close = [("status", "closed")];
    for origin in ["https://evil.example", "null", "http://127.0.0.1.evil.example"] {
        assert_eq!(browser.post_from(origin, &path, &close).status, 403, "{origin}");
    }
    browser.form = "0".repeat(64);
    assert_eq!(browser.post(&path, &close).status, 403);
    assert_eq!(app.conversation(&id)["conversation"]["status"], "open");
    browser.get(&format!("/conversations/{id}"));
    assert_eq!(browser.post(&path, &close).status, 303);
    // A token of no session opens nothing.
    let answer = app.send("GET", "/inbox", &[("cookie", "desk=guessed")], None);
    assert!(answer.header("location").unwrap().starts_with("/sign-in"));
    json(&app.get("/api/v1/conversations?limit=1"), 200);
}

fn nothing_typed_becomes_a_header_or_another_host(app: &TestApp) {
    let mut browser = Browser { app, cookies: String::new(), form: String::new() };
    let token = app.variable("admin_token");
    for next in
        ["//evil.example", "https://evil.example", "/\\evil.example", "/inbox\r\nset-cookie: a=b", "/inbox%0d%0a"]
    {
        let answer =
            browser.post("/sign-in", &[("by", "token"), ("token", token), ("next", next), ("name", "a\r\nb: c")]);
        let location = answer.header("location").unwrap();
        assert!(location.starts_with("/inbox") && !location.contains("evil"), "{next:?}: {location}");
        assert!(answer.header("b").is_none());
        assert_eq!(answer.headers.iter().filter(|(name, _)| name == "set-cookie").count(), 2, "{next:?}");
    }
    let injected = format!("{token}\r\nx-evil: 1");
    assert_eq!(browser.post("/sign-in", &[("by", "token"), ("token", &injected)]).status, 401);
    browser.cookies = "desk-ui=zh\r\n".trim().to_owned();
    assert!(browser.get("/sign-in?again=1").contains("lang=\"zh-CN\""));
}
