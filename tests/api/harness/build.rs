//! The Wasm components, built once before anything runs.

use sellerdesk_host::Manifest;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set to `1` by whoever has built the components already.
const SKIP_BUILD_VARIABLE: &str = "SELLERDESK_SKIP_BUILD";
/// Keeps two test programs from building at once.
const LOCK_FILE: &str = "target/.sellerdesk-components.lock";

/// The root of the checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The application's manifest.
pub fn manifest() -> PathBuf {
    root().join("spin.toml")
}

/// Where machine code is kept; `desk` uses the same.
pub fn compiled() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    // target/<profile>/deps/<program>
    program.ancestors().nth(3).unwrap().join("compiled")
}

/// Builds every component that the manifest names.
pub fn build() {
    if std::env::var(SKIP_BUILD_VARIABLE).is_ok_and(|value| value == "1") {
        return;
    }
    fs::create_dir_all(root().join("target")).unwrap();
    let lock = File::create(root().join(LOCK_FILE)).unwrap();
    lock.lock().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--quiet", "--release", "--target", "wasm32-wasip2"])
        // Where the manifest expects them, whatever folder this program was built in.
        .args(["--target-dir", "target"])
        .current_dir(root())
        // Flags and wrappers for the host's build are not for the components'.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTC_WORKSPACE_WRAPPER");
    for package in packages() {
        cargo.args(["-p", &package]);
    }
    eprintln!("building the components");
    assert!(cargo.status().unwrap().success(), "the components don't build");
}

/// The packages whose Wasm the manifest loads, by the names of the files.
fn packages() -> BTreeSet<String> {
    let manifest = Manifest::read(&manifest()).unwrap();
    let sources = manifest.components.values().map(|component| &component.source);
    sources.map(|source| source.file_stem().unwrap().to_str().unwrap().replace('_', "-")).collect()
}
