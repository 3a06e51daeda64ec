//! What forms ask of the API, and who may send them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod common;

use common::{Fixtures, ID, TOKEN, ask, get, header, post, problem, text, with};
use serde_json::{Value, json};

fn seen() -> String {
    let page = text(&ask(&Fixtures::default(), get("/conversations/{id}")));
    let at = page.find("name=\"seen\" value=\"").unwrap() + 19;
    page[at..].split('"').next().unwrap().to_owned()
}

/// A deed, its form, the API's path and body.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str, Value);

#[test]
fn deeds_become_calls_and_go_back_to_the_conversation() {
    let until = json!({"status": "snoozed", "until": "2026-11-22T13:00:00Z"});
    let cases: [Case; 11] = [
        ("assign", &[("assignee", " bob ")], "assignment", json!({"assignee": "bob"})),
        ("assign", &[("assignee", "")], "assignment", json!({"assignee": null})),
        ("assign", &[("assignee", "bob"), ("me", "1")], "assignment", json!({"assignee": "ann"})),
        (
            "note",
            &[("note", "ask @bob,\r\nand @李雷!")],
            "notes",
            json!({"text": "ask @bob,\nand @李雷!", "mentions": ["Bob", "李雷"]}),
        ),
        ("tags", &[("add", "a, b，c")], "tags", json!({"add": ["a", "b", "c"], "remove": []})),
        ("tags", &[("add", ""), ("remove", "old")], "tags", json!({"add": [], "remove": ["old"]})),
        ("status", &[("status", "resolved")], "status", json!({"status": "resolved"})),
        ("snooze", &[("hours", "4")], "status", until),
        ("priority", &[("priority", "low")], "priority", json!({"priority": "low"})),
        ("category", &[("category", "general")], "category", json!({"category": "general"})),
        ("vip", &[("vip", "true")], "vip", json!({"vip": true})),
    ];
    for (what, fields, path, body) in cases {
        let api = Fixtures::default();
        let answer = ask(&api, post(&format!("/conversations/{ID}/{what}"), fields));
        assert_eq!(answer.status, 303, "{what}");
        // A note was read by then; what else there is can be taken back.
        let (target, offer) =
            header(&answer, "location").split_once("&undo=").unwrap_or((header(&answer, "location"), ""));
        assert_eq!(target, format!("/conversations/{ID}?done={what}"));
        assert_eq!(offer.is_empty(), what == "note", "{what}: {offer}");
        let calls = api.calls.borrow();
        let key = &calls.iter().find(|call| call.method == "POST").unwrap().headers;
        assert!(offer.is_empty() || offer == format!("{path}.{}", key[0].1), "{offer} {key:?}");
        drop(calls);
        assert_eq!(api.writes(), [("POST".to_owned(), format!("/api/v1/conversations/{ID}/{path}"), body)]);
    }
}

#[test]
fn a_merge_takes_a_pasted_address_and_goes_there() {
    let other = "0123456789abcdef0123456789abcdef";
    let api = Fixtures::default();
    let pasted = format!("https://desk.example/conversations/{other}?done=note");
    let answer = ask(&api, post(&format!("/conversations/{ID}/merge"), &[("into", &pasted)]));
    let (target, offer) = header(&answer, "location").split_once("&undo=merge.").unwrap();
    assert_eq!(target, format!("/conversations/{other}?done=merge&ids={ID}"));
    // There it can be taken back: of the one that was merged.
    let page = text(&ask(&Fixtures::default(), get(&format!("{target}&undo=merge.{offer}"))));
    assert!(page.contains(&format!("name=\"ids\" value=\"{ID}\"")));
    assert_eq!(api.writes()[0].2, json!({"into": other}));
    assert_eq!(
        ask(&Fixtures::default(), post(&format!("/conversations/{ID}/merge"), &[("into", "//evil.example/x")])).status,
        422
    );
}

