//! Line 10: dependencies are composed by Spin's rules, and one that could reach what it
//! doesn't inherit is refused.

use crate::support::{refusal, start};

/// A consumer whose dependency table is still missing.
const CONSUMER: &str = r#"
[[trigger.http]]
route = "/..."
component = "consumer"
[component.consumer]
source = "CONSUMER"
key_value_stores = ["default"]
[component.greeter]
source = "GREETER"
[component.greedy]
source = "GREEDY"
[component.consumer.dependencies]
"#;

fn with(dependency: &str) -> String {
    format!("{CONSUMER}{dependency}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dependency_answers_for_an_interface_or_a_whole_package() {
    for dependency in [
        r#""probe:greeter/greeting@0.1.0" = { component = "greeter" }"#,
        r#""probe:greeter/greeting" = { component = "greeter", inherit_configuration = ["environment", "files"] }"#,
        r#""probe:greeter/greeting@0.1.0" = { path = "GREETER" }"#,
    ] {
        let running = start(&with(dependency)).await;
        assert_eq!(running.ok("/").await, "hello buyer, 30", "{dependency}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_level_dependency_must_export_every_imported_interface() {
    // The consumer also imports the package's types-only interface; Spin wants an export of it.
    let message = refusal(&with(r#""probe:greeter" = { component = "greeter" }"#)).await;
    assert!(message.contains("doesn't export 'probe:greeter/shapes@0.1.0'"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_matches_no_import_is_refused() {
    for dependency in [
        r#""probe:greeter/farewell" = { component = "greeter" }"#,
        r#""probe:greeter/greeting@0.2.0" = { component = "greeter" }"#,
        r#""probe:other" = { component = "greeter" }"#,
    ] {
        let message = refusal(&with(dependency)).await;
        assert!(message.contains("doesn't match any imports"), "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_component_left_with_an_unsatisfied_import_is_refused() {
    let message = refusal(&with("")).await;
    assert!(message.contains("probe:greeter/greeting"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dependency_may_use_only_what_it_inherits() {
    let greedy = |inherit: &str| {
        with(&format!(r#""probe:greeter/greeting" = {{ component = "greedy", inherit_configuration = {inherit} }}"#))
    };
    for inherit in ["false", r#"["environment", "files", "variables"]"#] {
        let message = refusal(&greedy(inherit)).await;
        assert!(message.contains("does not inherit 'key_value_stores'"), "{message}");
    }
    for inherit in ["true", r#"["key_value_stores"]"#] {
        let running = start(&greedy(inherit)).await;
        assert_eq!(running.ok("/").await, "I have your keys, buyer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dependency_must_not_see_its_consumers_environment_by_accident() {
    let dependency = r#""probe:greeter/greeting" = { component = "greeter" }"#;
    let text =
        with(dependency).replace("source = \"CONSUMER\"", "source = \"CONSUMER\"\nenvironment = { SECRET = \"x\" }");
    let message = refusal(&text).await;
    assert!(message.contains("does not inherit 'environment'"), "{message}");
}
