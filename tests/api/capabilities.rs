//! What the built components may touch, read from the Wasm and the manifest.

use crate::harness::{TestApp, build, tests};
use std::collections::BTreeSet;
use toml::{Table, Value};
use wasmparser::{Parser, Payload};

tests! {
    once pure_components_import_neither_network_nor_storage,
    once a_channels_components_see_their_own_variables_only,
    once only_couriers_and_those_who_ask_them_reach_out,
    once what_signs_people_in_reaches_nothing_else,
}

/// What Rust's std forces: nothing of it reaches beyond the component.
const HARMLESS: [&str; 6] =
    ["wasi:cli/", "wasi:io/", "wasi:clocks/", "wasi:filesystem/", "wasi:random/insecure-seed", "sellerdesk:desk/"];

/// `[component.<id>]` of the manifest.
fn components() -> Table {
    let text = std::fs::read_to_string(build::manifest()).unwrap();
    text.parse::<Table>().unwrap()["component"].as_table().unwrap().clone()
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let texts = value.and_then(Value::as_array).into_iter().flatten();
    texts.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The interfaces that a component imports.
fn imports(wasm: &[u8]) -> BTreeSet<String> {
    let mut imports = BTreeSet::new();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) if depth > 0 => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                imports.extend(section.into_iter().map(|import| import.unwrap().name.name.to_owned()));
            }
            _ => {}
        }
    }
    imports
}

fn pure_components_import_neither_network_nor_storage(_: &TestApp) {
    let is_pure =
        |id: &str| id.starts_with("adapter-") || ["classifier", "clocks", "mailroom", "renderer"].contains(&id);
    let components = components();
    let pure: Vec<_> = components.iter().filter(|(id, _)| is_pure(id)).collect();
    assert!(pure.len() > 15, "{} pure components", pure.len());
    for (id, component) in pure {
        let file = build::root().join(component["source"].as_str().unwrap());
        let wasm = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for import in imports(&wasm) {
            assert!(HARMLESS.iter().any(|harmless| import.starts_with(harmless)), "{id} imports {import}");
        }
    }
}

fn a_channels_components_see_their_own_variables_only(_: &TestApp) {
    for (id, component) in &components() {
        let Some((role, channel)) = id.split_once('-').filter(|(role, _)| ["ingest", "courier"].contains(role)) else {
            continue;
        };
        let suffix = format!("_{} }}}}", channel.replace('-', "_"));
        for (name, template) in component["variables"].as_table().unwrap() {
            let template = template.as_str().unwrap();
            assert!(template.ends_with(&suffix), "{id}: {name} = {template}");
            let is_credential = template.contains("courier_");
            assert!(role == "courier" || !is_credential, "{id} sees API credentials: {template}");
            assert!(role == "ingest" || !template.contains("channel_"), "{id} sees webhook secrets: {template}");
        }
    }
}

fn what_signs_people_in_reaches_nothing_else(_: &TestApp) {
    let components = components();
    let identity = &components["identity"];
    assert_eq!(texts(identity.get("key_value_stores")), ["default"]);
    assert_eq!(texts(identity.get("allowed_outbound_hosts")), ["{{ oidc_host }}", "{{ oidc_other_host }}"]);
    assert!(identity.get("dependencies").is_none(), "nothing is composed into it");
    let variables: Vec<&String> = identity["variables"].as_table().unwrap().keys().collect();
    assert_eq!(
        variables,
        [
            "admin_token",
            "client_address_header",
            "oidc_client_id",
            "oidc_client_secret",
            "oidc_issuer",
            "oidc_name",
            "oidc_redirect_uri"
        ]
    );
    // Unless an operator names a provider, its hosts are nobody's; and nobody else knows what the provider knows us by.
    let manifest = std::fs::read_to_string(build::manifest()).unwrap().parse::<Table>().unwrap();
    for (name, default) in [
        ("oidc_host", "https://default.invalid"),
        ("oidc_other_host", "https://default.invalid"),
        ("oidc_issuer", ""),
        ("oidc_client_secret", ""),
    ] {
        assert_eq!(manifest["variables"][name]["default"].as_str(), Some(default), "{name}");
    }
    assert_eq!(manifest["variables"]["oidc_client_secret"]["secret"].as_bool(), Some(true));
    for (id, component) in &components {
        let variables = component.get("variables").map(Value::to_string).unwrap_or_default();
        assert!(id == "identity" || !variables.contains("oidc_"), "{id} knows the identity provider");
    }
}

fn only_couriers_and_those_who_ask_them_reach_out(_: &TestApp) {
    for (id, component) in &components() {
        let stores = texts(component.get("key_value_stores"));
        let may_hold = !["console", "openapi"].contains(&id.as_str());
        assert!(may_hold || stores.is_empty() && component.get("variables").is_none(), "{id} holds something");
        assert!(!id.starts_with("courier-") || stores.is_empty(), "{id} has a store");
        let hosts = texts(component.get("allowed_outbound_hosts"));
        let is_inner = ["console", "desk", "openapi", "sweep"].contains(&id.as_str());
        assert!(!is_inner || hosts.iter().all(|host| host.ends_with(".spin.internal")), "{id}: {hosts:?}");
    }
}