#[test]
fn a_reply_is_sent_once_and_a_second_press_is_the_same_reply() {
    let send = |text: &str| {
        let api = Fixtures::default();
        let answer = ask(
            &api,
            post(&format!("/conversations/{ID}/reply"), &[("text", text), ("seen", &seen()), ("do", "send")]),
        );
        assert_eq!(
            (answer.status, header(&answer, "location")),
            (303, format!("/conversations/{ID}?done=sent").as_str())
        );
        let calls = api.calls.borrow();
        let call = calls.iter().find(|call| call.path.ends_with("/replies")).unwrap();
        assert_eq!(common::body(call), json!({"text": text}));
        assert_eq!(call.token.as_deref(), Some(TOKEN));
        call.headers.clone()
    };
    assert_eq!(send("Hello"), send("Hello"));
    assert_ne!(send("Hello"), send("Hello again"));
}

#[test]
fn a_reply_to_a_page_that_is_no_longer_true_is_stopped_and_kept() {
    let api = Fixtures::default();
    let fields = [("text", "My <answer>"), ("seen", "2026-11-22T08:00:00Z"), ("do", "send")];
    let answer = ask(&api, post(&format!("/conversations/{ID}/reply"), &fields));
    assert_eq!(answer.status, 409);
    assert!(api.writes().is_empty());
    let page = text(&answer);
    assert!(page.contains("My &lt;answer&gt;</textarea>"), "the text is kept");
    assert!(page.contains("class=\"entry new\""), "what came is marked");
    // The page that is shown now is the one that the next press answers.
    assert!(page.contains(&format!("name=\"seen\" value=\"{}\"", seen())));
}

#[test]
fn a_refused_reply_comes_back_with_what_to_write_instead() {
    let finding = json!({"rule": "email", "violation": "off_platform_contact", "severity": "block", "start": 8, "end": 14, "remedy": "Reply here <b>."});
    let api = Fixtures::with("/replies", 422, problem(422, "text-refused", json!({"findings": [finding]})));
    let answer =
        ask(&api, post(&format!("/conversations/{ID}/reply"), &[("text", "Mail to a@b.de & co"), ("seen", &seen())]));
    assert_eq!(answer.status, 422);
    let page = text(&answer);
    assert!(page.contains("<mark class=\"found\">a@b.de</mark>"), "{page}");
    assert!(page.contains("Reply here &lt;b&gt;."));
    assert!(page.contains("Mail to a@b.de &amp; co</textarea>"));
}

#[test]
fn a_note_that_is_refused_keeps_its_text() {
    let api = Fixtures::with(
        "/notes",
        422,
        problem(422, "invalid", json!({"errors": [{"field": "text", "detail": "too long"}]})),
    );
    let answer = ask(&api, post(&format!("/conversations/{ID}/note"), &[("note", "a <note>")]));
    assert_eq!(answer.status, 422);
    let page = text(&answer);
    assert!(page.contains("a &lt;note&gt;</textarea>") && page.contains("text: too long"));
}

#[test]
fn bulk_does_one_thing_to_all_and_keeps_the_filters() {
    let results = json!({"results": [{"id": ID, "conversation": {}}, {"id": ID, "problem": {}}]});
    let api = Fixtures::with("/bulk", 200, results);
    let fields = [("id", ID), ("id", "not an id"), ("filters", "q=a%26b&evil=1"), ("do", "close")];
    let answer = ask(&api, post("/bulk", &fields));
    let (target, offer) = header(&answer, "location").split_once("&undo=status.").unwrap();
    assert_eq!(target, "/inbox?q=a%26b&done=bulk&count=1&failed=1");
    assert!(offer.ends_with(&format!("&ids={ID}")), "{offer}");
    assert_eq!(api.writes()[0].2, json!({"ids": [ID], "action": "status", "body": {"status": "closed"}}));
    let answer = ask(&Fixtures::default(), post("/bulk", &[("do", "close")]));
    assert!(header(&answer, "location").contains("done=none"));
}

