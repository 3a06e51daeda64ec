//! The interfaces a component can import beyond WASI and wasi:http, and what stands behind them.

mod handles;
mod key_value;
mod variables;
mod wasi_key_value;

pub(crate) use key_value::KeyValueState;
pub(crate) use variables::VariablesState;

use crate::instance::InstanceState;

pub(crate) mod bindings {
    #![allow(missing_docs, reason = "generated")]
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "generated")]

    wasmtime::component::bindgen!({
        path: "wit",
        world: "sellerdesk:host/capabilities",
        imports: { default: async | trappable },
        trappable_error_type: {
            "spin:key-value/key-value@3.0.0.error" => super::key_value::GuestError,
            "spin:variables/variables@3.0.0.error" => super::variables::GuestError,
            "wasi:keyvalue/store@0.2.0-draft2.error" => super::wasi_key_value::GuestError,
            "wasi:keyvalue/atomics@0.2.0-draft2.cas-error" => super::wasi_key_value::GuestCasError,
            "wasi:config/store@0.2.0-draft-2024-09-27.error" => super::variables::GuestConfigError,
        },
    });
}

/// Links every interface; what a component may do with them is decided at each call.
///
/// # Errors
/// wasmtime's, when an interface is linked twice.
pub(crate) fn link(linker: &mut wasmtime::component::Linker<InstanceState>) -> wasmtime::Result<()> {
    use bindings::{spin, wasi};

    fn key_value(state: &mut InstanceState) -> &mut KeyValueState {
        &mut state.key_value
    }
    fn variables(state: &mut InstanceState) -> &mut VariablesState {
        &mut state.variables
    }

    spin::key_value::key_value::add_to_linker::<_, key_value::KeyValue>(linker, key_value)?;
    wasi::keyvalue::store::add_to_linker::<_, key_value::KeyValue>(linker, key_value)?;
    wasi::keyvalue::atomics::add_to_linker::<_, key_value::KeyValue>(linker, key_value)?;
    wasi::keyvalue::batch::add_to_linker::<_, key_value::KeyValue>(linker, key_value)?;
    spin::variables::variables::add_to_linker::<_, variables::Variables>(linker, variables)?;
    wasi::config::store::add_to_linker::<_, variables::Variables>(linker, variables)
}
