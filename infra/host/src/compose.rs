//! Composes a component with its dependencies into one, as spinframework/spin
//! `crates/compose/src/lib.rs` does: each dependency is instantiated once for each consumer,
//! and its own dependencies are not resolved.

use std::collections::{BTreeMap, BTreeSet};

use wac_graph::types::{Package, SubtypeChecker, WorldId};
use wac_graph::{CompositionGraph, EncodeOptions, NodeId};

use crate::capability::{self, ENVIRONMENT, FILES};
use crate::manifest::Dependency;

/// Why a component can't be composed.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The bytes are no component.
    #[error("{component:?} is not a WebAssembly component: {problem}")]
    NotAComponent {
        /// The component or dependency.
        component: String,
        /// What the parser says.
        problem: String,
    },
    /// The name of a dependency matches no import.
    #[error("dependency '{dependency}' doesn't match any imports of component '{component}'")]
    Unmatched {
        /// The consumer.
        component: String,
        /// The dependency's name.
        dependency: String,
    },
    /// Two dependencies match the same import.
    #[error("import '{import}' of component '{component}' is satisfied by several dependencies")]
    Conflict {
        /// The consumer.
        component: String,
        /// The import.
        import: String,
    },
    /// The dependency has no such export.
    #[error("dependency '{dependency}' doesn't export '{export}' to satisfy import '{import}'")]
    MissingExport {
        /// The dependency's name.
        dependency: String,
        /// The export looked for.
        export: String,
        /// The import to satisfy.
        import: String,
    },
    /// The export has another type than the import; a sync function where an async one is
    /// expected is the usual cause.
    #[error("dependency '{dependency}' exports '{export}' which is not compatible with import '{import}': {problem}")]
    Incompatible {
        /// The dependency's name.
        dependency: String,
        /// The export.
        export: String,
        /// The import.
        import: String,
        /// Where the types differ.
        problem: String,
    },
    /// The dependency could use a capability it wasn't given.
    #[error("dependency '{dependency}' of component '{component}' imports '{import}' but does not inherit '{key}'")]
    CapabilityNotInherited {
        /// The consumer.
        component: String,
        /// The dependency's name.
        dependency: String,
        /// The import.
        import: String,
        /// The configuration key that would grant it.
        key: &'static str,
    },
    /// The graph can't be encoded.
    #[error("component '{component}' can't be composed: {problem}")]
    Graph {
        /// The consumer.
        component: String,
        /// What the composer says.
        problem: String,
    },
}

/// What is needed to compose one component.
pub(crate) struct Composition<'a> {
    pub(crate) component: &'a str,
    pub(crate) bytes: Vec<u8>,
    /// Each dependency with its Wasm.
    pub(crate) dependencies: Vec<(&'a Dependency, Vec<u8>)>,
    /// Whether the component has environment variables a dependency must not see.
    pub(crate) has_environment: bool,
}

struct Registered<'a> {
    dependency: &'a Dependency,
    world: WorldId,
    instance: NodeId,
}

/// Composes; the bytes come back unchanged when there is nothing to compose.
///
/// # Errors
/// [`ComposeError`].
pub(crate) fn compose(composition: Composition<'_>) -> Result<Vec<u8>, ComposeError> {
    if composition.dependencies.is_empty() {
        return Ok(composition.bytes);
    }
    let component = composition.component;
    let graph_error = |problem: String| ComposeError::Graph { component: component.to_owned(), problem };
    let mut graph = CompositionGraph::new();
    let (world, root) = register(&mut graph, component, composition.bytes)?;
    let imports: Vec<String> = graph.types()[world].imports.keys().cloned().collect();
    let mut plugs: BTreeMap<String, NodeId> = BTreeMap::new();
    for (dependency, bytes) in composition.dependencies {
        let name = dependency.name.to_string();
        let (dependency_world, instance) = register(&mut graph, &name, bytes)?;
        let registered = Registered { dependency, world: dependency_world, instance };
        check_capabilities(&graph, component, &registered, composition.has_environment)?;
        let matched: Vec<&String> = imports.iter().filter(|import| dependency.name.matches_import(import)).collect();
        if matched.is_empty() {
            return Err(ComposeError::Unmatched { component: component.to_owned(), dependency: name });
        }
        for import in matched {
            let export = satisfying_export(&graph, world, &registered, import)?;
            let alias = graph
                .alias_instance_export(registered.instance, &export)
                .map_err(|error| graph_error(error.to_string()))?;
            if plugs.insert(import.clone(), alias).is_some() {
                return Err(ComposeError::Conflict { component: component.to_owned(), import: import.clone() });
            }
        }
    }
    for (import, plug) in plugs {
        graph.set_instantiation_argument(root, &import, plug).map_err(|error| graph_error(error.to_string()))?;
    }
    let exports: BTreeSet<String> = graph.types()[world].exports.keys().cloned().collect();
    for export in exports {
        graph
            .alias_instance_export(root, &export)
            .map_err(|error| graph_error(error.to_string()))
            .and_then(|alias| graph.export(alias, &export).map_err(|error| graph_error(error.to_string())))?;
    }
    graph.encode(EncodeOptions::default()).map_err(|error| graph_error(format!("{error:#}")))
}

fn register(graph: &mut CompositionGraph, name: &str, bytes: Vec<u8>) -> Result<(WorldId, NodeId), ComposeError> {
    let not_a_component = |problem: String| ComposeError::NotAComponent { component: name.to_owned(), problem };
    let package = Package::from_bytes(name, None, bytes, graph.types_mut())
        .map_err(|error| not_a_component(format!("{error:#}")))?;
    let world = package.ty();
    let package = graph.register_package(package).map_err(|error| not_a_component(error.to_string()))?;
    Ok((world, graph.instantiate(package)))
}

/// Refuses a dependency that could reach what its manifest entry doesn't hand on.
///
/// Rust's std imports the environment and the preopened folders in every program. The host
/// has no preopened folders, so those are harmless; the environment is unless the consumer
/// has one.
fn check_capabilities(
    graph: &CompositionGraph,
    component: &str,
    registered: &Registered<'_>,
    has_environment: bool,
) -> Result<(), ComposeError> {
    for import in graph.types()[registered.world].imports.keys() {
        let Some(key) = capability::governing_key(import) else {
            continue;
        };
        let harmless = key == FILES || (key == ENVIRONMENT && !has_environment);
        if !harmless && !registered.dependency.inherit.includes(key) {
            return Err(ComposeError::CapabilityNotInherited {
                component: component.to_owned(),
                dependency: registered.dependency.name.to_string(),
                import: import.clone(),
                key,
            });
        }
    }
    Ok(())
}

/// The export of the dependency that satisfies `import`, with its type checked.
fn satisfying_export(
    graph: &CompositionGraph,
    world: WorldId,
    registered: &Registered<'_>,
    import: &str,
) -> Result<String, ComposeError> {
    let dependency = registered.dependency.name.to_string();
    let export = registered.dependency.export.clone().unwrap_or_else(|| import.to_owned());
    let types = graph.types();
    let (Some(export_type), Some(import_type)) =
        (types[registered.world].exports.get(&export), types[world].imports.get(import))
    else {
        return Err(ComposeError::MissingExport { dependency, export, import: import.to_owned() });
    };
    let mut cache = Default::default();
    SubtypeChecker::new(&mut cache).is_subtype(*export_type, types, *import_type, types).map_err(|error| {
        ComposeError::Incompatible {
            dependency,
            export: export.clone(),
            import: import.to_owned(),
            problem: format!("{error:#}"),
        }
    })?;
    Ok(export)
}
