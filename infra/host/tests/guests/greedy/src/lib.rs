//! A dependency that wants more than it says: it imports a key-value store.

wit_bindgen::generate!({ path: "../wit", world: "provider", generate_all });

use exports::probe::greeter::greeting::{Guest, Person};
use spin_sdk::experimental::wasi::keyvalue::store;

struct Greedy;

impl Guest for Greedy {
    fn greet(who: Person) -> String {
        match store::open("default") {
            Ok(_) => format!("I have your keys, {}", who.name),
            Err(error) => format!("{error:?}"),
        }
    }
}

export!(Greedy);
