//! From the manifest's tables to an application: every rule the schema itself can't express.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Value;

use super::dependency::is_kebab_case;
use super::schema::{
    BuildTable, CommandsValue, ComponentTable, DependencyTable, HttpTriggerTable, InheritValue, ManifestTable,
    PrivateRouteTable, VariableTable,
};
use super::{
    Build, Component, Context, Dependency, DependencyName, DependencySource, HttpTrigger, Inherit, Manifest,
    ManifestError, StaticResponse, TriggerTarget, Variable,
};
use crate::capability::CONFIGURATION_KEYS;
use crate::store::STORE_LABEL;
use crate::template::Template;
use crate::variables::validate_variable_name;

const MANIFEST_VERSION: i64 = 2;

pub(super) fn check(context: &Context<'_>, table: ManifestTable) -> Result<Manifest, ManifestError> {
    if table.spin_manifest_version != MANIFEST_VERSION {
        return Err(context
            .error("spin_manifest_version", format!("{} is not {MANIFEST_VERSION}", table.spin_manifest_version)));
    }
    check_trigger_settings(context, &table.application.trigger)?;
    let folder = context.file.parent().unwrap_or(Path::new("")).to_owned();
    let variables = check_variables(context, table.variables)?;
    let components = table
        .component
        .into_iter()
        .map(|(id, component)| {
            let checked = check_component(context, &folder, &id, component, &variables)?;
            Ok((id, checked))
        })
        .collect::<Result<BTreeMap<_, _>, _>>()?;
    check_dependency_targets(context, &components)?;
    let mut triggers = Vec::new();
    for (kind, values) in table.trigger {
        if kind != "http" {
            return Err(context.error(format!("trigger.{kind}"), "only http triggers are supported by this host"));
        }
        for (index, value) in values.into_iter().enumerate() {
            triggers.push(check_trigger(context, index, value, &components)?);
        }
    }
    Ok(Manifest {
        file: context.file.to_owned(),
        folder,
        name: table.application.name,
        version: table.application.version,
        variables,
        triggers,
        components,
    })
}

fn check_trigger_settings(
    context: &Context<'_>,
    settings: &BTreeMap<String, toml::Table>,
) -> Result<(), ManifestError> {
    for (kind, table) in settings {
        for (key, value) in table {
            // Spin ignores the base path of manifest version 2; only "/" means what it says.
            let harmless = kind == "http" && key == "base" && value.as_str() == Some("/");
            if !harmless {
                return Err(context.error(format!("application.trigger.{kind}.{key}"), "not supported by this host"));
            }
        }
    }
    Ok(())
}

fn check_variables(
    context: &Context<'_>,
    tables: BTreeMap<String, VariableTable>,
) -> Result<BTreeMap<String, Variable>, ManifestError> {
    tables
        .into_iter()
        .map(|(name, table)| {
            let at = format!("variables.{name}");
            validate_variable_name(&name).map_err(|rule| context.error(&at, rule))?;
            if table.required == table.default.is_some() {
                return Err(context.error(&at, "must be `required` OR have a `default`"));
            }
            let variable = Variable { default: table.default, secret: table.secret };
            Ok((name, variable))
        })
        .collect()
}

fn check_trigger(
    context: &Context<'_>,
    index: usize,
    value: Value,
    components: &BTreeMap<String, Component>,
) -> Result<HttpTrigger, ManifestError> {
    let at = format!("trigger.http[{index}]");
    let table: HttpTriggerTable = context.decode(&at, value)?;
    let unsupported = |key: &str| Err(context.error(format!("{at}.{key}"), "not supported by this host"));
    if table.components.is_some() {
        return unsupported("components");
    }
    if !table.dependencies.is_empty() {
        return unsupported("dependencies");
    }
    if table.executor.is_some_and(|executor| !matches!(executor.kind.as_str(), "http" | "spin")) {
        return unsupported("executor.type");
    }
    let name = if table.id.is_empty() { &at } else { &table.id };
    let target = match (table.component, table.static_response) {
        (Some(Value::String(id)), None) => {
            if !components.contains_key(&id) {
                return Err(context.error(format!("{at}.component"), format!("no component has the id {id:?}")));
            }
            TriggerTarget::Component(id)
        }
        (Some(Value::Table(_)), None) => return unsupported("component"),
        (Some(_), None) => {
            return Err(context.error(format!("{at}.component"), "must be a component's id"));
        }
        (None, Some(response)) => TriggerTarget::Static(StaticResponse {
            status: response.status_code.unwrap_or(200),
            headers: response.headers,
            body: response.body.unwrap_or_default(),
        }),
        (component, _) => {
            let which = if component.is_none() { "neither" } else { "both" };
            return Err(context
                .error(&at, format!("triggers must specify either component or static_response; {name} has {which}")));
        }
    };
    Ok(HttpTrigger { route: check_route(context, &at, table.route)?, target })
}

