//! What a team does around conversations.

pub mod export;
pub mod finding;
pub mod presence;
pub mod read_marks;
pub mod replies;
pub mod sharing;
pub mod undo;
pub mod views;

use crate::harness::{TestApp, fresh_number, now_ms};
use sellerdesk_tests::webhook::standard::Event;
use serde_json::json;

/// A new conversation of the account `main`: its id and its order.
pub fn question(app: &TestApp) -> (String, String) {
    let order = fresh_number().to_string();
    let event = Event::from_buyer(now_ms(), &order, "I have a question about this.");
    let event = event.with("buyer", json!({"id": format!("buyer-{order}"), "name": format!("Anna {order}")}));
    app.accept(&app.standard(&format!("t_{order}"), &event));
    (app.row(&order)["id"].as_str().unwrap().to_owned(), order)
}
