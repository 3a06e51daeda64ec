//! Script in every text that a page shows: buyers', colleagues', operators', and what stands in the address.

use super::browser::Browser;
use crate::harness::{TestApp, fresh_number, json, now_ms, tests};
use sellerdesk_tests::webhook::standard::{self, Event};
use serde_json::{Value, json as object};

tests! {
    own no_stored_text_becomes_markup,
    shared no_reflected_text_becomes_markup,
}

/// Ends a text, an attribute, a comment, a script; opens a tag. The word in the middle shows where it comes out.
fn hostile(word: &str) -> String {
    format!(
        "{word}'\"--></script></textarea></title><img src=x onerror=alert(1)><script>alert(2)</script>&lt;b&gt;{{{{7*7}}}}"
    )
}

/// What of it must never stand in a page as it is.
const MARKUP: [&str; 4] = ["<img src=x", "<script>alert", "</textarea></title>", "'\"-->"];

/// Pages, and whether they show a word.
fn looks_harmless(page: &str, about: &str) {
    for markup in MARKUP {
        assert!(!page.contains(markup), "{about} has {markup}");
    }
    // Scripts are files of our own.
    for tag in page.split("<script").skip(1) {
        let tag = tag.split('>').next().unwrap();
        assert!(tag.contains("src=\"/assets/"), "{about}: <script{tag}>");
    }
    let handlers = page
        .split('<')
        .skip(1)
        .filter_map(|tag| tag.split('>').next())
        .any(|tag| tag.contains(" onerror=\"") || tag.contains(" onclick"));
    assert!(!handlers, "{about} has a handler");
}

/// A conversation full of it: its id and order.
fn conversation(app: &TestApp) -> (String, String) {
    let order = fresh_number().to_string();
    let now = now_ms();
    let told = [Event::from_buyer(now - 3_000, &order, &hostile("inbody"))
        .with("buyer", object!({ "id": hostile("buyerid"), "name": hostile("buyername") }))
        .with("product_id", object!(hostile("product")))];
    for (number, event) in told.iter().enumerate() {
        let delivery = standard::deliver_event(&app.accounts().standard, &format!("x_{order}_{number}"), now, event);
        app.accept(&delivery.unwrap());
    }
    (app.row(&order)["id"].as_str().unwrap().to_owned(), order)
}

