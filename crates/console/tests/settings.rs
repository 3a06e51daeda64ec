//! Working hours and templates as forms: what they ask of the API, and what they show when it says no.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod common;

use common::{Fixtures, ask, body, get, header, post, problem, tags, text, with};
use proptest::prelude::*;
use sellerdesk_deadline::{Calendar, OpenHours};
use serde_json::{Value, json};

/// The form of the calendar `main` as the fixtures have it.
const MAIN: [(&str, &str); 10] = [
    ("etag", "\"3\""),
    ("was", "main"),
    ("name", "main"),
    ("zone", " Europe/Berlin "),
    ("mon", "9:00–12:00，13:00-18:00"),
    ("fri", "22:00-06:00"),
    ("overrides", "2026-12-24 09:00-12:00\r\n2026-12-31 closed"),
    ("holidays", "2026-12-25\r\n2026-12-26"),
    ("accounts", "amazon/main, ebay/us"),
    ("do", "save"),
];

/// That form with some fields otherwise.
fn main_with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = MAIN.into_iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes.iter().copied()).collect()
}

/// The API that refuses the document once it is written, and lets it be read.
fn refusing(path: &'static str, status: u16, name: &str, errors: Value) -> Fixtures {
    Fixtures {
        refused: Some((path, status, problem(status, name, json!({ "errors": errors })))),
        ..Fixtures::default()
    }
}

/// What is said right below a control, by its id.
fn fault_of(page: &str, id: &str) -> String {
    let control = tags(page).into_iter().find(|tag| tag.get("id") == Some(id)).unwrap_or_else(|| panic!("no {id}"));
    assert_eq!(control.get("aria-invalid"), Some("true"), "{id}: {control:?}");
    assert_eq!(control.get("aria-describedby"), Some(format!("{id}-fault").as_str()));
    let (_, rest) = page.split_once(&format!("id=\"{id}-fault\"")).unwrap();
    rest.split("</p>").next().unwrap().to_owned()
}

#[test]
fn a_calendar_is_a_form_and_what_names_it_follows() {
    let api = Fixtures::default();
    let answer = ask(&api, post("/settings/calendars/one", &main_with(&[("name", "berlin")])));
    assert_eq!(header(&answer, "location"), "/settings/calendars?done=saved", "{}", text(&answer));
    let (method, path, saved) = api.writes().remove(0);
    assert_eq!((method.as_str(), path.as_str()), ("PUT", "/api/v1/calendars"));
    let wanted = json!({
        "zone": "Europe/Berlin",
        "weekly": {"mon": [["09:00", "12:00"], ["13:00", "18:00"]], "tue": [], "wed": [], "thu": [], "fri": [["22:00", "06:00"]], "sat": [], "sun": []},
        "overrides": {"2026-12-24": [["09:00", "12:00"]], "2026-12-31": []},
        "holidays": ["2026-12-25", "2026-12-26"],
    });
    assert_eq!(saved["calendars"]["berlin"], wanted);
    assert!(saved["calendars"].get("main").is_none() && saved["calendars"]["night"].is_object(), "{saved}");
    assert_eq!(saved["accounts"], json!({"amazon/main": "berlin", "ebay/us": "berlin", "ebay/eu": "night"}));
    // The box was not ticked any more.
    assert_eq!(saved["default"], Value::Null);
    let calls = api.calls.borrow();
    let put = calls.iter().find(|call| call.method == "PUT").unwrap();
    assert_eq!(put.headers, [("if-match", "\"3\"".to_owned())]);
}

#[test]
fn a_calendar_is_added_made_the_default_and_removed() {
    let api = Fixtures::default();
    ask(&api, post("/settings/calendars/one", &main_with(&[("was", ""), ("name", "new"), ("default", "1")])));
    let saved = &api.writes()[0].2;
    assert_eq!(saved["calendars"].as_object().unwrap().len(), 3);
    assert_eq!(saved["default"], "new");
    let api = Fixtures::default();
    let answer = ask(&api, post("/settings/calendars/one", &main_with(&[("do", "remove")])));
    assert_eq!(header(&answer, "location"), "/settings/calendars?done=removed");
    let saved = &api.writes()[0].2;
    assert!(saved["calendars"].get("main").is_none());
    assert_eq!((&saved["accounts"], &saved["default"]), (&json!({"ebay/eu": "night"}), &Value::Null));
}