#[test]
fn a_document_is_saved_with_its_version_and_refused_field_by_field() {
    let api = Fixtures::default();
    let fields = [("document", "{\"calendars\":\r\n{}}"), ("etag", "\"3\"")];
    let answer = ask(&api, post("/settings/calendars", &fields));
    assert_eq!(header(&answer, "location"), "/settings/calendars?done=saved");
    let calls = api.calls.borrow();
    assert_eq!(calls[0].headers, [("if-match", "\"3\"".to_owned())]);

    let put = |document: &str, status: u16, name: &str, errors: Value| {
        let mut api = Fixtures::default();
        // Only the PUT is refused: the page asks for the document again.
        api.instead.push(("calendars", status, problem(status, name, json!({"errors": errors}))));
        ask(&api, post("/settings/calendars", &[("document", document), ("etag", "\"2\"")]))
    };
    let broken =
        ask(&Fixtures::default(), post("/settings/calendars", &[("document", "{\"a\": <b>"), ("etag", "\"2\"")]));
    assert_eq!(broken.status, 422);
    assert!(text(&broken).contains("{&quot;a&quot;: &lt;b&gt;</textarea>"));
    // The fixture refuses reading too: then there is nothing to show beside it.
    assert_eq!(put("{}", 422, "invalid", json!([])).status, 422);
}

#[test]
fn a_policy_is_a_form() {
    let api = Fixtures::default();
    let fields = [
        ("etag", "\"3\""),
        ("place", "0"),
        ("do", "save"),
        ("id", "mine"),
        ("name", "Mine"),
        ("first", "45"),
        ("next", ""),
        ("resolution", "1440"),
        ("warnings", "50, 90%"),
        ("channels", "amazon, ebay"),
        ("categories", "refund_return"),
        ("categories", "general"),
        ("pause", "1"),
    ];
    let answer = ask(&api, post("/settings/policies/row", &fields));
    assert_eq!(header(&answer, "location"), "/settings/policies?done=saved", "{}", text(&answer));
    let saved = &api.writes()[0].2["policies"][0];
    assert_eq!(
        saved["policy"]["targets"],
        json!({"first_response_ms": 2_700_000, "next_response_ms": null, "resolution_ms": 86_400_000})
    );
    assert_eq!(saved["policy"]["warn_at_permille"], json!([500, 900]));
    assert_eq!(saved["when"]["channels"], json!(["amazon", "ebay"]));
    assert_eq!(saved["when"]["categories"], json!(["refund_return", "general"]));
    assert_eq!(saved["business_hours"], json!(false));
    // Made from another version: nothing is written.
    let api = Fixtures::default();
    let answer = ask(&api, post("/settings/policies/row", &[("etag", "\"2\""), ("place", "0"), ("do", "remove")]));
    assert_eq!((answer.status, api.writes().len()), (412, 0));
}

#[test]
fn secrets_that_were_typed_never_come_back() {
    let api = Fixtures::with(
        "accounts/ebay/main",
        422,
        problem(422, "invalid", json!({"errors": [{"field": "webhook", "detail": "secret is missing"}]})),
    );
    let fields = [("channel", "ebay"), ("account", "main"), ("webhook", "{\"secret\": \"hunter2hunter2\"}")];
    let answer = ask(&api, post("/settings/accounts", &fields));
    assert_eq!(answer.status, 422);
    assert!(text(&answer).contains("secret is missing") && !text(&answer).contains("hunter2"));
    let answer = ask(
        &Fixtures::default(),
        post("/settings/accounts", &[("channel", "ebay"), ("account", "main"), ("webhook", "{\"secret\": hunter2}")]),
    );
    assert!(answer.status == 422 && !text(&answer).contains("hunter2"));
}

#[test]
fn forms_of_others_are_refused() {
    let ours = || post(&format!("/conversations/{ID}/status"), &[("status", "closed")]);
    assert_eq!(ask(&Fixtures::default(), ours()).status, 303);
    for (name, value) in [
        ("origin", ""),
        ("origin", "null"),
        ("origin", "https://evil.example"),
        ("origin", "http://127.0.0.1:3000.evil.example"),
        ("origin", "http://127.0.0.1"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "none"),
        ("host", "other.example"),
    ] {
        let api = Fixtures::default();
        let answer = ask(&api, with(ours(), name, value));
        assert_eq!((answer.status, api.writes().len()), (403, 0), "{name}: {value}");
    }
    // The token of another session, or none.
    for body in ["status=closed", "form=&status=closed", &format!("form={}&status=closed", "0".repeat(64))] {
        let api = Fixtures::default();
        let request = sellerdesk_console::Request { body: body.into(), ..ours() };
        assert_eq!((ask(&api, request).status, api.writes().len()), (403, 0), "{body}");
    }
}