/// Puts it wherever somebody may write: the conversation's id and order.
fn fill(app: &TestApp) -> (String, String) {
    let (id, order) = conversation(app);
    let path = |what: &str| format!("/api/v1/conversations/{id}/{what}");
    // Names are short.
    let short = |word: &str| format!("{word}'\"--><img src=x onerror=alert(1)>");
    for (what, body) in [
        ("notes", object!({ "text": hostile("innote"), "mentions": [short("mention")] })),
        ("tags", object!({ "add": [short("intag")] })),
        ("assignment", object!({ "assignee": short("assignee") })),
        (
            "replies",
            object!({ "text": "A new one leaves today </textarea></title><img src=x onerror=alert(1)> inreply" }),
        ),
    ] {
        let answer = app.post(&path(what), &body);
        assert!(
            answer.is_success() || what == "replies",
            "{what}: {} {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
    }
    let invited = object!({ "name": short("agent"), "email": "x@shop.example", "role": "agent" });
    json(&app.post("/api/v1/agents", &invited), 201);
    let put = |path: &str, body: &Value| {
        let answer = app.put(path, &[], body);
        assert!(answer.is_success(), "{path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
    };
    put(
        "/api/v1/templates",
        &object!({ "templates": [{ "id": "own_text", "title": short("title"), "category": "general",
        "texts": { "en": "Hello </textarea></title><img src=x onerror=alert(1)> intemplate" } }] }),
    );
    put(
        "/api/v1/policies",
        &object!({ "policies": [{ "policy": { "id": "x", "name": short("policy"),
        "targets": { "first_response_ms": 3_600_000 }, "pause_while_pending": true, "automatic_reply_counts": false } }] }),
    );
    put(
        "/api/v1/rules",
        &object!({ "rules": [{ "when": { "text_contains": short("rule") }, "then": { "priority": "low" } }] }),
    );
    put("/api/v1/compliance", &object!({ "disabled": [{ "rule": "phone-number", "channels": ["ebay"] }] }));
    put(
        "/api/v1/notifications",
        &object!({ "targets": [{ "id": "ops", "kind": "webhook" }],
        "recipients": [{ "id": "ann", "targets": ["ops"] }] }),
    );
    app.sweep(now_ms() + 60_000);
    (id, order)
}

fn no_stored_text_becomes_markup(app: &TestApp) {
    let (id, order) = fill(app);
    let mut browser = Browser::signed_in(app, app.variable("admin_token"));
    for (page, shown) in [
        (format!("/conversations/{id}"), &["inbody", "buyername", "innote", "intag", "assignee"][..]),
        (format!("/conversations/{id}?template=own_text"), &["inbody"]),
        (format!("/inbox?q={order}"), &["inbody", "buyername", "intag"]),
        ("/inbox".to_owned(), &["inbody"]),
        ("/board".to_owned(), &["assignee"]),
        ("/settings/policies".to_owned(), &["policy"]),
        ("/settings/templates".to_owned(), &["intemplate"]),
        ("/settings/rules".to_owned(), &["rule"]),
        ("/settings/people".to_owned(), &["agent"]),
        ("/settings/calendars".to_owned(), &[]),
        ("/settings/notifications".to_owned(), &[]),
        ("/settings/deliveries".to_owned(), &[]),
        ("/settings/accounts".to_owned(), &[]),
        (format!("/live/conversations/{id}"), &[]),
        (format!("/live/conversations/{id}/template?template=own_text"), &[]),
        ("/live/inbox".to_owned(), &[]),
    ] {
        let text = browser.page(&page);
        let is_page = !page.starts_with("/live/") || text.trim_start().starts_with('<');
        if is_page {
            looks_harmless(&text, &page);
        }
        for word in shown {
            assert!(text.contains(word), "{page} does not show {word}: the test looks at nothing");
        }
    }
    // Bytes of buyers are files to save, of no type that a browser opens.
    let raw = browser.get(&format!("/conversations/{id}/raw"));
    assert!(raw.status == 404 || raw.header("content-disposition").is_some_and(|it| it.starts_with("attachment")));
}

fn no_reflected_text_becomes_markup(app: &TestApp) {
    let mut browser = Browser::signed_in(app, app.variable("admin_token"));
    let text: String = form_urlencoded::byte_serialize(hostile("reflected").as_bytes()).collect();
    let mut shown = 0;
    for page in [
        format!("/inbox?q={text}&channel={text}&account={text}&assignee={text}&tag={text}"),
        format!("/inbox?view={text}&category={text}&status={text}&cursor={text}&limit={text}"),
        format!("/inbox?done={text}&count={text}&failed={text}"),
        format!("/board?hours={text}"),
        format!("/settings/{text}"),
        format!("/settings/policies?done={text}"),
        format!("/conversations/{text}"),
        format!("/conversations/00000000000000000000000000000000?template={text}&lang={text}"),
        format!("/sign-in?again=1&next={text}&email={text}"),
        format!("/{text}"),
        format!("/assets/{text}"),
    ] {
        let page_text = browser.page(&page);
        looks_harmless(&page_text, &page);
        shown += usize::from(page_text.contains("reflected"));
    }
    assert!(shown > 0, "no page shows it: the test looks at nothing");
    for (path, fields) in [
        ("/sign-in", &[("by", "password"), ("email", "{x}"), ("password", "{x}"), ("next", "{x}")][..]),
        ("/settings/rules", &[("document", "{x}"), ("etag", "{x}")]),
        ("/settings/people", &[("name", "{x}"), ("email", "{x}"), ("role", "{x}"), ("accounts", "{x}")]),
        ("/settings/accounts", &[("channel", "{x}"), ("account", "{x}"), ("webhook", "{x}"), ("api", "{x}")]),
        ("/settings/policies/row", &[("name", "{x}"), ("first", "{x}"), ("warnings", "{x}")]),
        (
            "/conversations/00000000000000000000000000000000/reply",
            &[("text", "{x}"), ("template", "{x}"), ("do", "send")],
        ),
        ("/bulk", &[("id", "{x}"), ("do", "{x}"), ("filters", "{x}")]),
        ("/password", &[("current", "{x}"), ("password", "{x}"), ("again", "{x}")]),
    ] {
        let hostile = hostile("reflected");
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, if *value == "{x}" { &hostile } else { *value })).collect();
        let answer = browser.post(path, &fields);
        looks_harmless(&String::from_utf8_lossy(&answer.body), path);
    }
}
