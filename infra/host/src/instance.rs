//! What an instance of a component has: its WASI context, its view of the store and the
//! variables, its way out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock, Weak};

use wasmtime::ResourceLimiter;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::WasiHttpCtx;
use wasmtime_wasi_http::p3::{WasiHttpCtxView, WasiHttpView};

use crate::allowed_hosts::AllowedHosts;
use crate::application::Application;
use crate::clock::Clock;
use crate::guest::{KeyValueState, VariablesState};
use crate::log::{GuestOutput, LogSink, LogSource};
use crate::outbound::{Outbound, OutboundHooks};
use crate::store::Store;
use crate::variables::ComponentVariables;

/// What all instances of a component share.
pub(crate) struct ComponentContext {
    pub(crate) id: Arc<str>,
    pub(crate) stores: BTreeSet<String>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) variables: ComponentVariables,
    pub(crate) allowed_hosts: AllowedHosts,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) outbound: Outbound,
    pub(crate) clock: Clock,
    pub(crate) log: LogSink,
    /// Linear memory and tables of one instance together.
    pub(crate) memory_bytes_max: Option<usize>,
    /// Set once the application is complete; weak, because the application holds the component.
    pub(crate) application: OnceLock<Weak<Application>>,
}

/// The data of one instance's store.
pub(crate) struct InstanceState {
    pub(crate) limiter: MemoryLimiter,
    pub(crate) key_value: KeyValueState,
    pub(crate) variables: VariablesState,
    table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: OutboundHooks,
}

impl InstanceState {
    pub(crate) fn new(component: &Arc<ComponentContext>) -> Self {
        let output = |source| GuestOutput::new(component.log.clone(), component.id.clone(), source);
        let mut wasi = WasiCtxBuilder::new();
        wasi.stdout(output(LogSource::Stdout)).stderr(output(LogSource::Stderr)).wall_clock(component.clock.clone());
        for (name, value) in &component.environment {
            wasi.env(name, value);
        }
        Self {
            limiter: MemoryLimiter { used_bytes: 0, bytes_max: component.memory_bytes_max.unwrap_or(usize::MAX) },
            key_value: KeyValueState::new(Arc::clone(component)),
            variables: VariablesState::new(Arc::clone(component)),
            table: ResourceTable::new(),
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            hooks: OutboundHooks::new(Arc::clone(component)),
        }
    }
}

impl WasiView for InstanceState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for InstanceState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.hooks, table: &mut self.table, ctx: &mut self.http }
    }
}

/// Caps what all memories and tables of an instance hold together, as Spin's
/// `--max-instance-memory` does.
pub(crate) struct MemoryLimiter {
    used_bytes: usize,
    bytes_max: usize,
}

impl MemoryLimiter {
    fn grow(&mut self, by_bytes: usize) -> bool {
        match self.used_bytes.checked_add(by_bytes) {
            Some(total_bytes) if total_bytes <= self.bytes_max => {
                self.used_bytes = total_bytes;
                true
            }
            _ => false,
        }
    }
}

impl ResourceLimiter for MemoryLimiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(self.grow(desired.saturating_sub(current)))
    }

    fn table_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let elements = desired.saturating_sub(current);
        Ok(self.grow(elements.saturating_mul(size_of::<usize>())))
    }
}
