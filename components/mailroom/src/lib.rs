//! The component `mailroom`: authenticates and reads mail that comes as webhooks. `sellerdesk_relay_mail` is what it
//! does; the channels whose buyers write by mail are composed with it.

// The export can only be linked for Wasm.
#![cfg(target_family = "wasm")]

use sellerdesk_contract::wit::webhook::{Evidence, Received, Request};

#[allow(missing_docs, reason = "generated")]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "mailroom-component",
        with: {
            "sellerdesk:desk/canonical@0.1.0": sellerdesk_contract::wit::canonical,
            "sellerdesk:desk/webhook@0.1.0": sellerdesk_contract::wit::webhook,
        },
    });
    export!(Component with_types_in self);
    use super::Component;
}

struct Component;

impl bindings::exports::sellerdesk::desk::mailroom::Guest for Component {
    fn open(request: Request, url: String, evidence: Vec<Evidence>) -> Result<Vec<u8>, Received> {
        let evidence: Vec<_> = evidence.into_iter().map(Into::into).collect();
        sellerdesk_relay_mail::open(&request.into(), &url, &evidence).map_err(Into::into)
    }
}
