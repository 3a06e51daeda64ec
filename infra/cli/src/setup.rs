//! The set-up that every command does for itself: the Wasm target, the components, their machine code.

use crate::cargo;
use crate::project::Project;
use crate::steps::{self, Steps};
use anyhow::{Context, Result, bail};
use sellerdesk_host::{Host, LogSink, Manifest, Options, Progress, ProgressSink};
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// What components are compiled for.
pub const WASM_TARGET: &str = "wasm32-wasip2";
/// Set to `1` by whoever has built the components already, such as a test that starts many desks.
pub const SKIP_BUILD_VARIABLE: &str = "SELLERDESK_SKIP_BUILD";
/// Steps of [`build`].
pub const BUILD_STEPS: usize = 2;
/// Steps of [`compile`].
pub const COMPILE_STEPS: usize = 1;

/// Makes sure of the Wasm target and builds every component in one go: [`BUILD_STEPS`] steps.
pub async fn build(project: &Project, steps: &mut Steps) -> Result<()> {
    let is_skipped = std::env::var_os(SKIP_BUILD_VARIABLE).is_some_and(|value| value == "1");
    steps.begin(format_args!("Checking the Rust target {WASM_TARGET}"));
    if is_skipped {
        steps::note(format_args!("skipped: {SKIP_BUILD_VARIABLE}=1"));
    } else {
        add_target(project, steps).await?;
    }
    let packages = packages(project)?;
    steps.begin(format_args!("Building {} components", packages.len()));
    if is_skipped {
        steps::note(format_args!("skipped: {SKIP_BUILD_VARIABLE}=1"));
        return Ok(());
    }
    let mut arguments = vec!["--release", "--target", WASM_TARGET];
    for package in &packages {
        arguments.extend(["-p", package]);
    }
    let built = cargo::build(&project.root, &arguments).await?;
    place(&project.manifest, &built.files)?;
    steps.end("built");
    Ok(())
}

/// Makes machine code of what isn't in the cache yet, without starting anything: [`COMPILE_STEPS`] step.
pub async fn compile(project: &Project, steps: &mut Steps) -> Result<()> {
    steps.begin("Compiling Wasm to machine code");
    let mut options = Options::new(project.manifest_file(), project.compiled());
    options.progress = progress();
    options.log = LogSink::discard();
    Host::start(options).await?.stop().await;
    steps.end("ready");
    Ok(())
}

/// Says which component is being compiled, and which is ready.
pub fn progress() -> ProgressSink {
    ProgressSink::new(|progress| match progress {
        Progress::Compiling { component, wasm_bytes } => {
            steps::note(format_args!("compiling {component} ({} KB)", wasm_bytes / 1_000));
        }
        Progress::Ready { component, cached, elapsed, done, total } => {
            let origin = if cached { "from the cache" } else { "compiled" };
            steps::note(format_args!("{done} of {total}: {component}, {origin} ({})", steps::seconds(elapsed)));
        }
        Progress::Listening { .. } => {}
    })
}

async fn add_target(project: &Project, steps: &Steps) -> Result<()> {
    if has_target(project).await? {
        steps.end("installed");
        return Ok(());
    }
    steps::note("not installed yet: asking rustup for it");
    let status = Command::new("rustup")
        .args(["target", "add", WASM_TARGET])
        .current_dir(&project.root)
        .kill_on_drop(true)
        .status()
        .await
        .with_context(|| format!("the Rust target {WASM_TARGET} is missing, and there is no rustup to install it"))?;
    if !status.success() {
        bail!("rustup target add {WASM_TARGET} failed");
    }
    steps.end("installed");
    Ok(())
}

/// Asked of the compiler rather than of rustup, since distributions have their own ways to install targets.
async fn has_target(project: &Project) -> Result<bool> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .current_dir(&project.root)
        .kill_on_drop(true)
        .output()
        .await
        .context("rustc doesn't start")?;
    let folder = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success() && Path::new(folder.trim()).is_dir())
}

/// The packages that the manifest's build commands name, each once.
fn packages(project: &Project) -> Result<Vec<String>> {
    let mut packages = Vec::new();
    for (id, component) in &project.manifest.components {
        let commands = component.build.iter().flat_map(|build| &build.commands);
        let mut named = commands.filter_map(|command| package(command)).peekable();
        if named.peek().is_none() {
            bail!("spin.toml: component.{id}.build.command names no package (cargo build ... -p NAME)");
        }
        packages.extend(named.map(str::to_owned));
    }
    packages.sort();
    packages.dedup();
    Ok(packages)
}

fn package(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace();
    words.find(|word| matches!(*word, "-p" | "--package"))?;
    words.next()
}

/// Copies what was built to where the manifest expects it, should cargo have a target folder of its own.
pub fn place(manifest: &Manifest, files: &[PathBuf]) -> Result<()> {
    for (id, component) in &manifest.components {
        let wanted = component.source.file_name();
        let Some(made) = files.iter().find(|file| file.file_name() == wanted) else {
            let (file, source) = (manifest.file.display(), component.source.display());
            bail!("{file}: nothing that was built is component.{id}.source {source}");
        };
        copy_unless_same(made, &component.source)
            .with_context(|| format!("{} can't be put in its place", component.source.display()))?;
    }
    Ok(())
}

fn copy_unless_same(made: &Path, wanted: &Path) -> std::io::Result<()> {
    let is_same_file = match wanted.canonicalize() {
        Ok(existing) => existing == made.canonicalize()?,
        Err(_) => false,
    };
    if is_same_file {
        return Ok(());
    }
    if let Some(folder) = wanted.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Renamed into place, so that nobody ever loads half a component.
    let unfinished = wanted.with_extension(format!("{}.part", std::process::id()));
    std::fs::copy(made, &unfinished)?;
    std::fs::rename(&unfinished, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_command_names_its_package() {
        assert_eq!(package("cargo build --release --target wasm32-wasip2 -p ingest"), Some("ingest"));
        assert_eq!(package("cargo build --package desk --release"), Some("desk"));
        assert_eq!(package("make all"), None);
        assert_eq!(package("cargo build -p"), None);
    }

    #[test]
    fn a_file_is_copied_unless_it_is_there_already() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let made = folder.path().join("made.wasm");
        let wanted = folder.path().join("deep/wanted.wasm");
        std::fs::write(&made, "one")?;
        copy_unless_same(&made, &wanted)?;
        assert_eq!(std::fs::read(&wanted)?, b"one");
        // Copying a file onto itself would empty it.
        copy_unless_same(&made, &made)?;
        assert_eq!(std::fs::read(&made)?, b"one");
        Ok(())
    }
}
