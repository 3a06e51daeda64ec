//! A desk under test, over HTTP.

use super::cell::{Cell, Store};
use super::log::Log;
use super::{Answer, build, fresh_number, redis};
use sellerdesk_canonical::ConversationId;
use sellerdesk_host::{Fault, Host, Options, StoreSpec};
use sellerdesk_tests::client::Client;
use sellerdesk_tests::{Accounts, Delivery, time};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Names a file of variables that the desk under test was started with, instead of `variables.toml`.
const VARIABLES_VARIABLE: &str = "SELLERDESK_VARIABLES";
/// Pages of the list, or rounds of a sweep, after which something goes round in circles.
const ROUNDS_MAX: usize = 1_000;

/// A desk, its secrets, and its host where the desk runs in this process.
pub struct TestApp {
    client: Client,
    variables: BTreeMap<String, String>,
    accounts: Accounts,
    local: Option<Local>,
    staleness: Duration,
}

/// What only a desk in this process has.
struct Local {
    host: Option<Host>,
    log: Log,
    cell: Cell,
    /// Traps are the test's own.
    faults_were_armed: AtomicBool,
    _folder: TempDir,
}

impl TestApp {
    /// Starts a desk of its own, on an empty store; `None` where the cell needs a server that isn't installed.
    pub fn start(cell: Cell) -> Option<Self> {
        Self::start_in(cell, &[])
    }

    /// A desk of its own in memory, with some variables otherwise.
    pub fn start_with(variables: &[(&str, &str)]) -> Self {
        Self::start_in(Cell::ALL[0], variables).expect("memory is always there")
    }

    /// Another desk of the same kind, on an empty store of its own.
    pub fn another(&self) -> Self {
        let local = self.local.as_ref().expect("a test of needs `host`");
        Self::start(local.cell).expect("there was one before")
    }

    fn start_in(cell: Cell, overrides: &[(&str, &str)]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut variables = read_variables();
        variables.extend(overrides.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let log = Log::default();
        let mut options = Options::new(build::manifest(), build::compiled());
        options.store = match cell.store {
            Store::Redis => StoreSpec::Redis(redis::empty_database()?),
            Store::Sqlite => StoreSpec::Sqlite(Some(folder.path().join("desk.db"))),
            _ => StoreSpec::Memory,
        };
        options.quirks = cell.quirks();
        options.reuse = cell.reuse();
        options.only = Some(components(overrides));
        options.variables = variables.clone();
        options.log = log.sink();
        let host = start_host(options);
        let client = Client::new(&host.url());
        let faults_were_armed = AtomicBool::new(false);
        let local = Local { host: Some(host), log, cell, faults_were_armed, _folder: folder };
        Some(Self::new(client, variables, Some(local), cell.staleness()))
    }

    /// A desk that runs already, started with the variables of the tests.
    pub fn remote(url: &str) -> Self {
        Self::new(Client::new(url), read_variables(), None, Duration::ZERO)
    }

    fn new(client: Client, variables: BTreeMap<String, String>, local: Option<Local>, staleness: Duration) -> Self {
        let accounts = Accounts::named(&variables, "main").unwrap();
        Self { client, variables, accounts, local, staleness }
    }

    /// The account `main` of each channel.
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// The account of each channel by another name.
    pub fn accounts_named(&self, name: &str) -> Accounts {
        Accounts::named(&self.variables, name).unwrap()
    }

    /// The base URL.
    pub fn base(&self) -> &str {
        self.client.base()
    }

    /// A variable's value.
    pub fn variable(&self, name: &str) -> &str {
        &self.variables[name]
    }

    /// The host; only tests that need one may ask.
    pub fn host(&self) -> &Host {
        self.local.as_ref().and_then(|local| local.host.as_ref()).expect("a test of needs `host`")
    }

    /// Arms a fault of the store.
    pub fn arm(&self, fault: Fault) {
        if let Some(local) = &self.local {
            local.faults_were_armed.store(true, Ordering::SeqCst);
        }
        self.host().faults().arm(fault);
    }

    /// Fails if a component trapped that nobody killed, whatever the answers looked like.
    pub fn is_untroubled(&self) {
        let Some(local) = &self.local else { return };
        let remarks = local.log.remarks();
        let is_asked_for = local.faults_were_armed.load(Ordering::SeqCst);
        assert!(is_asked_for || remarks.is_empty(), "the host remarks: {remarks:#?}");
    }

    /// The lines that the components wrote; only tests that need a host may ask.
    pub fn log_lines(&self) -> Vec<String> {
        self.local.as_ref().expect("a test of needs `host`").log.lines()
    }

    /// Whether to look at every case where the cells differ in nothing but speed: in one of them that is enough.
    pub fn is_thorough(&self) -> bool {
        self.local.as_ref().is_some_and(|local| local.cell == Cell::ALL[0])
    }

    /// Sends a webhook. Afterwards every read sees what it wrote.
    pub fn deliver(&self, delivery: &Delivery) -> Answer {
        let answer = self.client.deliver(delivery).unwrap();
        thread::sleep(self.staleness);
        answer
    }

    /// Sends a webhook that has to be taken.
    pub fn accept(&self, delivery: &Delivery) {
        let answer = super::retried(self, delivery);
        assert!(answer.is_success(), "{}: {}", delivery.path, describe(&answer));
    }

    /// Waits until every read sees what was written.
    pub fn settle(&self) {
        thread::sleep(self.staleness);
    }

    /// Sends any request.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.client.send(method, path, &headers, body).unwrap()
    }

