#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use super::*;

const MINIMAL: &str = r#"
spin_manifest_version = 2
[application]
name = "desk"
version = "0.1.0"
[variables]
token = { required = true, secret = true }
base = { default = "https://api.example.com" }
[[trigger.http]]
route = "/api/..."
component = "desk"
[[trigger.http]]
route = { private = true }
component = "courier"
[[trigger.http]]
id = "robots"
route = "/robots.txt"
static_response = { body = "none", headers = { content-type = "text/plain" } }
[component.desk]
source = "desk.wasm"
key_value_stores = ["default"]
variables = { token = "{{ token }}" }
allowed_outbound_hosts = ["{{ base }}", "http://courier.spin.internal"]
[component.desk.dependencies]
"sellerdesk:classifier" = { component = "classifier", inherit_configuration = ["environment", "files"] }
[component.desk.build]
command = "cargo build"
workdir = "components/desk"
watch = ["src/**/*.rs"]
[component.courier]
source = "courier.wasm"
[component.classifier]
source = "classifier.wasm"
build.command = ["a", "b"]
"#;

fn parse(text: &str) -> Result<Manifest, ManifestError> {
    Manifest::parse(Path::new("app/spin.toml"), text)
}

fn error(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn a_manifest_with_everything_supported_is_read() {
    let manifest = parse(MINIMAL).unwrap();
    assert_eq!(manifest.triggers.len(), 3);
    assert_eq!(manifest.triggers[1].route, None);
    assert!(matches!(&manifest.triggers[2].target, TriggerTarget::Static(response) if response.status == 200));
    let desk = &manifest.components["desk"];
    assert_eq!(desk.source, Path::new("app/desk.wasm"));
    assert_eq!(desk.build.as_ref().unwrap().workdir, Path::new("app/components/desk"));
    assert!(desk.dependencies[0].inherit.includes("files"));
    assert!(!desk.dependencies[0].inherit.includes("variables"));
    assert_eq!(manifest.components["classifier"].build.as_ref().unwrap().commands, ["a", "b"]);
}

#[test]
fn an_unknown_key_is_refused_with_file_table_and_key() {
    let text = MINIMAL.replace("key_value_stores", "key_value_store");
    let message = error(&text);
    assert!(message.starts_with("app/spin.toml: component.desk"), "{message}");
    assert!(message.contains("unknown field `key_value_store`"), "{message}");
    for (key, replacement) in [
        ("workdir =", "workdirs ="),
        ("version = \"0.1.0\"", "versions = \"\""),
        ("secret = true", "secrets = true"),
        ("private = true", "privat = true"),
        ("{ component = \"classifier\"", "{ components = \"classifier\""),
        ("static_response = {", "static_response = { stats = 1,"),
    ] {
        let message = error(&MINIMAL.replace(key, replacement));
        assert!(message.contains("unknown field"), "{replacement}: {message}");
    }
}

#[test]
fn a_documented_but_unsupported_key_is_named() {
    for (insert, at) in [
        ("files = [\"a\"]", "component.courier.files"),
        ("sqlite_databases = [\"default\"]", "component.courier.sqlite_databases"),
        ("ai_models = [\"llama2-chat\"]", "component.courier.ai_models"),
    ] {
        let text = MINIMAL.replace("source = \"courier.wasm\"", &format!("source = \"courier.wasm\"\n{insert}"));
        let message = error(&text);
        assert!(message.contains(at) && message.contains("not supported"), "{message}");
    }
    let message = error(&format!("{MINIMAL}\n[[trigger.redis]]\nchannel = \"c\"\ncomponent = \"desk\""));
    assert!(message.contains("trigger.redis"), "{message}");
}

#[test]
fn references_must_lead_somewhere() {
    for (from, to, expected) in [
        ("component = \"courier\"", "component = \"curier\"", "trigger.http[1].component"),
        ("{{ token }}", "{{ tokn }}", "component.desk.variables.token"),
        ("{{ base }}", "{{ bas }}", "component.desk.allowed_outbound_hosts[0]"),
        ("component = \"classifier\"", "component = \"clasifier\"", "dependencies.\"sellerdesk:classifier\""),
        ("[\"default\"]", "[\"other\"]", "unknown key_value_stores label"),
        ("\"files\"]", "\"fils\"]", "unknown configuration key"),
        ("required = true, secret", "secret", "must be `required` OR have a `default`"),
        ("spin_manifest_version = 2", "spin_manifest_version = 1", "spin_manifest_version"),
        ("private = true", "private = false", "private = true"),
    ] {
        let message = error(&MINIMAL.replace(from, to));
        assert!(message.contains(expected), "{to}: {message}");
    }
}

#[test]
fn a_dependency_with_its_own_configuration_is_refused() {
    let text = MINIMAL
        .replace("source = \"classifier.wasm\"", "source = \"classifier.wasm\"\nkey_value_stores = [\"default\"]");
    assert!(error(&text).contains("configuration of its own"));
}

#[test]
fn the_projects_own_manifest_is_accepted() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spin.toml");
    if !file.is_file() {
        println!("SKIPPED: the project has no spin.toml yet");
        return;
    }
    let manifest = Manifest::read(&file).unwrap();
    assert!(!manifest.triggers.is_empty());
}
