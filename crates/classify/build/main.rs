//! Turns the lexicon, which people edit, into the static tables that the classifier reads in place.
//!
//! Reads `lexicon/languages.tsv`, `lexicon/classes.tsv` and every `lexicon/<language>/*.tsv`; writes
//! `$OUT_DIR/tables.rs`. The output is a function of those files alone: same files, same bytes.

mod emit;
mod lexicon;

#[path = "../src/fold.rs"]
mod fold;
#[path = "../src/label.rs"]
#[expect(dead_code, reason = "shared with the library, which uses the rest")]
mod label;
#[path = "../src/split.rs"]
mod split;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=lexicon");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src");
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let lexicon = lexicon::read(&Path::new(&root).join("lexicon"))?;
    let tables = emit::tables(&lexicon)?;
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("tables.rs"), tables)?;
    Ok(())
}