    /// Asks the API, as the administrator.
    pub fn get(&self, path: &str) -> Answer {
        let bearer = format!("Bearer {}", self.variable("admin_token"));
        self.send("GET", path, &[("authorization", &bearer)], None)
    }

    /// Posts JSON to the API, as the administrator.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, &[], body)
    }

    /// The same with further headers.
    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.write("POST", path, headers, body)
    }

    /// Puts JSON to the API, as the administrator.
    pub fn put(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.write("PUT", path, headers, body)
    }

    fn write(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let bearer = format!("Bearer {}", self.variable("admin_token"));
        let own = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let answer = self.send(method, path, &[&own, headers].concat(), Some(body.to_string().as_bytes()));
        thread::sleep(self.staleness);
        answer
    }

    /// All rows that a query (without cursor) finds, over all pages.
    pub fn list(&self, query: &str) -> Vec<Value> {
        self.pages(query).concat()
    }

    /// The same page by page.
    pub fn pages(&self, query: &str) -> Vec<Vec<Value>> {
        let mut pages = Vec::new();
        let mut cursor = String::new();
        for _ in 0..ROUNDS_MAX {
            let page = json(&self.get(&format!("/api/v1/conversations?{query}{cursor}")), 200);
            pages.push(page["conversations"].as_array().unwrap().clone());
            match &page["next"] {
                Value::Null => return pages,
                next => cursor = format!("&cursor={}", next.as_str().unwrap()),
            }
        }
        panic!("the list of {query} has no end");
    }

    /// The row of the one conversation in the inbox that names this order.
    pub fn row(&self, order: &str) -> Value {
        let rows = self.list(&format!("q={order}"));
        assert_eq!(rows.len(), 1, "rows that name order {order}: {rows:#?}");
        rows[0].clone()
    }

    /// A conversation by its id.
    pub fn conversation(&self, id: &str) -> Value {
        json(&self.get(&format!("/api/v1/conversations/{id}")), 200)
    }

    /// The conversation of a thread of the account `main`, if there is one.
    pub fn thread(&self, channel: &str, thread: &str) -> Option<Value> {
        let id = ConversationId::derive(channel, "main", thread);
        let answer = self.get(&format!("/api/v1/conversations/{id}"));
        match answer.status {
            404 => None,
            _ => Some(json(&answer, 200)),
        }
    }

    /// Sweeps as of an instant, in milliseconds since the epoch, until nothing more is due.
    pub fn sweep(&self, at: i64) -> Swept {
        let mut total = Swept::default();
        for _ in 0..ROUNDS_MAX {
            let done = json(&self.poke(at), 200);
            total.warnings += done["warnings"].as_u64().unwrap();
            total.breaches += done["breaches"].as_u64().unwrap();
            assert_eq!(done["skipped"], false, "{done}");
            thread::sleep(self.staleness);
            if done["has_more"] == false {
                return total;
            }
        }
        panic!("the sweep has no end");
    }

    /// Asks for one sweep, whatever it answers.
    pub fn poke(&self, at: i64) -> Answer {
        let bearer = format!("Bearer {}", self.variable("task_token"));
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let body = json!({"at": time::rfc3339(at)}).to_string();
        self.send("POST", "/tasks/sweep", &headers, Some(body.as_bytes()))
    }

    /// An order number in Amazon's form that nobody else uses.
    pub fn fresh_amazon_order(&self) -> String {
        let number = fresh_number();
        format!("306-{:07}-{:07}", number / 10_000_000, number % 10_000_000)
    }
}

