//! Which interfaces each configuration key of a component stands for.
//!
//! The sets of spinframework/spin `crates/capabilities/src/lib.rs`, by interface name without
//! version. Where Spin composes an adapter that traps, this host refuses to load: a dependency
//! that still imports an interface of a set it doesn't inherit is an error.

/// The configuration keys `inherit_configuration` may list.
pub(crate) const CONFIGURATION_KEYS: [&str; 7] =
    ["ai_models", "allowed_outbound_hosts", ENVIRONMENT, FILES, "key_value_stores", "sqlite_databases", "variables"];

/// Rust's std imports these two whether a program uses them or not.
pub(crate) const ENVIRONMENT: &str = "environment";
pub(crate) const FILES: &str = "files";

const INTERFACES: &[(&str, &str)] = &[
    ("fermyon:spin/llm", "ai_models"),
    ("fermyon:spin/http", "allowed_outbound_hosts"),
    ("fermyon:spin/mqtt", "allowed_outbound_hosts"),
    ("fermyon:spin/mysql", "allowed_outbound_hosts"),
    ("fermyon:spin/postgres", "allowed_outbound_hosts"),
    ("fermyon:spin/redis", "allowed_outbound_hosts"),
    ("spin:mqtt/mqtt", "allowed_outbound_hosts"),
    ("spin:mysql/mysql", "allowed_outbound_hosts"),
    ("spin:postgres/postgres", "allowed_outbound_hosts"),
    ("spin:redis/redis", "allowed_outbound_hosts"),
    ("wasi:http/client", "allowed_outbound_hosts"),
    ("wasi:http/outgoing-handler", "allowed_outbound_hosts"),
    ("wasi:sockets/ip-name-lookup", "allowed_outbound_hosts"),
    ("wasi:sockets/tcp-create-socket", "allowed_outbound_hosts"),
    ("wasi:sockets/tcp", "allowed_outbound_hosts"),
    ("wasi:sockets/udp-create-socket", "allowed_outbound_hosts"),
    ("wasi:sockets/udp", "allowed_outbound_hosts"),
    ("wasi:cli/environment", ENVIRONMENT),
    ("wasi:filesystem/preopens", FILES),
    ("fermyon:spin/key-value", "key_value_stores"),
    ("spin:key-value/key-value", "key_value_stores"),
    ("wasi:keyvalue/store", "key_value_stores"),
    // Spin's adapter leaves these two open; they can do nothing without a bucket.
    ("wasi:keyvalue/atomics", "key_value_stores"),
    ("wasi:keyvalue/batch", "key_value_stores"),
    ("fermyon:spin/sqlite", "sqlite_databases"),
    ("spin:sqlite/sqlite", "sqlite_databases"),
    ("fermyon:spin/config", "variables"),
    ("fermyon:spin/variables", "variables"),
    ("spin:variables/variables", "variables"),
    ("wasi:config/store", "variables"),
];

/// The configuration key that governs `import` (with or without a version), if any does.
pub(crate) fn governing_key(import: &str) -> Option<&'static str> {
    let interface = import.split_once('@').map_or(import, |(name, _)| name);
    INTERFACES.iter().find(|(name, _)| *name == interface).map(|(_, key)| *key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interface_belongs_to_a_known_key_whatever_its_version() {
        for (interface, key) in INTERFACES {
            assert!(CONFIGURATION_KEYS.contains(key), "{interface}");
            assert_eq!(governing_key(interface), Some(*key));
            assert_eq!(governing_key(&format!("{interface}@9.9.9")), Some(*key));
        }
        assert_eq!(governing_key("wasi:io/streams@0.2.6"), None);
    }
}
