//! `GET` and `PUT /api/v1/read-marks`: what somebody has read is theirs alone.

use super::question;
use crate::harness::{TestApp, json, now_ms, tests, wrong_fields};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::{Value, json as object};

tests! {
    shared what_one_looked_at_is_read_until_something_comes,
    shared marks_are_set_and_taken_off_by_hand,
}

fn marks(app: &TestApp, token: &str) -> Value {
    json(&app.ask(Some(token), "GET", "/api/v1/read-marks", None), 200)["marks"].clone()
}

fn what_one_looked_at_is_read_until_something_comes(app: &TestApp) {
    let (id, order) = question(app);
    let (mia, leo) = (app.person("agent", Value::Null).1, app.person("agent", Value::Null).1);
    assert_eq!(marks(app, &mia), object!({}));
    let path = format!("/api/v1/conversations/{id}/presence");
    json(&app.ask(Some(&mia), "PUT", &path, Some(&object!({}))), 200);
    assert_eq!(marks(app, &mia)[&id], 1);
    assert_eq!(marks(app, &leo), object!({}), "theirs alone");
    // A message that was written before and comes late counts too.
    let late = Event::from_buyer(now_ms() - 3_600_000, &order, "I wrote this an hour ago.");
    app.accept(&app.standard(&format!("late_{order}"), &late));
    assert_eq!((&app.conversation(&id)["conversation"]["items"], &marks(app, &mia)[&id]), (&object!(2), &object!(1)));
}

fn marks_are_set_and_taken_off_by_hand(app: &TestApp) {
    let ids = [question(app).0, question(app).0];
    let mia = app.person("agent", Value::Null).1;
    let set = |ids: &[&str], read: bool| {
        let body = object!({"ids": ids, "read": read});
        json(&app.ask(Some(&mia), "PUT", "/api/v1/read-marks", Some(&body)), 200)["marked"].clone()
    };
    assert_eq!(set(&[&ids[0], &ids[1], "nothing"], true), 2);
    assert_eq!(marks(app, &mia).as_object().unwrap().len(), 2);
    assert_eq!(set(&[&ids[0]], false), 1);
    assert_eq!(marks(app, &mia), object!({(ids[1].as_str()): 1}));
    let limited = app.person("agent", object!(["standard/second"])).1;
    let body = object!({"ids": ids, "read": true});
    assert_eq!(json(&app.ask(Some(&limited), "PUT", "/api/v1/read-marks", Some(&body)), 200)["marked"], 0);
    assert_eq!(wrong_fields(&app.put("/api/v1/read-marks", &[], &object!({"ids": [], "read": true}))), ["ids"]);
}
