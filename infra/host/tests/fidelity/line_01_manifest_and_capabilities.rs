//! Line 1: the real `spin.toml`; unknown keys refused; undeclared store labels and variables
//! refused to the component.

use crate::support::{PROBE, refusal, start, start_with, try_start_with};

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_key_is_refused_with_file_table_and_key() {
    let message = refusal(&PROBE.replace("key_value_stores", "keyvalue_stores")).await;
    assert!(message.contains("spin.toml: component.probe"), "{message}");
    assert!(message.contains("keyvalue_stores"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undeclared_store_label_is_access_denied_by_both_interfaces() {
    let running = start(PROBE).await;
    for path in ["/store/get?label=other", "/wasi-store/get?label=other"] {
        let (status, body) = running.get(path).await;
        assert_eq!(status, 400);
        assert!(body.contains("AccessDenied"), "{path}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_without_the_store_in_its_manifest_gets_none() {
    let running = start(&PROBE.replace("key_value_stores = [\"default\"]", "")).await;
    for path in ["/store/get", "/wasi-store/get"] {
        let (_, body) = running.get(path).await;
        assert!(body.contains("AccessDenied"), "{path}: {body}");
    }
}

const WITH_VARIABLES: &str = r#"
[variables]
token = { required = true, secret = true }
greeting = { default = "hello" }
unused = { default = "secret" }
[[trigger.http]]
route = "/..."
component = "probe"
[component.probe]
source = "PROBE"
variables = { both = "{{ greeting }}-{{ token }}" }
environment = { NAME = "value" }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_component_reads_its_own_variables_and_no_others() {
    let running = start_with(WITH_VARIABLES, |options| {
        options.variables.insert("token".into(), "t".into());
    })
    .await;
    assert_eq!(running.ok("/variable?name=both").await, "hello-t");
    assert_eq!(running.ok("/config?name=both").await, "Some(\"hello-t\")");
    assert_eq!(running.ok("/config").await, "[(\"both\", \"hello-t\")]");
    assert_eq!(running.ok("/config?name=unused").await, "None");
    let (_, undefined) = running.get("/variable?name=unused").await;
    assert!(undefined.contains("Undefined"), "{undefined}");
    let (_, invalid) = running.get("/variable?name=Not-A-Name").await;
    assert!(invalid.contains("InvalidName"), "{invalid}");
    assert_eq!(running.ok("/environment?name=NAME").await, "value");
    assert_eq!(running.get("/environment?name=PATH").await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_required_variable_without_a_value_stops_the_start() {
    let message = refusal(WITH_VARIABLES).await;
    assert!(message.contains("\"token\" is required"), "{message}");
    let unknown = try_start_with(WITH_VARIABLES, |options| {
        options.variables.insert("token".into(), "t".into());
        options.variables.insert("tokn".into(), "t".into());
    })
    .await;
    assert!(unknown.is_err_and(|error| error.to_string().contains("tokn")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_wasm_file_is_named() {
    let message = refusal(&PROBE.replace("PROBE", "nowhere.wasm")).await;
    assert!(message.contains("nowhere.wasm"), "{message}");
}
