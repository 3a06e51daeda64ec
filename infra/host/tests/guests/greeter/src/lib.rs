//! A pure dependency: one function, no capability.

wit_bindgen::generate!({ path: "../wit", world: "provider", generate_all });

use exports::probe::greeter::greeting::{Guest, Person};

struct Greeter;

impl Guest for Greeter {
    fn greet(who: Person) -> String {
        format!("hello {}, {}", who.name, who.age)
    }
}

export!(Greeter);
