//! From a manifest to an application ready to answer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use futures_util::future::try_join_all;
use tokio::sync::Semaphore;
use wasmtime::Engine;
use wasmtime::component::Linker;
use wasmtime_wasi_http::p3::bindings::ServicePre;

use crate::allowed_hosts::AllowedHosts;
use crate::application::Application;
use crate::clock::Clock;
use crate::compile::Compiler;
use crate::compose::{Composition, compose};
use crate::engine;
use crate::error::HostError;
use crate::guest;
use crate::host::Options;
use crate::instance::{ComponentContext, InstanceState};
use crate::manifest::{Component, DependencySource, Manifest, TriggerTarget};
use crate::progress::Progress;
use crate::route::Router;
use crate::store::Store;
use crate::variables::ComponentVariables;
use crate::worker::{Service, WorkerFactory};

/// Loads every component that has a trigger, several at a time.
///
/// # Errors
/// [`HostError`] for the first problem.
pub(crate) async fn load(
    manifest: Manifest,
    options: &Options,
    store: Arc<dyn Store>,
    clock: &Clock,
) -> Result<Arc<Application>, HostError> {
    let (router, duplicates) = Router::build(&manifest.triggers)?;
    for route in duplicates {
        let text = format!("route {route} is duplicated; the last trigger wins");
        options.log.host(&"".into(), text);
    }
    let values = application_variables(&manifest, &options.variables)?;
    let ids: BTreeSet<String> = manifest
        .triggers
        .iter()
        .filter_map(|trigger| match &trigger.target {
            TriggerTarget::Component(id) => Some(id.clone()),
            TriggerTarget::Static(_) => None,
        })
        .collect();
    let engine = engine::build(options.request_timeout.is_some())?;
    let loader = Arc::new(Loader {
        compiler: Compiler::new(&engine, &options.cache_dir),
        linker: linker(&engine)?,
        engine,
        slots: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
        done: AtomicUsize::new(0),
        total: ids.len(),
        options: options.clone(),
        manifest,
    });
    let services = try_join_all(ids.into_iter().map(|id| {
        let loader = Arc::clone(&loader);
        let context = loader.context(&id, &values, Arc::clone(&store), clock);
        async move {
            let context = Arc::new(context?);
            let service = loader.service(&id, context).await?;
            Ok::<_, HostError>((id, service))
        }
    }))
    .await?;
    let application = Arc::new(Application {
        router,
        triggers: loader.manifest.triggers.clone(),
        services: services.into_iter().collect(),
        address: OnceLock::new(),
    });
    for service in application.services.values() {
        let _ = service.component().application.set(Arc::downgrade(&application));
    }
    Ok(application)
}

struct Loader {
    engine: Engine,
    linker: Linker<InstanceState>,
    compiler: Compiler,
    slots: Semaphore,
    done: AtomicUsize,
    total: usize,
    options: Options,
    manifest: Manifest,
}

