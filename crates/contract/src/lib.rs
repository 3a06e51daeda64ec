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
#[cfg(feature = "rules")]
pub use rules::Composed;
pub use webhook::{receive, serve};
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
            use exports::sellerdesk::desk::adapter::Guest;
            use $crate::wit::webhook::{Description, Evidence, Received, Request};

            struct Component;

            impl Guest for Component {
                fn describe() -> Description {
                    <$adapter as sellerdesk_adapter::Adapter>::DESCRIPTION.into()
                }

                fn receive(request: Request, evidence: Vec<Evidence>) -> Received {
                    $crate::serve::<$adapter>(request, evidence)
                }
            }

            export!(Component);
        }
    };
}
