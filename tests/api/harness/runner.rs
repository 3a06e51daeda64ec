//! Behaviours times cells, as one list of tests.

use super::TestApp;
use super::build;
use super::cell::Cell;
use super::redis;
use libtest_mimic::{Arguments, Conclusion, Trial};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock, RwLock};

/// Names a desk to test instead of starting one.
const URL_VARIABLE: &str = "SELLERDESK_URL";

/// Tests at the same time: more than most machines have cores, since some tests mostly wait.
const THREADS_DEFAULT: usize = 4;

/// What desk a behaviour needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    /// Any: other tests may be at work on it.
    Shared,
    /// One that nobody else works on.
    Own,
    /// None: it starts what it needs, and the cells make no difference to it.
    Once,
    /// One of its own, in a host whose clock, faults and counters the test commands.
    Host,
}

/// One behaviour.
#[derive(Clone, Copy)]
pub struct Test {
    name: &'static str,
    needs: Needs,
    run: fn(&TestApp),
}

impl Test {
    /// A behaviour that any desk shows, whatever else goes on.
    pub const fn shared(name: &'static str, run: fn(&TestApp)) -> Self {
        Self { name, needs: Needs::Shared, run }
    }

    /// A behaviour that needs a desk nobody else works on.
    pub const fn own(name: &'static str, run: fn(&TestApp)) -> Self {
        Self { name, needs: Needs::Own, run }
    }

    /// A behaviour that is looked at once: the cells make no difference to it.
    pub const fn once(name: &'static str, run: fn(&TestApp)) -> Self {
        Self { name, needs: Needs::Once, run }
    }

    /// A behaviour that needs a power of the local host.
    pub const fn host(name: &'static str, run: fn(&TestApp)) -> Self {
        Self { name, needs: Needs::Host, run }
    }
}

/// The list of a module's behaviours: `tests! { shared a_name, own another, host a_third }`.
macro_rules! tests {
    ($($needs:ident $name:ident),+ $(,)?) => {
        /// The behaviours of this module.
        pub const TESTS: &[crate::harness::Test] =
            &[$(crate::harness::Test::$needs(concat!(module_path!(), "::", stringify!($name)), $name)),+];
    };
}
pub(crate) use tests;

/// Runs what the command line asks for, in every cell, or against the desk that the environment names.
pub fn run(tests: &[Test]) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS_DEFAULT);
    let trials = match std::env::var(URL_VARIABLE) {
        Ok(url) => remote(&url, tests),
        Err(_) => {
            if !arguments.list {
                build::build();
            }
            Cell::ALL.into_iter().flat_map(|cell| local(cell, tests)).collect()
        }
    };
    let conclusion: Conclusion = libtest_mimic::run(&arguments, trials);
    redis::stop();
    conclusion.exit_code()
}

/// The name without the program's.
fn name(test: &Test) -> &'static str {
    test.name.strip_prefix("api::").unwrap_or(test.name)
}

fn local(cell: Cell, tests: &[Test]) -> Vec<Trial> {
    let shared: Arc<OnceLock<Option<TestApp>>> = Arc::default();
    let trial = |test: &Test| {
        let (test, shared) = (*test, Arc::clone(&shared));
        Trial::test(format!("{cell}::{}", name(&test)), move || {
            let own;
            let app = match test.needs {
                Needs::Shared | Needs::Once => shared.get_or_init(|| TestApp::start(cell)).as_ref(),
                Needs::Own | Needs::Host => {
                    own = TestApp::start(cell);
                    own.as_ref()
                }
            };
            match app {
                Some(app) => {
                    (test.run)(app);
                    app.is_untroubled();
                }
                None => println!("SKIPPED: {cell}::{}: there is no redis-server on this machine", name(&test)),
            }
            Ok(())
        })
    };
    let is_here = |test: &&Test| test.needs != Needs::Once || cell == Cell::ALL[0];
    tests.iter().filter(is_here).map(trial).collect()
}

/// Against a desk that runs already, a test that wants one of its own works while no other does.
fn remote(url: &str, tests: &[Test]) -> Vec<Trial> {
    let app = Arc::new(RwLock::new(TestApp::remote(url)));
    let trial = |test: &Test| {
        let (test, app) = (*test, Arc::clone(&app));
        Trial::test(format!("remote::{}", name(&test)), move || {
            match test.needs {
                Needs::Shared => (test.run)(&app.read().unwrap_or_else(|poisoned| poisoned.into_inner())),
                Needs::Own => (test.run)(&app.write().unwrap_or_else(|poisoned| poisoned.into_inner())),
                Needs::Host | Needs::Once => {
                    println!("SKIPPED: remote::{}: it needs a power of the local host", name(&test))
                }
            }
            Ok(())
        })
    };
    tests.iter().map(trial).collect()
}