/// What sweeps recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Warning points.
    pub warnings: u64,
    /// Missed deadlines.
    pub breaches: u64,
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(host) = self.local.as_mut().and_then(|local| local.host.take()) {
            runtime().block_on(host.stop());
        }
    }
}

/// One at a time: the first start makes the machine code that the others load.
fn start_host(options: Options) -> Host {
    static STARTING: Mutex<()> = Mutex::new(());
    let _starting = STARTING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    runtime().block_on(Host::start(options)).unwrap()
}

/// The answer's JSON, if it has the status.
pub fn json(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", describe(answer));
    assert_eq!(answer.header("content-type"), Some("application/json"), "{}", describe(answer));
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", describe(answer)))
}

/// Checks that an answer is a problem document (RFC 9457) with this status and name; the document.
pub fn problem(answer: &Answer, status: u16, name: &str) -> Value {
    assert_eq!(answer.status, status, "{}", describe(answer));
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", describe(answer));
    let document: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(document["type"], format!("urn:sellerdesk:problem:{name}"), "{document}");
    assert_eq!(document["status"], status, "{document}");
    for field in ["title", "detail"] {
        assert!(document[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {document}");
    }
    document
}

/// The fields that a 422 names.
pub fn wrong_fields(answer: &Answer) -> Vec<String> {
    let document = problem(answer, 422, "invalid");
    let errors = document["errors"].as_array().unwrap();
    errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
}

fn describe(answer: &Answer) -> String {
    format!("{} {:?} {}", answer.status, answer.headers, String::from_utf8_lossy(&answer.body))
}

/// What the tests need of the application: a whole one takes a second to load, and hundreds are started. Channels
/// beyond the first three are named by the variables that a test sets.
fn components(overrides: &[(&str, &str)]) -> BTreeSet<String> {
    let always = [
        "console",
        "desk",
        "evidence",
        "health",
        "herald",
        "identity",
        "openapi",
        "reports",
        "settings",
        "sweep",
        "team",
        "worker",
        "ingest-amazon",
        "ingest-shopify",
        "ingest-standard",
        "courier-standard",
    ];
    let channels =
        overrides.iter().filter_map(|(name, _)| name.strip_prefix("api_")).map(|name| name.replace('_', "-"));
    let of_channels = channels.flat_map(|channel| [format!("ingest-{channel}"), format!("courier-{channel}")]);
    always.map(str::to_owned).into_iter().chain(of_channels).collect()
}

fn read_variables() -> BTreeMap<String, String> {
    let own = build::root().join("tests/variables.toml");
    let file = std::env::var_os(VARIABLES_VARIABLE).map_or(own, Into::into);
    toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Runs all hosts; tests themselves are plain blocking code.
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().unwrap())
}