#[test]
fn what_is_wrong_with_a_calendar_stands_at_its_field_and_what_was_typed_stays() {
    let errors = json!([
        {"field": "calendars.main.zone", "detail": "is no zone"},
        {"field": "calendars.main.weekly.mon[1]", "detail": "is no window"},
        {"field": "calendars.main.holidays[1]", "detail": "is no date"},
        {"field": "calendars.main.overrides.2026-12-24[0]", "detail": "is no <window>"},
        {"field": "calendars.main", "detail": "never opens"},
    ]);
    let api = refusing("calendars", 422, "invalid", errors);
    let typed = main_with(&[("zone", "Berlin <b>"), ("mon", "09:00-12:00, lunch"), ("holidays", "2026-12-25\n26.12.")]);
    let answer = ask(&api, post("/settings/calendars/one", &typed));
    let page = text(&answer);
    assert_eq!(answer.status, 422);
    assert!(fault_of(&page, "c0-zone").contains("is no zone"));
    assert!(fault_of(&page, "c0-mon").contains("lunch: is no window"));
    assert!(fault_of(&page, "c0-holidays").contains("26.12.: is no date"));
    assert!(fault_of(&page, "c0-overrides").contains("2026-12-24: is no &lt;window&gt;"));
    assert!(page.contains("value=\"Berlin &lt;b&gt;\"") && page.contains("value=\"09:00-12:00, lunch\""));
    let (_, alert) = page.split_once("role=\"alert\"").unwrap();
    assert!(alert.split("</div>").next().unwrap().contains("never opens"));
    // The other calendar has no fault.
    assert!(tags(&page).iter().all(|tag| tag.get("id") != Some("c1-zone") || tag.get("aria-invalid").is_none()));
}

#[test]
fn a_name_that_another_calendar_has_and_a_date_that_is_there_twice_are_refused_here() {
    for (changes, id) in [
        ([("name", "night"), ("do", "save")], "c0-name"),
        ([("name", " "), ("do", "save")], "c0-name"),
        ([("overrides", "2026-12-24\n2026-12-24 09:00-10:00"), ("do", "save")], "c0-overrides"),
        ([("overrides", "2026-12-24\n2026-12-24 09:00-10:00"), ("do", "preview")], "c0-overrides"),
    ] {
        let api = Fixtures::default();
        let answer = ask(&api, post("/settings/calendars/one", &main_with(&changes)));
        assert!(api.writes().is_empty(), "{changes:?}");
        fault_of(&text(&answer), id);
    }
}

#[test]
fn whoever_was_slower_sees_what_is_stored_beside_what_was_typed() {
    for (etag, api) in [("\"2\"", Fixtures::default()), ("\"3\"", refusing("calendars", 412, "conflict", json!([])))] {
        let answer = ask(&api, post("/settings/calendars/one", &main_with(&[("etag", etag), ("mon", "10:00-11:00")])));
        let page = text(&answer);
        assert_eq!(answer.status, 412);
        assert!(page.contains("Somebody else has changed this"));
        assert!(page.contains("value=\"10:00-11:00\"") && page.contains("Monday 09:00-12:00, 13:00-18:00"));
        // Saving again is meant to replace it.
        assert!(page.contains("name=\"etag\" value=\"&quot;3&quot;\""));
    }
}

