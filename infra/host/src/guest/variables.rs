//! `spin:variables/variables@3.0.0` and `wasi:config/store@0.2.0-draft-2024-09-27`.

use std::sync::Arc;

use wasmtime::component::{Accessor, HasData};
use wasmtime_wasi::TrappableError;

use super::bindings::spin::variables::variables as api;
use super::bindings::wasi::config::store as config;
use crate::instance::ComponentContext;
use crate::variables::VariableError;

/// An error for the guest, or a trap.
pub(crate) type GuestError = TrappableError<api::Error>;
/// An error for the guest, or a trap.
pub(crate) type GuestConfigError = TrappableError<config::Error>;

/// An instance's view of its component's variables.
pub(crate) struct VariablesState {
    component: Arc<ComponentContext>,
}

impl VariablesState {
    pub(crate) fn new(component: Arc<ComponentContext>) -> Self {
        Self { component }
    }
}

/// Tells wasmtime how to reach [`VariablesState`].
pub(crate) struct Variables;

impl HasData for Variables {
    type Data<'a> = &'a mut VariablesState;
}

impl From<VariableError> for GuestError {
    fn from(error: VariableError) -> Self {
        match error {
            VariableError::InvalidName(text) => api::Error::InvalidName(text).into(),
            VariableError::Undefined(text) => api::Error::Undefined(text).into(),
        }
    }
}

impl api::Host for VariablesState {
    fn convert_error(&mut self, error: GuestError) -> wasmtime::Result<api::Error> {
        error.downcast()
    }
}

impl<T: 'static> api::HostWithStore<T> for Variables {
    async fn get(accessor: &Accessor<T, Self>, name: String) -> Result<String, GuestError> {
        let component = accessor.with(|mut access| Arc::clone(&access.get().component));
        Ok(component.variables.get(&name)?)
    }
}

impl config::Host for VariablesState {
    async fn get(&mut self, name: String) -> Result<Option<String>, GuestConfigError> {
        // Undefined and invalid names alike are absent, not errors.
        Ok(self.component.variables.get(&name).ok())
    }

    async fn get_all(&mut self) -> Result<Vec<(String, String)>, GuestConfigError> {
        Ok(self.component.variables.all())
    }

    fn convert_error(&mut self, error: GuestConfigError) -> wasmtime::Result<config::Error> {
        error.downcast()
    }
}
