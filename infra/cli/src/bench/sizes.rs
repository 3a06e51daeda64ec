//! Bytes of every component as built, before composition.

use super::report::{Cell, Report, Section};
use crate::project::Project;
use anyhow::{Context, Result};
use sellerdesk_host::manifest::TriggerTarget;
use std::collections::BTreeMap;

/// DESIGN, section 8.
const COMPONENT_BYTES_MAX: u64 = 1_500_000;
const PURE_BYTES_MAX: u64 = 1_000_000;
const TOTAL_BYTES_MAX: u64 = 15_000_000;

/// Fills in the table and the three budgets.
pub fn measure(project: &Project, report: &mut Report) -> Result<()> {
    let triggered = |id: &str| {
        let mut targets = project.manifest.triggers.iter().map(|trigger| &trigger.target);
        targets.any(|target| matches!(target, TriggerTarget::Component(component) if component == id))
    };
    // One file may serve several components, as ingest.wasm does.
    let mut files = BTreeMap::new();
    for (id, component) in &project.manifest.components {
        let name = component.source.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = std::fs::metadata(&component.source)
            .with_context(|| format!("{} is not built", component.source.display()))?
            .len();
        files.insert(name, (bytes, !triggered(id)));
    }
    let mut section = Section::new("Sizes", &["component", "kind", "bytes"]);
    for (name, (bytes, is_pure)) in &files {
        let kind = if *is_pure { "pure" } else { "with a trigger" };
        section.row([name.as_str().into(), kind.into(), Cell::Bytes(*bytes)]);
    }
    report.add(section);
    let largest = |pure: bool| files.values().filter(|file| file.1 == pure).map(|file| file.0).max().unwrap_or(0);
    report.judge("largest component", Cell::Bytes(largest(false)), Cell::Bytes(COMPONENT_BYTES_MAX));
    report.judge("largest pure component", Cell::Bytes(largest(true)), Cell::Bytes(PURE_BYTES_MAX));
    let total = files.values().map(|file| file.0).sum();
    report.judge("all components", Cell::Bytes(total), Cell::Bytes(TOTAL_BYTES_MAX));
    Ok(())
}