#[test]
fn a_calendar_says_when_it_opens_and_is_tried_before_it_is_saved() {
    let page = text(&ask(&Fixtures::default(), get("/settings/calendars")));
    assert!(page.contains("Opens <time datetime=\"2026-11-23T08:00:00Z\""), "{page}");
    assert!(page.contains("datetime=\"2026-11-24T09:00:00Z\""));
    let open = json!({"deadline": "2026-11-22T17:00:00Z", "warn": "2026-11-22T09:00:01Z"});
    assert!(
        text(&ask(&Fixtures::with("preview/deadline", 200, open), get("/settings/calendars"))).contains("Open now.")
    );
    let api = Fixtures::default();
    let answer = ask(&api, post("/settings/calendars/one", &main_with(&[("do", "preview"), ("mon", "10:00-11:00")])));
    assert!(answer.status == 200 && api.writes().is_empty());
    assert!(text(&answer).contains("value=\"10:00-11:00\""));
    let calls = api.calls.borrow();
    let asked = body(calls.iter().find(|call| call.path.ends_with("preview/deadline")).unwrap());
    assert_eq!(asked["calendar"]["weekly"]["mon"], json!([["10:00", "11:00"]]));
    assert_eq!((&asked["start"], &asked["target_s"]), (&json!("2026-11-22T09:00:00Z"), &json!(28_800)));
}

#[test]
fn every_time_zone_that_is_offered_is_one() {
    let page = text(&ask(&Fixtures::default(), get("/settings/calendars")));
    let (_, list) = page.split_once("<datalist id=\"zones\">").unwrap();
    let zones: Vec<_> =
        tags(list.split("</datalist>").next().unwrap()).into_iter().filter(|tag| tag.name == "option").collect();
    assert!(zones.len() > 400);
    for zone in zones {
        let calendar = json!({"zone": zone.get("value").unwrap(), "weekly": {"mon": [["09:00", "17:00"]]}});
        let calendar: Calendar = serde_json::from_value(calendar).unwrap();
        assert!(OpenHours::compile(&calendar, "calendar").is_ok(), "{zone:?}");
    }
}

#[test]
fn templates_are_found_by_words_category_language_and_owner() {
    let rows = |query: &str| {
        let page = text(&ask(&Fixtures::default(), get(&format!("/settings/templates?{query}"))));
        tags(&page)
            .iter()
            .filter(|tag| tag.get("href").is_some_and(|to| to.starts_with("/settings/template?copy=")))
            .count()
    };
    let all = rows("");
    assert!(all > 10, "{all}");
    assert_eq!(rows("q=OWN+two"), 1);
    assert_eq!((rows("whose=personal"), rows("whose=shared"), rows("whose=shipped")), (1, 1, all - 2));
    assert_eq!(rows("whose=shared&lang=de"), 1);
    assert_eq!(rows("whose=shared&lang=fr"), 0);
    assert!(rows("category=order_status") > 1 && rows("category=order_status") < all);
    let page = text(&ask(&Fixtures::default(), get("/settings/templates?q=nothing-at-all")));
    assert!(page.contains("No template fits."));
}

/// The form of the template `own_one`.
const OWN: [(&str, &str); 8] = [
    ("etag", "\"3\""),
    ("was", "own_one"),
    ("id", "own_one"),
    ("title", " Own one "),
    ("category", "general"),
    ("owner", ""),
    ("lang", "en"),
    ("text", "Hello {customer_name},\r\nwelcome.\r\n"),
];

