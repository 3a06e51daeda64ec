//! The exports.

use crate::classify;
use sellerdesk_contract::wit::intent::{Input, Verdict};

#[allow(missing_docs, reason = "generated")]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "classifier-component",
        with: { "sellerdesk:desk/intent@0.1.0": sellerdesk_contract::wit::intent },
    });
    export!(Component with_types_in self);
    use super::Component;
}

struct Component;

impl bindings::exports::sellerdesk::desk::classifier::Guest for Component {
    fn classify(input: Input) -> Verdict {
        classify(&input)
    }
}