fn check_route(context: &Context<'_>, at: &str, value: Value) -> Result<Option<String>, ManifestError> {
    let at = format!("{at}.route");
    match value {
        Value::String(route) => Ok(Some(route)),
        value => {
            let table: PrivateRouteTable = context.decode(&at, value)?;
            if table.private {
                Ok(None)
            } else {
                Err(context.error(at, "must be a string pattern or { private = true }"))
            }
        }
    }
}

fn check_component(
    context: &Context<'_>,
    folder: &Path,
    id: &str,
    table: ComponentTable,
    variables: &BTreeMap<String, Variable>,
) -> Result<Component, ManifestError> {
    let at = format!("component.{id}");
    if !is_kebab_case(id) {
        return Err(context.error(&at, "a component id must be kebab-case"));
    }
    refuse_unsupported(context, &at, &table)?;
    let Value::String(source) = table.source else {
        return Err(context.error(format!("{at}.source"), "only a local path is supported by this host"));
    };
    if let Some(label) = table.key_value_stores.iter().find(|label| *label != STORE_LABEL) {
        return Err(context.error(
            format!("{at}.key_value_stores"),
            format!("unknown key_value_stores label {label:?}; only {STORE_LABEL:?} is defined"),
        ));
    }
    for name in table.variables.keys() {
        validate_variable_name(name).map_err(|rule| context.error(format!("{at}.variables.{name}"), rule))?;
    }
    let template = |key: String, text: &str| parse_template(context, key, text, variables);
    Ok(Component {
        source: folder.join(source),
        description: table.description,
        key_value_stores: table.key_value_stores.into_iter().collect(),
        variables: table
            .variables
            .iter()
            .map(|(name, text)| Ok((name.clone(), template(format!("{at}.variables.{name}"), text)?)))
            .collect::<Result<_, _>>()?,
        allowed_outbound_hosts: table
            .allowed_outbound_hosts
            .iter()
            .enumerate()
            .map(|(index, text)| template(format!("{at}.allowed_outbound_hosts[{index}]"), text))
            .collect::<Result<_, _>>()?,
        environment: table.environment,
        dependencies: check_dependencies(
            context,
            folder,
            &at,
            table.dependencies,
            table.dependencies_inherit_configuration,
        )?,
        build: table.build.map(|build| check_build(folder, build)),
    })
}

/// Documented keys whose effect this host doesn't have.
fn refuse_unsupported(context: &Context<'_>, at: &str, table: &ComponentTable) -> Result<(), ManifestError> {
    for (key, used) in [
        ("files", !table.files.is_empty()),
        ("exclude_files", !table.exclude_files.is_empty()),
        ("allowed_http_hosts", !table.allowed_http_hosts.is_empty()),
        ("sqlite_databases", !table.sqlite_databases.is_empty()),
        ("ai_models", !table.ai_models.is_empty()),
    ] {
        if used {
            return Err(context.error(format!("{at}.{key}"), "not supported by this host"));
        }
    }
    Ok(())
}

fn parse_template(
    context: &Context<'_>,
    at: String,
    text: &str,
    variables: &BTreeMap<String, Variable>,
) -> Result<Template, ManifestError> {
    let template = Template::parse(text).map_err(|error| context.error(&at, error))?;
    if let Some(unknown) = template.variables().find(|name| !variables.contains_key(*name)) {
        return Err(context.error(at, format!("unknown variable {unknown:?}")));
    }
    Ok(template)
}

fn check_build(folder: &Path, table: BuildTable) -> Build {
    Build {
        commands: match table.command {
            CommandsValue::One(command) => vec![command],
            CommandsValue::Several(commands) => commands,
        },
        workdir: folder.join(table.workdir.unwrap_or_default()),
        watch: table.watch,
    }
}