#[test]
fn an_invitations_link_is_shown_once_and_its_form_names_the_role() {
    let api = Fixtures { instead: Vec::new(), ..Fixtures::default() };
    let fields =
        [("name", "Bo <b>"), ("email", "bo@shop.example"), ("role", "agent"), ("accounts", "amazon/main, ebay/eu")];
    let answer = ask(&api, post("/settings/people", &fields));
    assert_eq!(answer.status, 200);
    assert!(text(&answer).contains("http://127.0.0.1:3000/sign-in#"));
    let body = json!({"name": "Bo <b>", "email": "bo@shop.example", "role": "agent", "accounts": ["amazon/main", "ebay/eu"], "language": "en"});
    assert_eq!(api.writes(), [("POST".to_owned(), "/api/v1/agents".to_owned(), body)]);
    let api = Fixtures::default();
    assert_eq!(
        header(&ask(&api, post("/settings/people/a1", &[("do", "disable")])), "location"),
        "/settings/people?done=saved"
    );
    assert_eq!(api.writes(), [("PUT".to_owned(), "/api/v1/agents/a1".to_owned(), json!({"enabled": false}))]);
    assert_eq!(ask(&Fixtures::default(), post("/settings/people/..", &[("do", "link")])).status, 404);
}

#[test]
fn passwords_are_set_twice_the_same_and_never_come_back() {
    let answer =
        ask(&Fixtures::default(), post("/password", &[("password", "hunter2hunter2"), ("again", "hunter3hunter3")]));
    assert!(answer.status == 422 && !text(&answer).contains("hunter"));
    let api = Fixtures::default();
    let answer =
        ask(&api, post("/password", &[("current", "old"), ("password", "new-password"), ("again", "new-password")]));
    assert_eq!(header(&answer, "location"), "/inbox?done=password");
    assert_eq!(api.writes()[0].2, json!({"password": "new-password", "current": "old"}));
}

#[test]
fn what_was_just_done_is_offered_to_be_taken_back_and_is() {
    let key = "0123456789abcdef0123456789abcdef";
    let page = text(&ask(&Fixtures::default(), get(&format!("/conversations/{{id}}?done=tags&undo=tags.{key}"))));
    assert!(page.contains("action=\"/undo\"") && page.contains(&format!("value=\"tags.{key}\"")));
    let foreign = text(&ask(&Fixtures::default(), get("/conversations/{id}?done=tags&undo=merge.x")));
    assert!(!foreign.contains("action=\"/undo\""));

    let results = json!({"results": [{"id": ID, "conversation": {}}]});
    let api = Fixtures::with("/undo", 200, results);
    let undo = format!("tags.{key}");
    let answer = ask(&api, post("/undo", &[("undo", &undo), ("ids", ID), ("at", "conversation")]));
    assert_eq!(header(&answer, "location"), format!("/conversations/{ID}?done=undone&count=1&failed=0"));
    assert_eq!(api.writes()[0].1, "/api/v1/undo");
    assert_eq!(api.writes()[0].2, json!({"ids": [ID], "action": "tags", "key": key}));
    let many = format!("{ID}.not-an-id.{ID}");
    let answer =
        ask(&api, post("/undo", &[("undo", &undo), ("ids", &many), ("at", "inbox"), ("filters", "q=a&done=bulk")]));
    assert_eq!(header(&answer, "location"), "/inbox?q=a&done=undone&count=1&failed=0");
    for fields in [[("undo", "merge.x"), ("ids", ID)], [("undo", undo.as_str()), ("ids", "")]] {
        assert_eq!(ask(&api, post("/undo", &fields)).status, 404);
    }
}