#[test]
fn a_template_is_a_form_in_several_languages() {
    let api = Fixtures::default();
    let more = [
        ("lang", "de"),
        ("text", " "),
        ("lang", "fr"),
        ("text", "Bonjour"),
        ("lang", ""),
        ("text", ""),
        ("do", "save"),
    ];
    let answer = ask(&api, post("/settings/template", &[&OWN[..], &more[..]].concat()));
    assert_eq!(header(&answer, "location"), "/settings/template?id=own_one&done=saved", "{}", text(&answer));
    let saved = &api.writes()[0].2["templates"];
    let wanted = json!({"id": "own_one", "title": "Own one", "category": "general", "owner": null,
        "texts": {"en": "Hello {customer_name},\nwelcome.", "fr": "Bonjour"}});
    // In its place; the other one is as it was.
    assert_eq!((&saved[0], &saved[1]["id"], saved.as_array().unwrap().len()), (&wanted, &json!("own_two"), 2));
    let api = Fixtures::default();
    let new = [
        ("was", ""),
        ("etag", "\"3\""),
        ("id", "third"),
        ("owner", "Bob"),
        ("lang", "en"),
        ("text", "Hi"),
        ("do", "save"),
    ];
    ask(&api, post("/settings/template", &new));
    let saved = &api.writes()[0].2["templates"];
    assert_eq!((&saved[2]["id"], &saved[2]["owner"]), (&json!("third"), &json!("Bob")));
    let api = Fixtures::default();
    let answer = ask(&api, post("/settings/template", &[&OWN[..], &[("do", "remove")]].concat()));
    assert_eq!(header(&answer, "location"), "/settings/templates?done=removed");
    assert_eq!(api.writes()[0].2["templates"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_wrong_with_a_template_stands_at_its_field() {
    let errors = json!([
        {"field": "templates[0].id", "detail": "is a shipped template's"},
        {"field": "templates[0].texts.en", "detail": "knows no {colour}"},
        {"field": "templates[0].texts.", "detail": "is in no language"},
        {"field": "templates[1].title", "detail": "another one's"},
    ]);
    let api = refusing("templates", 422, "invalid", errors);
    let more = [("lang", ""), ("text", "Hola <b>"), ("do", "save")];
    let answer = ask(&api, post("/settings/template", &[&OWN[..], &more[..]].concat()));
    let page = text(&answer);
    assert_eq!(answer.status, 422);
    assert!(fault_of(&page, "t-id").contains("is a shipped"));
    assert!(fault_of(&page, "t-text-0").contains("knows no {colour}"));
    assert!(page.contains("id=\"t-lang-fault\"") && page.contains("Hola &lt;b&gt;</textarea>"));
    assert!(page.contains("templates[1].title: another one"));
    let answer = ask(
        &Fixtures::default(),
        post("/settings/template", &[&OWN[1..], &[("etag", "\"2\""), ("do", "save")]].concat()),
    );
    let page = text(&answer);
    assert!(answer.status == 412 && page.contains("Somebody else has changed this") && page.contains("welcome."));
}

#[test]
fn a_template_is_tried_with_samples_and_the_rules_say_what_they_think() {
    let api = Fixtures::default();
    let more = [("do", "preview"), ("channel", "ebay"), ("v.customer_name", "Mina")];
    let answer = ask(&api, post("/settings/template", &[&OWN[..], &more[..]].concat()));
    let page = text(&answer);
    assert!(answer.status == 200 && api.writes().is_empty());
    assert!(page.contains("<mark class=\"found\">Hello</mark>") && page.contains("Reply here."), "{page}");
    assert!(page.contains("name=\"v.customer_name\" value=\"Mina\""));
    let asked =
        |api: &Fixtures| body(api.calls.borrow().iter().find(|call| call.path.ends_with("preview/render")).unwrap());
    let wanted = json!({"source": "Hello {customer_name},\nwelcome.\n", "lang": "en", "channel": "ebay", "values": {"customer_name": "Mina"}});
    assert_eq!(asked(&api), wanted);
    // The same for the script; an empty value is none.
    let api = Fixtures::default();
    let live = text(&ask(&api, post("/live/render", &[&OWN[..], &[("v.customer_name", "")]].concat())));
    assert!(live.contains("\"html\":") && !live.contains("<form"), "{live}");
    assert_eq!(asked(&api)["values"], json!({}));
    let broken = problem(422, "invalid", json!({"errors": [{"field": "source", "detail": "no end of <if>"}]}));
    let api = Fixtures::with("preview/render", 422, broken);
    assert!(text(&ask(&api, get("/settings/template?id=own_one"))).contains("source: no end of &lt;if&gt;"));
}

#[test]
fn a_shipped_template_is_copied_to_be_changed() {
    let page = text(&ask(&Fixtures::default(), get("/settings/template?copy=order_status")));
    assert!(page.contains("value=\"own_order_status\"") && page.contains("name=\"was\" value=\"\""), "{page}");
    let langs: Vec<_> = tags(&page)
        .into_iter()
        .filter(|tag| tag.name == "input" && tag.get("name") == Some("lang"))
        .map(|tag| tag.get("value").unwrap().to_owned())
        .collect();
    assert_eq!(langs, ["en", "de", "zh"]);
    for path in ["/settings/template?id=nothing", "/settings/template?copy=../agents", "/settings/template?copy=a%2Fb"]
    {
        assert_eq!(ask(&Fixtures::default(), get(path)).status, 404, "{path}");
    }
}

#[test]
fn personal_templates_are_offered_to_their_person_and_own_ones_ask_for_their_values() {
    let page = |cookie: &str| {
        let request = with(
            get("/conversations/{id}?template=own_one&lang=en"),
            "cookie",
            &format!("desk=tok-1; desk-me={cookie}"),
        );
        text(&ask(&Fixtures::default(), request))
    };
    assert!(!page("ann").contains("value=\"own_two\""));
    assert!(page("Bob").contains("value=\"own_two\""));
    assert!(page("ann").contains("name=\"v.reason\""));
}

#[test]
fn a_refused_policy_stays_as_it_was_typed() {
    let errors = json!([
        {"field": "policies[0].policy.warn_at_permille[1]", "detail": "must ascend"},
        {"field": "policies[0].when.channels[0]", "detail": "is no channel"},
        {"field": "policies[2].policy.id", "detail": "another one's"},
    ]);
    let api = refusing("policies", 422, "invalid", errors);
    let typed = [
        ("etag", "\"3\""),
        ("place", "0"),
        ("do", "save"),
        ("id", "mine"),
        ("first", "45"),
        ("warnings", "90, 50"),
        ("channels", "amazn"),
        ("categories", "general"),
    ];
    let page = text(&ask(&api, post("/settings/policies/row", &typed)));
    assert!(
        fault_of(&page, "p0-warnings").contains("must ascend") && fault_of(&page, "p0-channels").contains("no channel")
    );
    assert!(page.contains("value=\"90, 50\"") && page.contains("value=\"45\""));
    assert!(page.contains("<code>policies[2].policy.id</code>") && !page.contains("<code>policies[0]"));
    let not_a_number = [("etag", "\"3\""), ("place", "0"), ("do", "save"), ("id", "mine"), ("first", "soon")];
    let page = text(&ask(&Fixtures::default(), post("/settings/policies/row", &not_a_number)));
    fault_of(&page, "p0-first");
    assert!(page.contains("value=\"soon\""));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Whatever is typed into a form, the page that shows it again has the tags of harmless words.
    #[test]
    fn nothing_typed_becomes_markup(words in r#"[a-z]("|'|<script>|</textarea>|</option>|<!--|&|&lt;|\u{202e}|\u{0}|[ -z]|\PC){1,30}"#) {
        let forms: [(&str, &[&str], &str); 4] = [
            ("/settings/calendars/one", &["was", "name", "zone", "mon", "sun", "overrides", "holidays", "accounts"], "preview"),
            ("/settings/template", &["was", "id", "title", "category", "owner", "text", "v.order_id"], "preview"),
            ("/settings/automations/one", &["id", "name", "keywords", "channels", "template", "values", "tag", "note"], "test"),
            ("/settings/policies/row", &["id", "name", "first", "warnings", "channels"], "save"),
        ];
        for (path, names, deed) in forms {
            let shown = |words: &str| {
                let typed = names.iter().map(|name| (*name, words));
                let fields: Vec<_> = typed.chain([("do", deed), ("place", "0"), ("etag", "\"2\""), ("lang", "en")]).collect();
                let page = text(&ask(&Fixtures::default(), post(path, &fields)));
                tags(&page).into_iter().map(|tag| tag.name).collect::<Vec<_>>()
            };
            prop_assert_eq!(shown(&words), shown("harmless"), "{}", path);
        }
    }
}
