//! The WIT contracts as Rust: bindings to everything a component may be composed with, and the conversions
//! between the records of `wit/` and the plain types that the rules use.
//!
//! A component that links this crate imports only the interfaces whose functions it calls.
//!
//! - Adapters and pure components need no feature, the classifier `intent`: the category names of both sides.
//! - `rules` is for the components with storage: `Composed` answers the inbox by the composed components.

#[macro_use]
mod macros;

mod events;
#[cfg(feature = "intent")]
mod intent;
#[cfg(feature = "rules")]
pub mod render;
mod reply_api;
#[cfg(feature = "rules")]
mod rules;
mod webhook;

/// Generated from `wit/`.
#[expect(missing_docs, reason = "the documentation stands in wit/")]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        world: "composed",
        generate_all,
    });
}

pub use bindings::sellerdesk::desk as wit;
pub use reply_api::{Channel, Served};
#[cfg(feature = "rules")]
pub use rules::Composed;
pub use webhook::{open, receive, serve};
#[doc(hidden)]
pub use wit_bindgen;

/// Exports an adapter as a component: `sellerdesk_contract::export_adapter!(Shopify);`.
#[macro_export]
macro_rules! export_adapter {
    ($adapter:ty) => {
        #[cfg(target_family = "wasm")]
        #[allow(missing_docs, reason = "generated")]
        mod component {
            $crate::wit_bindgen::generate!({
                path: "../../wit",
                world: "adapter-component",
                runtime_path: "sellerdesk_contract::wit_bindgen::rt",
                with: {
                    "sellerdesk:desk/canonical@0.1.0": sellerdesk_contract::wit::canonical,
                    "sellerdesk:desk/webhook@0.1.0": sellerdesk_contract::wit::webhook,
                },
            });
            use super::*;

            struct Component;

            $crate::serve_adapter!($adapter);
            export!(Component);
        }
    };
}

/// Exports an adapter that sends replies too: `sellerdesk_contract::export_channel!(Ebay);`.
#[macro_export]
macro_rules! export_channel {
    ($adapter:ty) => {
        #[cfg(target_family = "wasm")]
        #[allow(missing_docs, reason = "generated")]
        mod component {
            $crate::wit_bindgen::generate!({
                path: "../../wit",
                world: "channel-component",
                runtime_path: "sellerdesk_contract::wit_bindgen::rt",
                with: {
                    "sellerdesk:desk/canonical@0.1.0": sellerdesk_contract::wit::canonical,
                    "sellerdesk:desk/webhook@0.1.0": sellerdesk_contract::wit::webhook,
                    "sellerdesk:desk/outgoing@0.1.0": sellerdesk_contract::wit::outgoing,
                },
            });
            use super::*;
            use exports::sellerdesk::desk::reply_api;
            use $crate::Served;
            use $crate::wit::outgoing as wit;

            struct Component;

            $crate::serve_adapter!($adapter);

            impl reply_api::Guest for Component {
                fn limits() -> wit::ReplyLimits {
                    Served::<$adapter>::limits()
                }

                fn authorize(account: wit::ApiAccount) -> Result<Option<wit::OutgoingRequest>, String> {
                    Served::<$adapter>::authorize(account)
                }

                fn token(account: wit::ApiAccount, response: wit::IncomingResponse) -> Result<String, wit::Outcome> {
                    Served::<$adapter>::token(account, response)
                }

                fn compose(account: wit::ApiAccount, reply: wit::Reply) -> Result<wit::OutgoingRequest, String> {
                    Served::<$adapter>::compose(account, reply)
                }

                fn interpret(account: wit::ApiAccount, reply: wit::Reply, response: wit::IncomingResponse) -> wit::Outcome {
                    Served::<$adapter>::interpret(account, reply, response)
                }

                fn fetch(account: wit::ApiAccount, url: String) -> Result<wit::OutgoingRequest, String> {
                    Served::<$adapter>::fetch(account, url)
                }
            }

            export!(Component);
        }
    };
}

/// The half that both exports share.
#[doc(hidden)]
#[macro_export]
macro_rules! serve_adapter {
    ($adapter:ty) => {
        use exports::sellerdesk::desk::adapter;
        use $crate::wit::webhook::{
            Description as WitDescription, Evidence as WitEvidence, Received as WitReceived, Request as WitRequest,
        };

        impl adapter::Guest for Component {
            fn describe() -> WitDescription {
                <$adapter as sellerdesk_adapter::Adapter>::DESCRIPTION.into()
            }

            fn receive(request: WitRequest, evidence: Vec<WitEvidence>) -> WitReceived {
                $crate::serve::<$adapter>(request, evidence)
            }
        }
    };
}
