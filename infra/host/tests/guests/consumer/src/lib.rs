//! A component whose answer comes from a dependency.

use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

wit_bindgen::generate!({ path: "../wit", world: "consumer", generate_all });

use probe::greeter::greeting::{Person, greet};

#[http_service]
async fn handle(_: Request) -> impl IntoResponse {
    greet(&Person { name: "buyer".into(), age: 30 })
}
