//! Why a host doesn't start.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::allowed_hosts::AllowedHostError;
use crate::compose::ComposeError;
use crate::manifest::ManifestError;
use crate::route::RouteError;
use crate::store::StoreError;

/// Why a host doesn't start.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The manifest is wrong.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A route is wrong.
    #[error(transparent)]
    Route(#[from] RouteError),
    /// A required variable has no value.
    #[error("variable {0:?} is required and has no value")]
    VariableMissing(String),
    /// A value was given for a variable the manifest doesn't declare.
    #[error("variable {0:?} is not declared in the manifest")]
    VariableUnknown(String),
    /// A component's variable can't be resolved.
    #[error("component {component:?}, variable {variable:?}: {problem}")]
    VariableUnresolved {
        /// The component.
        component: String,
        /// Its variable.
        variable: String,
        /// What is wrong.
        problem: String,
    },
    /// A component's allowed outbound host is malformed.
    #[error("component {component:?}: {error}")]
    AllowedHost {
        /// The component.
        component: String,
        /// What is wrong.
        error: AllowedHostError,
    },
    /// A component's Wasm file can't be read; it is probably not built.
    #[error("component {component:?}: can't read {}: {error} (is it built?)", path.display())]
    Source {
        /// The component.
        component: String,
        /// Its file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A component can't be composed with its dependencies.
    #[error(transparent)]
    Compose(#[from] ComposeError),
    /// A component can't be compiled or linked.
    #[error("component {component:?}: {problem}")]
    Component {
        /// The component.
        component: String,
        /// What wasmtime says.
        problem: String,
    },
    /// The engine can't be made.
    #[error("engine: {0}")]
    Engine(String),
    /// The store can't be opened.
    #[error("store: {0}")]
    Store(#[from] StoreError),
    /// The address can't be listened on.
    #[error("can't listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// A task of the host died.
    #[error("internal error: {0}")]
    Internal(String),
}