impl Loader {
    /// What all instances of the component `id` share.
    fn context(
        &self,
        id: &str,
        values: &BTreeMap<String, String>,
        store: Arc<dyn Store>,
        clock: &Clock,
    ) -> Result<ComponentContext, HostError> {
        let component = self.component(id)?;
        let unresolved = |variable: String, problem: String| HostError::VariableUnresolved {
            component: id.to_owned(),
            variable,
            problem,
        };
        let variables = ComponentVariables::resolve(id, &component.variables, values)
            .map_err(|(variable, error)| unresolved(variable, error.to_string()))?;
        let hosts = component
            .allowed_outbound_hosts
            .iter()
            .map(|template| template.resolve(|name| values.get(name).map(String::as_str)))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| unresolved("allowed_outbound_hosts".into(), error.to_string()))?;
        let ids: Vec<String> = self.manifest.components.keys().cloned().collect();
        let allowed_hosts = AllowedHosts::parse(hosts.iter().map(String::as_str), &ids)
            .map_err(|error| HostError::AllowedHost { component: id.to_owned(), error })?;
        Ok(ComponentContext {
            id: id.into(),
            stores: component.key_value_stores.clone(),
            store,
            variables,
            allowed_hosts,
            environment: component.environment.clone(),
            outbound: self.options.outbound.clone(),
            clock: clock.clone(),
            log: self.options.log.clone(),
            memory_bytes_max: self.options.memory_bytes_max,
            application: OnceLock::new(),
        })
    }

    /// Composes, compiles and links the component, off the asynchronous threads.
    async fn service(self: Arc<Self>, id: &str, context: Arc<ComponentContext>) -> Result<Service, HostError> {
        let _slot = self.slots.acquire().await.map_err(|error| HostError::Internal(error.to_string()))?;
        let worker = Arc::clone(&self);
        let owned_id = id.to_owned();
        let prepared = tokio::task::spawn_blocking(move || worker.prepare(&owned_id))
            .await
            .map_err(|error| HostError::Internal(error.to_string()))??;
        Ok(Service::new(WorkerFactory {
            component: context,
            engine: self.engine.clone(),
            prepared,
            reuse: self.options.reuse.clone(),
            request_timeout: self.options.request_timeout,
        }))
    }

    fn prepare(&self, id: &str) -> Result<ServicePre<InstanceState>, HostError> {
        let start = Instant::now();
        let failed =
            |error: wasmtime::Error| HostError::Component { component: id.to_owned(), problem: format!("{error:#}") };
        let wasm = self.composed(id)?;
        let cached = self.compiler.load(&wasm);
        let was_cached = cached.is_some();
        let compiled = match cached {
            Some(compiled) => compiled,
            None => {
                self.options.progress.report(Progress::Compiling { component: id.to_owned(), wasm_bytes: wasm.len() });
                self.compiler.compile(&wasm).map_err(failed)?
            }
        };
        let prepared = self.linker.instantiate_pre(&compiled).and_then(ServicePre::new).map_err(failed)?;
        self.options.progress.report(Progress::Ready {
            component: id.to_owned(),
            cached: was_cached,
            elapsed: start.elapsed(),
            done: self.done.fetch_add(1, Ordering::SeqCst) + 1,
            total: self.total,
        });
        Ok(prepared)
    }

    /// The component's Wasm with its dependencies composed in.
    fn composed(&self, id: &str) -> Result<Vec<u8>, HostError> {
        let component = self.component(id)?;
        let mut dependencies = Vec::with_capacity(component.dependencies.len());
        for dependency in &component.dependencies {
            let path = match &dependency.source {
                DependencySource::Path(path) => path,
                DependencySource::Component(target) => &self.component(target)?.source,
            };
            dependencies.push((dependency, read_wasm(id, path)?));
        }
        Ok(compose(Composition {
            component: id,
            bytes: read_wasm(id, &component.source)?,
            dependencies,
            has_environment: !component.environment.is_empty(),
        })?)
    }

    fn component(&self, id: &str) -> Result<&Component, HostError> {
        // The manifest's checks leave no dangling ids.
        self.manifest.components.get(id).ok_or_else(|| HostError::Internal(format!("no component {id:?}")))
    }
}

fn read_wasm(component: &str, path: &Path) -> Result<Vec<u8>, HostError> {
    std::fs::read(path).map_err(|error| HostError::Source {
        component: component.to_owned(),
        path: path.to_owned(),
        error,
    })
}

fn linker(engine: &Engine) -> Result<Linker<InstanceState>, HostError> {
    let mut linker = Linker::new(engine);
    let link = |linker: &mut Linker<InstanceState>| {
        wasmtime_wasi::p2::add_to_linker_async(linker)?;
        wasmtime_wasi::p3::add_to_linker(linker)?;
        wasmtime_wasi_http::p3::add_to_linker(linker)?;
        guest::link(linker)
    };
    link(&mut linker).map_err(|error| HostError::Engine(format!("{error:#}")))?;
    Ok(linker)
}

/// The value of every application variable.
fn application_variables(
    manifest: &Manifest,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, HostError> {
    if let Some(unknown) = given.keys().find(|name| !manifest.variables.contains_key(*name)) {
        return Err(HostError::VariableUnknown(unknown.clone()));
    }
    manifest
        .variables
        .iter()
        .map(|(name, variable)| {
            let value = given.get(name).or(variable.default.as_ref());
            let value = value.ok_or_else(|| HostError::VariableMissing(name.clone()))?;
            Ok((name.clone(), value.clone()))
        })
        .collect()
}