#[test]
fn a_view_is_kept_with_the_filters_of_the_list_and_mine_is_whoevers() {
    let api = Fixtures::default();
    let fields = [("name", " Mine "), ("filters", "assignee=ann&priority=high&cursor=x&evil=1"), ("shared", "1")];
    let answer = ask(&api, post("/views", &fields));
    assert_eq!(header(&answer, "location"), "/inbox?priority=high&assignee=ann&cursor=x&done=saved");
    let wanted = json!({"name": "Mine", "filter": {"assignee": "me", "priority": "high"}, "shared": true});
    assert_eq!(api.writes()[0].2, wanted);
    let page = text(&ask(&Fixtures::default(), get("/inbox")));
    assert!(page.contains("/inbox?assignee=me&amp;priority=urgent") && page.contains("99+"));
    assert_eq!(ask(&api, post("/views/../remove", &[])).status, 404);
}

#[test]
fn whole_names_and_words_are_mentioned_and_addresses_are_not() {
    let agents = json!({"agents": [{"id": "1", "name": "Mina Sommer"}, {"id": "2", "name": "Mina"}]});
    let api = Fixtures::with("/agents", 200, agents);
    let note = "@mina sommer and @Mina, not a@Mina.example; @bob @bob @";
    ask(&api, post(&format!("/conversations/{ID}/note"), &[("note", note)]));
    assert_eq!(api.writes()[0].2["mentions"], json!(["Mina Sommer", "Mina", "bob"]));
}

#[test]
fn colleagues_at_the_same_conversation_are_named() {
    let page = text(&ask(&Fixtures::default(), get("/conversations/{id}")));
    assert!(page.contains("Bob is writing · Eve is looking"));
    let live = text(&ask(&Fixtures::default(), get("/live/conversations/{id}?typing=1")));
    assert!(live.contains("Bob is writing"), "{live}");
    let api = Fixtures::default();
    ask(&api, get("/live/conversations/{id}?typing=1"));
    let calls = api.calls.borrow();
    let said = calls.iter().find(|call| call.path.ends_with("/presence")).unwrap();
    assert_eq!((said.method, common::body(said)), ("PUT", json!({"typing": true})));
    let list = text(&ask(&Fixtures::default(), get("/live/inbox")));
    assert!(list.contains("\"0123456789abcdef0123456789abcdef\":\"Bob is writing\""), "{list}");
}

#[test]
fn what_is_closed_is_shown_below_what_a_search_lists() {
    let page = text(&ask(&Fixtures::default(), get("/inbox?q=7")));
    assert!(page.contains("found-title") && page.contains("/conversations/0123456789abcdef0123456789abcdef"));
    assert!(!text(&ask(&Fixtures::default(), get("/inbox"))).contains("found-title"));
}

#[test]
fn one_template_goes_to_all_that_are_ticked_and_refusals_are_shown_one_by_one() {
    let api = Fixtures::default();
    let page = text(&ask(&api, post("/bulk", &[("id", ID), ("filters", "q=a"), ("do", "reply")])));
    assert!(page.contains("action=\"/bulk/reply\"") && page.contains(ID) && page.contains("value=\"order_status\""));
    assert!(api.writes().is_empty());
    let results = json!({"results": [
        {"id": ID, "reply": {"state": "pending"}},
        {"id": "0123456789abcdef0123456789abcdef", "problem": {"detail": "<b>no</b>", "errors": [{"field": "ids", "detail": "is of another"}]}},
    ]});
    let api = Fixtures::with("bulk/replies", 200, results);
    let ids = format!("{ID}.0123456789abcdef0123456789abcdef");
    let fields = [("ids", ids.as_str()), ("template", "order_status"), ("asked", "1"), ("filters", "q=a")];
    let done = text(&ask(&api, post("/bulk/reply", &fields)));
    assert!(
        done.contains("1 replies")
            && done.contains("is of another")
            && done.contains("/conversations/0123456789abcdef")
    );
    let wanted = json!({"ids": [ID, "0123456789abcdef0123456789abcdef"], "template": "order_status"});
    assert_eq!(api.writes()[0].2, wanted);
}
