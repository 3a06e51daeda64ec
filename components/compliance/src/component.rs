//! The exports.

use sellerdesk_contract::wit::conduct::{Destination, Finding, WrongField};

#[allow(missing_docs, reason = "generated")]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "compliance-component",
        with: { "sellerdesk:desk/conduct@0.1.0": sellerdesk_contract::wit::conduct },
    });
    export!(Component with_types_in self);
    use super::Component;
}

struct Component;

impl bindings::exports::sellerdesk::desk::compliance::Guest for Component {
    fn scan(text: String, destination: Destination, changes: Option<String>) -> Vec<Finding> {
        crate::scan(&text, &destination, changes.as_deref())
    }

    fn check_changes(changes: String) -> Result<(), WrongField> {
        crate::check_changes(&changes)
    }
}