fn check_dependencies(
    context: &Context<'_>,
    folder: &Path,
    at: &str,
    values: BTreeMap<String, Value>,
    inherit_all: Option<bool>,
) -> Result<Vec<Dependency>, ManifestError> {
    let mut dependencies: Vec<Dependency> = Vec::with_capacity(values.len());
    for (key, value) in values {
        let at = format!("{at}.dependencies.{key:?}");
        let dependency = check_dependency(context, folder, &at, &key, value, inherit_all)?;
        if let Some(other) = dependencies.iter().find(|other| other.name.conflicts_with(&dependency.name)) {
            return Err(context.error(at, format!("conflicts with {:?}", other.name.to_string())));
        }
        dependencies.push(dependency);
    }
    Ok(dependencies)
}

fn check_dependency(
    context: &Context<'_>,
    folder: &Path,
    at: &str,
    key: &str,
    value: Value,
    inherit_all: Option<bool>,
) -> Result<Dependency, ManifestError> {
    let name: DependencyName = key.parse().map_err(|error| context.error(at, error))?;
    if !value.is_table() {
        return Err(context.error(at, "a version from a registry is not supported by this host"));
    }
    let table: DependencyTable = context.decode(at, value)?;
    let remote = [
        ("version", &table.version),
        ("registry", &table.registry),
        ("package", &table.package),
        ("url", &table.url),
        ("digest", &table.digest),
    ];
    if let Some((key, _)) = remote.iter().find(|(_, value)| value.is_some()) {
        return Err(context.error(format!("{at}.{key}"), "a remote dependency is not supported by this host"));
    }
    let source = match (table.component, table.path) {
        (Some(id), None) => DependencySource::Component(id),
        (None, Some(path)) => DependencySource::Path(folder.join(path)),
        _ => return Err(context.error(at, "needs exactly one of `component` and `path`")),
    };
    let whole_package = matches!(name, DependencyName::Package { interface: None, .. });
    if whole_package && table.export.is_some() {
        return Err(
            context.error(format!("{at}.export"), "using an export to satisfy a package dependency is not permitted")
        );
    }
    if inherit_all.is_some() && table.inherit_configuration.is_some() {
        return Err(context.error(
            format!("{at}.inherit_configuration"),
            "not together with the component's dependencies_inherit_configuration",
        ));
    }
    let inherit = match (inherit_all, table.inherit_configuration) {
        (Some(true), _) | (None, Some(InheritValue::All(true))) => Inherit::All,
        (None, Some(InheritValue::Some(keys))) => check_inherited(context, at, keys)?,
        _ => Inherit::Some(BTreeSet::new()),
    };
    Ok(Dependency { name, source, export: table.export, inherit })
}

fn check_inherited(context: &Context<'_>, at: &str, keys: Vec<String>) -> Result<Inherit, ManifestError> {
    // Spin ignores names it doesn't know, and so hides a typo.
    if let Some(unknown) = keys.iter().find(|key| !CONFIGURATION_KEYS.contains(&key.as_str())) {
        return Err(context.error(
            format!("{at}.inherit_configuration"),
            format!("unknown configuration key {unknown:?}, expected one of {CONFIGURATION_KEYS:?}"),
        ));
    }
    Ok(Inherit::Some(keys.into_iter().collect()))
}

/// A component used as a dependency is only its binary: it must exist and own nothing.
fn check_dependency_targets(
    context: &Context<'_>,
    components: &BTreeMap<String, Component>,
) -> Result<(), ManifestError> {
    for (id, component) in components {
        for dependency in &component.dependencies {
            let DependencySource::Component(target) = &dependency.source else {
                continue;
            };
            let at = format!("component.{id}.dependencies.{:?}.component", dependency.name.to_string());
            let Some(component) = components.get(target) else {
                return Err(context.error(at, format!("no component has the id {target:?}")));
            };
            let owns = !component.key_value_stores.is_empty()
                || !component.variables.is_empty()
                || !component.allowed_outbound_hosts.is_empty()
                || !component.environment.is_empty()
                || !component.dependencies.is_empty();
            if owns {
                return Err(
                    context.error(at, format!("{target:?} has configuration of its own, which composing would drop"))
                );
            }
        }
    }
    Ok(())
}
