//! What the trigger's plugin does with a component.

use std::path::{Path, PathBuf};
use wasmtime::component::{Accessor, Component, HasSelf, Linker, ResourceTable};
use wasmtime::error::Context;
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::WasiHttpCtx;
use wasmtime_wasi_http::p2::{WasiHttpCtxView, WasiHttpView, default_hooks};

wasmtime::component::bindgen!({
    world: "cron-component",
    path: "../../../wit/cron",
    exports: { default: async },
});

use spin::variables::variables;

const LOG_BYTES_MAX: usize = 64 * 1024;

/// The component, ready to run.
pub struct Plugin {
    component: Component,
    linker: Linker<State>,
}

/// What came of one tick.
pub struct Tick {
    pub outcome: Result<(), String>,
    pub log: String,
}

struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    variables: Vec<(&'static str, String)>,
}

impl Plugin {
    /// Links WASI 0.2 and variables, nothing else.
    pub fn new() -> wasmtime::Result<Self> {
        let mut config = Config::new();
        config.wasm_component_model_async(true);
        let engine = Engine::new(&config)?;
        let file = built();
        let component = Component::from_file(&engine, &file)
            .with_context(|| format!("{}: build it first, see spin-cron.toml", file.display()))?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
        variables::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
        Ok(Self { component, linker })
    }

    /// The names of all imports.
    pub fn imports(&self) -> Vec<String> {
        let engine = self.component.engine();
        self.component.component_type().imports(engine).map(|(name, _)| name.to_owned()).collect()
    }

    /// One tick on a new instance; an error is a trap.
    pub async fn tick(&self, desk_url: &str, task_token: Option<&str>) -> wasmtime::Result<Tick> {
        let stdout = MemoryOutputPipe::new(LOG_BYTES_MAX);
        let desk_url = ("desk_url", desk_url.to_owned());
        let state = State {
            wasi: WasiCtx::builder().stdout(stdout.clone()).build(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
            variables: task_token.map(|token| ("task_token", token.to_owned())).into_iter().chain([desk_url]).collect(),
        };
        let mut store = Store::new(self.component.engine(), state);
        let cron = CronComponent::instantiate_async(&mut store, &self.component, &self.linker).await?;
        let metadata = Metadata { timestamp: 1_768_384_800 };
        let called = store.run_concurrent(async |store| cron.call_handle_cron_event(store, metadata).await).await??;
        let log = String::from_utf8(stdout.contents().to_vec())?;
        Ok(Tick { outcome: called.map_err(|Error::Other(text)| text), log })
    }
}

/// The built component: `CRON_WASM`, or where the manifest has it.
fn built() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../target/wasm32-wasip2/release/cron.wasm");
    std::env::var_os("CRON_WASM").map_or_else(usual, PathBuf::from)
}

impl variables::HostWithStore for HasSelf<State> {
    async fn get<T: Send>(state: &Accessor<T, Self>, name: String) -> Result<String, variables::Error> {
        state.with(|mut access| {
            let mut variables = access.get().variables.iter();
            let found = variables.find(|(candidate, _)| *candidate == name).map(|(_, value)| value.clone());
            found.ok_or(variables::Error::Undefined(name))
        })
    }
}

impl variables::Host for State {}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: default_hooks() }
    }
}
