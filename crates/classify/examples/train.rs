//! Rebuilds the model's table from the corpus.
//!
//! ```text
//! cargo run --release -p sellerdesk-classify --features train --example train [-- --check]
//! ```
//!
//! `--check` writes nothing and fails when the stored table differs.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = sellerdesk_classify::train::build(&root.join("corpus"))?;
    let path = root.join("src/model.bin");
    if std::env::args().any(|argument| argument == "--check") {
        if std::fs::read(&path)? != table {
            return Err("model.bin is not what the corpus gives: run this without --check".into());
        }
    } else {
        std::fs::write(&path, &table)?;
    }
    println!("{} bytes, {}", table.len(), path.display());
    Ok(())
}
