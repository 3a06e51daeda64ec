//! `/api/v1/accounts/{channel}/{account}/reports/{kind}`.

use super::facts::account;
use crate::harness::{Answer, TestApp, json, problem, tests};
use serde_json::json;

tests! {
    shared a_report_is_kept_as_it_came_and_its_rows_are_facts,
    shared what_is_no_such_report_is_refused,
}

const FEEDBACK: &str = "Date\tRating\tComments\tYour Response\tArrived on Time\tItem as Described\tCustomer Service\tOrder ID\tRater Email\r\n\
    03/11/26\t1\tlate\t\tNo\tYes\tNo\t302-1\ta@b\r\nno date\t1\tx\t\tNo\tYes\tNo\t302-2\ta@b\r\n";

fn put(app: &TestApp, path: &str, report: &[u8]) -> Answer {
    let bearer = format!("Bearer {}", app.variable("admin_token"));
    app.send("PUT", path, &[("authorization", &bearer)], Some(report))
}

fn a_report_is_kept_as_it_came_and_its_rows_are_facts(app: &TestApp) {
    let path = format!("{}/reports/feedback", account());
    let upload_it = || json(&put(app, &format!("{path}?site=us"), FEEDBACK.as_bytes()), 200);
    let upload = upload_it();
    assert_eq!(
        (&upload["rows"], &upload["facts"], &upload["refused"]),
        (&json!(2), &json!(1), &json!(1)),
        "{upload:#}"
    );
    assert_eq!(upload["errors"][0]["row"], 2);
    assert_eq!(upload_it()["id"], upload["id"], "the same bytes are the same upload");
    let uploads = json(&app.get(&path), 200);
    assert_eq!(uploads["uploads"].as_array().unwrap().len(), 1);
    let raw = app.get(&format!("{path}?upload={}", upload["id"].as_str().unwrap()));
    assert_eq!((raw.status, raw.body.as_slice()), (200, FEEDBACK.as_bytes()));
    assert_eq!(raw.header("content-type"), Some("application/octet-stream"));
    problem(&app.get(&format!("{path}?upload=0000000000000000")), 404, "not-found");
}

fn what_is_no_such_report_is_refused(app: &TestApp) {
    let path = format!("{}/reports/performance", account());
    problem(&put(app, &path, b"<html>"), 400, "malformed");
    problem(&app.get(&format!("{}/reports/horoscope", account())), 404, "not-found");
}
