//! `/api/v1/views`.

use super::question;
use crate::harness::{TestApp, json, problem, tests, wrong_fields};
use serde_json::{Value, json as object};

tests! {
    own views_are_ones_own_or_everybodys_with_a_count_each,
    shared what_no_list_takes_no_view_takes,
}

fn views(app: &TestApp, token: &str) -> Vec<Value> {
    json(&app.ask(Some(token), "GET", "/api/v1/views", None), 200)["views"].as_array().unwrap().clone()
}

fn views_are_ones_own_or_everybodys_with_a_count_each(app: &TestApp) {
    let (id, order) = question(app);
    let (mia, mias) = app.person("supervisor", Value::Null);
    let leos = app.person("agent", Value::Null).1;
    let own = object!({"name": "Mine", "filter": {"assignee": "me"}, "order": 2});
    let made = json(&app.ask(Some(&mias), "POST", "/api/v1/views", Some(&own)), 201);
    let shared = object!({"name": "One order", "filter": {"q": order}, "shared": true});
    problem(&app.ask(Some(&leos), "POST", "/api/v1/views", Some(&shared)), 403, "forbidden");
    let everybodys = json(&app.ask(Some(&mias), "POST", "/api/v1/views", Some(&shared)), 201);
    let name = mia["name"].as_str().unwrap();
    app.post(&format!("/api/v1/conversations/{id}/assignment"), &object!({"assignee": name}));
    let seen = views(app, &mias);
    assert_eq!(seen.len(), 2, "{seen:#?}");
    for view in &seen {
        assert_eq!((&view["count"], &view["more"]), (&object!(1), &object!(false)), "{view}");
    }
    let leo_sees = views(app, &leos);
    assert_eq!((leo_sees.len(), &leo_sees[0]["id"]), (1, &everybodys["id"]));
    // What one may not see is not counted either.
    let limited = app.person("agent", object!(["standard/second"])).1;
    assert_eq!(views(app, &limited)[0]["count"], 0);
    // Another's is not there; a shared one is not an agent's to change.
    let path = format!("/api/v1/views/{}", made["id"].as_str().unwrap());
    problem(&app.ask(Some(&leos), "PUT", &path, Some(&own)), 404, "not-found");
    problem(&app.ask(Some(&leos), "DELETE", &path, None), 404, "not-found");
    let shared_path = format!("/api/v1/views/{}", everybodys["id"].as_str().unwrap());
    problem(&app.ask(Some(&leos), "DELETE", &shared_path, None), 403, "forbidden");
    let renamed = object!({"name": "Still mine", "filter": {"assignee": "me"}});
    assert_eq!(json(&app.ask(Some(&mias), "PUT", &path, Some(&renamed)), 200)["name"], "Still mine");
    for path in [&path, &shared_path] {
        assert_eq!(app.ask(Some(&mias), "DELETE", path, None).status, 204);
    }
    assert!(views(app, &mias).is_empty());
}

fn what_no_list_takes_no_view_takes(app: &TestApp) {
    let post = |body: &Value| app.post("/api/v1/views", body);
    let filter = object!({"name": "x", "filter": {"colour": "red", "sla": "late", "priority": "urgent"}});
    assert_eq!(wrong_fields(&post(&filter)), ["filter.colour", "filter.sla"]);
    for name in ["", " x", "x\n", &"x".repeat(61)] {
        assert_eq!(wrong_fields(&post(&object!({"name": name}))), ["name"]);
    }
    for body in [object!({}), object!({"name": "x", "filter": []}), object!({"name": "x", "more": 1})] {
        assert_eq!(wrong_fields(&post(&body)), ["body"]);
    }
}
