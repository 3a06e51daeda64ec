//! From Wasm to machine code, remembered on disk.
//!
//! The name of a cached file is a hash of the Wasm and of everything in the engine that
//! changes its code (wasmtime's version, its settings, the processor's features), so a stale
//! entry is never found. wasmtime checks the same again when it loads one.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use wasmtime::Engine;
use wasmtime::component::Component;

const CACHED_EXTENSION: &str = "cwasm";

/// Makes or finds the machine code for composed components.
#[derive(Clone)]
pub(crate) struct Compiler {
    engine: Engine,
    cache: PathBuf,
    engine_fingerprint: u64,
}

impl Compiler {
    pub(crate) fn new(engine: &Engine, cache: &Path) -> Self {
        let mut hasher = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Self { engine: engine.clone(), cache: cache.to_owned(), engine_fingerprint: hasher.finish() }
    }

    /// The cached component, if there is a sound one.
    pub(crate) fn load(&self, wasm: &[u8]) -> Option<Component> {
        let path = self.path(wasm);
        if !path.is_file() {
            return None;
        }
        // SAFETY: the file was written by `compile` below under a name derived from its
        // contents' origin, in a folder of the user's own; wasmtime checks that the engine
        // matches. A tampered file could run any code, as could a tampered executable.
        #[expect(unsafe_code, reason = "the only way to load machine code")]
        let component = unsafe { Component::deserialize_file(&self.engine, &path) };
        component.ok()
    }

    /// Compiles, and remembers the result if the cache can be written.
    ///
    /// # Errors
    /// wasmtime's, when the bytes are no valid component.
    pub(crate) fn compile(&self, wasm: &[u8]) -> wasmtime::Result<Component> {
        let code = self.engine.precompile_component(wasm)?;
        let path = self.path(wasm);
        if self.remember(&path, &code).is_ok()
            && let Some(component) = self.load(wasm)
        {
            return Ok(component);
        }
        // SAFETY: the bytes come from `precompile_component` of the same engine, just above.
        #[expect(unsafe_code, reason = "the only way to load machine code")]
        unsafe {
            Component::deserialize(&self.engine, &code)
        }
    }

    fn path(&self, wasm: &[u8]) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(self.engine_fingerprint.to_le_bytes());
        hash.update(wasm);
        let name: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        self.cache.join(name).with_extension(CACHED_EXTENSION)
    }

    /// Writes under another name first, one of its own in each thread: code that is mapped must never change.
    fn remember(&self, path: &Path, code: &[u8]) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.cache)?;
        let mut unfinished = NamedTempFile::new_in(&self.cache)?;
        unfinished.write_all(code)?;
        unfinished.persist(path)?;
        Ok(())
    }
}
