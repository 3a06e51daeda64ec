//! `GET` and `PUT /api/v1/assignment`, and what comes of it.

use super::question;
use crate::harness::{TestApp, json, now_ms, tests, wrong_fields};
use serde_json::json as object;

tests! {
    own what_nobody_has_goes_to_whoever_has_room,
    shared a_sharing_that_makes_no_sense_is_refused_by_field,
}

const ASSIGNMENT: &str = "/api/v1/assignment";

fn what_nobody_has_goes_to_whoever_has_room(app: &TestApp) {
    assert_eq!(json(&app.get(ASSIGNMENT), 200), object!({"enabled": false, "members": []}));
    let members = object!([
        {"agent": "Mia", "capacity": 2, "languages": ["en"]},
        {"agent": "Leo", "capacity": 1},
        {"agent": "Ada", "capacity": 9, "away": true},
    ]);
    json(&app.put(ASSIGNMENT, &[], &object!({"enabled": true, "members": members})), 200);
    let assignees: Vec<_> = (0..4)
        .map(|_| {
            let (id, _) = question(app);
            app.sweep(now_ms());
            let found = app.conversation(&id);
            let records = found["records"].as_array().unwrap();
            let because = records.iter().find(|record| record["type"] == "automated").map(|it| it["because"].clone());
            (found["conversation"]["assignee"].clone(), because)
        })
        .collect();
    let given: Vec<_> = assignees.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(given, [Some("Mia"), Some("Leo"), Some("Mia"), None], "{assignees:#?}");
    assert_eq!(assignees[0].1, Some(object!(["language:en", "load:0/2"])));
    // By hand wins, and takes a note along.
    let (id, _) = question(app);
    let body = object!({"assignee": "Kim", "note": "You know this buyer."});
    json(&app.post(&format!("/api/v1/conversations/{id}/assignment"), &body), 200);
    app.sweep(now_ms());
    let found = app.conversation(&id);
    assert_eq!(found["conversation"]["assignee"], "Kim");
    let note = found["records"].as_array().unwrap().iter().find(|record| record["type"] == "noted").unwrap();
    assert_eq!((&note["text"], &note["mentions"]), (&object!("You know this buyer."), &object!(["Kim"])));
}

fn a_sharing_that_makes_no_sense_is_refused_by_field(app: &TestApp) {
    let refused = |members| wrong_fields(&app.put(ASSIGNMENT, &[], &object!({"enabled": true, "members": members})));
    assert_eq!(refused(object!([{"agent": "a", "capacity": 0}])), ["members[0].capacity"]);
    assert_eq!(refused(object!([{"agent": "a", "capacity": 1}, {"agent": "a", "capacity": 1}])), ["members[1].agent"]);
    assert_eq!(refused(object!([{"agent": "a"}])), ["document"]);
}
