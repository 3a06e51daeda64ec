//! Signing in at a team's identity provider, by browser and by the API, with a provider that keeps to the standard and one
//! that does not.

use super::PASSWORD;
use crate::harness::{Answer, FakeServer, TestApp, fresh_number, json, now_ms, problem, tests, wrong_fields};
use crate::security::browser::Browser;
use sellerdesk_fakes::crypto::totp;
use sellerdesk_fakes::identity_provider::{CLIENT_ID, CLIENT_SECRET, Conduct, IdentityProvider};
use sellerdesk_tests::client::Client;
use serde_json::{Value, json as object};
use std::sync::{Arc, Mutex, MutexGuard};

tests! {
    shared without_a_provider_there_is_neither_button_nor_way,
    once a_browser_signs_in_at_the_provider,
    once the_api_says_the_same_and_the_audit_trail_knows,
    once whatever_a_provider_does_wrong_lets_nobody_in,
    once a_provider_that_is_down_is_no_failure_of_anybody,
    once a_provider_of_another_name_is_never_asked_for_a_token,
    once a_slow_provider_is_not_waited_for,
    once a_callback_counts_once_and_in_its_own_browser,
    once only_those_who_are_in_the_team_come_in,
    once another_one_of_the_same_email_stays_out_until_a_new_link,
    once a_second_factor_here_wants_the_providers_word,
    once half_a_configuration_is_told_and_opens_nothing,
    once guessing_codes_has_to_wait,
}

/// Where browsers come back to, as it is registered.
const HERE: &str = "http://127.0.0.1:3000/sign-in/oidc";

/// A desk with a provider.
struct Team {
    app: TestApp,
    provider: Arc<Mutex<IdentityProvider>>,
    server: FakeServer,
    email: String,
    agent: Value,
}

impl Team {
    /// With one agent, who has a password and is at the keyboard.
    fn start() -> Self {
        Self::start_with(&[], Conduct::Good)
    }

    fn start_with(variables: &[(&str, &str)], conduct: Conduct) -> Self {
        let provider = Arc::new(Mutex::new(IdentityProvider::new("subject-1", "")));
        let answering = Arc::clone(&provider);
        let server = FakeServer::serving(Box::new(move |_, call| answering.lock().unwrap().answer(call)));
        let base = server.base.clone();
        let own = [
            ("oidc_issuer", base.as_str()),
            ("oidc_client_id", CLIENT_ID),
            ("oidc_client_secret", CLIENT_SECRET),
            ("oidc_redirect_uri", HERE),
            ("oidc_host", base.as_str()),
        ];
        let app = TestApp::start_with(&[&own, variables].concat());
        let (agent, _) = app.person_with_password("supervisor");
        let email = agent["email"].as_str().unwrap().to_owned();
        let team = Self { app, provider, server, email, agent };
        team.provider().conduct = conduct;
        team.provider().somebody.email = team.email.to_uppercase();
        team
    }

    fn provider(&self) -> MutexGuard<'_, IdentityProvider> {
        self.provider.lock().unwrap()
    }

    fn begin(&self) -> Answer {
        self.app.ask(None, "POST", "/api/v1/session/oidc", None)
    }

    /// Signs in on the provider's page: the query that the browser comes back with.
    fn agree(&self, url: &str) -> String {
        let path = url.strip_prefix(&self.server.base).expect("the provider's own page");
        let answer = Client::new(&self.server.base).send("GET", path, &[], None).unwrap();
        assert_eq!(answer.status, 303, "{url}");
        answer.header("location").unwrap().strip_prefix(&format!("{HERE}?")).unwrap().to_owned()
    }

    /// An attempt that was begun and agreed to: the body that ends it.
    fn returned(&self) -> Value {
        let begun = json(&self.begin(), 200);
        assert_eq!(begun["redirect_uri"], HERE);
        let query = self.agree(begun["authorization_url"].as_str().unwrap());
        let mut body = object!({ "attempt": begun["attempt"] });
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            body[name.as_ref()] = object!(value);
        }
        body
    }

    fn finish(&self, body: &Value) -> Answer {
        self.app.ask(None, "POST", "/api/v1/session/oidc/code", Some(body))
    }

    fn come(&self) -> Answer {
        self.finish(&self.returned())
    }

    fn agent_path(&self) -> String {
        format!("/api/v1/agents/{}", self.agent["id"].as_str().unwrap())
    }

    fn audit(&self) -> Vec<Value> {
        json(&self.app.get("/api/v1/audit"), 200)["entries"].as_array().unwrap().clone()
    }
}

fn is_in(app: &TestApp, answer: &Answer) -> String {
    let token = json(answer, 200)["token"].as_str().unwrap().to_owned();
    assert_eq!(app.ask(Some(&token), "GET", "/api/v1/session", None).status, 200);
    token
}

fn without_a_provider_there_is_neither_button_nor_way(app: &TestApp) {
    assert_eq!(json(&app.ask(None, "GET", "/api/v1/session/oidc", None), 200), object!({ "provider": null }));
    problem(&app.ask(None, "POST", "/api/v1/session/oidc", None), 404, "not-found");
    let body = object!({ "attempt": "so_", "state": "s", "code": "c" });
    problem(&app.ask(None, "POST", "/api/v1/session/oidc/code", Some(&body)), 404, "not-found");
    assert_eq!(wrong_fields(&app.ask(None, "POST", "/api/v1/session/oidc/code", Some(&object!({})))), ["body"]);
    let browser = Browser::new(app);
    let page = String::from_utf8(browser.get("/sign-in").body).unwrap();
    assert!(!page.contains("/sign-in/oidc"));
    assert_eq!(browser.get("/sign-in/oidc/start").status, 404);
    assert_eq!(browser.get("/sign-in/oidc?state=s&code=c").status, 401);
}

fn a_browser_signs_in_at_the_provider(_: &TestApp) {
    let team = Team::start_with(&[("oidc_name", "Shop <ID>")], Conduct::Good);
    let mut browser = Browser::new(&team.app);
    let page = browser.page("/sign-in?next=/board");
    let link = page.split("href=\"").find_map(|part| part.split('"').next().filter(|it| it.contains("/oidc/start")));
    assert!(page.contains("Sign in with Shop &lt;ID&gt;"), "{page}");
    let start = browser.get(link.unwrap());
    assert_eq!(start.status, 303);
    let kept = start.header("set-cookie").unwrap();
    assert!(kept.starts_with("desk-oidc=so_") && kept.contains("; HttpOnly; SameSite=Lax; Max-Age="), "{kept}");
    assert!(start.header("content-security-policy").unwrap().contains("form-action 'self'"));
    browser.keep(&start);
    let query = team.agree(start.header("location").unwrap());
    let secret = kept.split(['=', '.']).nth(1).unwrap();
    assert!(!start.header("location").unwrap().contains(secret) && !query.contains(secret));

    let back = browser.get(&format!("/sign-in/oidc?{query}"));
    assert_eq!((back.status, back.header("refresh")), (200, Some("0; url=/board")));
    assert_eq!(back.header("cache-control"), Some("no-store"));
    let set: Vec<&str> =
        back.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str()).collect();
    assert!(set[0].starts_with("desk=ss_") && set[0].contains("SameSite=Strict"), "{set:?}");
    assert!(set[2].starts_with("desk-oidc=;") && set[2].contains("Max-Age=0"), "{set:?}");
    browser.cookies = set[..2].iter().map(|it| it.split(';').next().unwrap()).collect::<Vec<_>>().join("; ");
    assert_eq!(browser.get("/board").status, 200);

    let asked = team.provider().asked.clone();
    assert_eq!(asked, ["GET /.well-known/openid-configuration", "GET /authorize", "POST /token", "GET /keys"]);
    let token = team.provider().tokens[0].clone();
    for line in team.app.log_lines() {
        let secrets = [CLIENT_SECRET, secret, &team.email, "subject-1", &token, &query];
        assert!(secrets.iter().all(|secret| !line.contains(secret)), "{line}");
    }
}

fn the_api_says_the_same_and_the_audit_trail_knows(_: &TestApp) {
    let team = Team::start();
    let name = json(&team.app.ask(None, "GET", "/api/v1/session/oidc", None), 200)["provider"].clone();
    assert_eq!(format!("http://{}", name.as_str().unwrap()), team.server.base);
    assert_eq!(json(&team.app.get(&team.agent_path()), 200)["has_identity"], false);
    let session = json(&team.come(), 200);
    assert_eq!(session["agent"]["id"], team.agent["id"]);
    assert_eq!(json(&team.app.get(&team.agent_path()), 200)["has_identity"], true);
    let seen = team.audit();
    assert_eq!((&seen[0]["action"], &seen[0]["how"]), (&object!("signed_in"), &object!("oidc")));
    assert_eq!((&seen[1]["action"], &seen[1]["issuer"]), (&object!("identity_linked"), &object!(team.server.base)));
    assert!(seen[1].get("hash").is_none() && !Value::from(seen).to_string().contains("subject-1"));
    team.provider().conduct = Conduct::Elliptic;
    is_in(&team.app, &team.come());
    assert_eq!(team.audit()[1]["action"], "signed_in", "linked once");
    // A password opens the desk as before.
    assert_eq!(team.app.sign_in(&team.email, PASSWORD).status, 200);
}

fn whatever_a_provider_does_wrong_lets_nobody_in(_: &TestApp) {
    let team = Team::start();
    for conduct in [
        Conduct::WrongNonce,
        Conduct::NoNonce,
        Conduct::WrongAudience,
        Conduct::SharedAudience,
        Conduct::WrongParty,
        Conduct::Expired,
        Conduct::Old,
        Conduct::OtherIssuer,
        Conduct::AlgorithmNone,
        Conduct::HmacWithPublicKey,
        Conduct::Forged,
        Conduct::WrongKey,
        Conduct::OwnKey,
        Conduct::Unverified,
        Conduct::VerifiedInLetters,
        Conduct::AnotherName,
        Conduct::NoName,
    ] {
        team.provider().conduct = conduct;
        let answer = team.come();
        assert_eq!(answer.status, 401, "{conduct:?}: {}", String::from_utf8_lossy(&answer.body));
        problem(&answer, 401, "unauthorized");
    }
    for conduct in [Conduct::Garbled("/token"), Conduct::Garbled("/keys"), Conduct::ForgotClient] {
        team.provider().conduct = conduct;
        let answer = team.come();
        assert_eq!(answer.status, 502, "{conduct:?}");
        assert!(answer.header("retry-after").is_none(), "{conduct:?}: repeating mends nothing");
        problem(&answer, 502, "provider");
    }
    assert!(team.audit().iter().all(|entry| entry["how"] != "oidc" && entry["action"] != "identity_linked"));
    team.provider().conduct = Conduct::Good;
    is_in(&team.app, &team.come());
}

fn a_provider_that_is_down_is_no_failure_of_anybody(_: &TestApp) {
    let team = Team::start_with(&[], Conduct::Failing("/.well-known/openid-configuration"));
    let down = |answer: &Answer| {
        problem(answer, 503, "unavailable");
        assert!(answer.header("retry-after").is_some());
    };
    down(&team.begin());
    let page = Browser::new(&team.app).get("/sign-in/oidc/start");
    assert!(page.status == 503 && page.header("location").is_none());
    // More often than an address may fail.
    for path in ["/token", "/keys"] {
        for _ in 0..16 {
            team.provider().conduct = Conduct::Good;
            let body = team.returned();
            team.provider().conduct = Conduct::Failing(path);
            down(&team.finish(&body));
        }
    }
    for path in ["/token", "/keys"] {
        team.provider().conduct = Conduct::Huge(path);
        down(&team.come());
    }
    team.provider().conduct = Conduct::Good;
    is_in(&team.app, &team.come());
}

fn a_provider_of_another_name_is_never_asked_for_a_token(_: &TestApp) {
    let team = Team::start_with(&[], Conduct::OtherMetadata);
    problem(&team.begin(), 502, "provider");
    team.provider().conduct = Conduct::Huge("/.well-known/openid-configuration");
    problem(&team.begin(), 503, "unavailable");
    assert!(team.provider().asked.iter().all(|it| it == "GET /.well-known/openid-configuration"));
    // Nobody but the hosts that the operator named is asked, whatever the metadata say.
    let elsewhere = Team::start_with(&[("oidc_host", "https://default.invalid")], Conduct::Good);
    problem(&elsewhere.begin(), 503, "unavailable");
    assert!(elsewhere.provider().asked.is_empty());
}

fn a_slow_provider_is_not_waited_for(_: &TestApp) {
    let team = Team::start();
    let body = team.returned();
    team.server.delay_answers(8_000);
    let began = std::time::Instant::now();
    problem(&team.finish(&body), 503, "unavailable");
    assert!(began.elapsed().as_secs() < 8, "{:?}", began.elapsed());
}

fn a_callback_counts_once_and_in_its_own_browser(_: &TestApp) {
    let team = Team::start();
    let body = team.returned();
    is_in(&team.app, &team.finish(&body));
    problem(&team.finish(&body), 401, "unauthorized");
    // Even where the provider takes a code again.
    team.provider().conduct = Conduct::TakesCodesAgain;
    let body = team.returned();
    is_in(&team.app, &team.finish(&body));
    problem(&team.finish(&body), 401, "unauthorized");
    assert_eq!(team.provider().tokens.len(), 3);
    team.provider().conduct = Conduct::Good;

    // What one browser began, another can't end: neither with its own attempt nor with none.
    let (own, others) = (team.returned(), team.returned());
    let before = team.provider().tokens.len();
    for attempt in [others["attempt"].clone(), object!("so_"), object!(""), object!("ss_AAAA.1")] {
        let mut body = own.clone();
        body["attempt"] = attempt;
        problem(&team.finish(&body), 401, "unauthorized");
    }
    for (name, value) in [("state", &others["state"]), ("state", &object!(""))] {
        let mut body = own.clone();
        body[name] = value.clone();
        problem(&team.finish(&body), 401, "unauthorized");
    }
    assert_eq!(team.provider().tokens.len(), before, "the provider was not even asked");
    // A code that somebody else was given: the verifier doesn't fit.
    let mut body = own.clone();
    body["code"] = others["code"].clone();
    problem(&team.finish(&body), 401, "unauthorized");
    is_in(&team.app, &team.finish(&own));

    // The same through the pages: somebody else's callback, in a browser that began nothing and in one that began its own.
    let mut victim = Browser::new(&team.app);
    let start = victim.get("/sign-in/oidc/start");
    let query = team.agree(Browser::new(&team.app).get("/sign-in/oidc/start").header("location").unwrap());
    for _ in 0..2 {
        let answer = victim.get(&format!("/sign-in/oidc?{query}"));
        let set: Vec<_> = answer.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
        assert!(answer.status == 401 && set.iter().all(|(_, value)| value.contains("Max-Age=0")), "{set:?}");
        victim.keep(&start);
    }
}

fn only_those_who_are_in_the_team_come_in(_: &TestApp) {
    let team = Team::start();
    let unknown = format!("x{}@shop.example", fresh_number());
    team.provider().somebody.email = unknown.clone();
    let stranger = problem(&team.come(), 401, "unauthorized");
    let people = json(&team.app.get("/api/v1/agents"), 200).to_string();
    assert!(!people.contains(&unknown), "nobody is created");
    // Whoever was invited comes in without a password of their own.
    let invited = team.app.invited("agent", Value::Null);
    team.provider().somebody.email = invited["email"].as_str().unwrap().to_owned();
    team.provider().somebody.subject = "subject-2".to_owned();
    let token = is_in(&team.app, &team.come());
    // And is out at once when disabled, in the same words as a stranger.
    let path = format!("/api/v1/agents/{}", invited["id"].as_str().unwrap());
    json(&team.app.put(&path, &[], &object!({ "enabled": false })), 200);
    problem(&team.app.ask(Some(&token), "GET", "/api/v1/session", None), 401, "unauthorized");
    assert_eq!(problem(&team.come(), 401, "unauthorized"), stranger);
}

fn another_one_of_the_same_email_stays_out_until_a_new_link(_: &TestApp) {
    let team = Team::start();
    is_in(&team.app, &team.come());
    team.provider().somebody.subject = "subject-2".to_owned();
    problem(&team.come(), 401, "unauthorized");
    json(&team.app.post(&format!("{}/link", team.agent_path()), &object!({})), 201);
    is_in(&team.app, &team.come());
    team.provider().somebody.subject = "subject-1".to_owned();
    problem(&team.come(), 401, "unauthorized");
}

fn a_second_factor_here_wants_the_providers_word(_: &TestApp) {
    let team = Team::start();
    let token = is_in(&team.app, &team.app.sign_in(&team.email, PASSWORD));
    let enrolled = json(&team.app.ask(Some(&token), "POST", "/api/v1/session/totp", Some(&object!({}))), 200);
    let code = object!({ "code": totp(enrolled["secret"].as_str().unwrap(), now_ms() / 1_000) });
    json(&team.app.ask(Some(&token), "POST", "/api/v1/session/totp", Some(&code)), 200);
    problem(&team.come(), 401, "sign-in/second-factor-required");
    team.provider().somebody.has_second_factor = true;
    is_in(&team.app, &team.come());
}

fn half_a_configuration_is_told_and_opens_nothing(_: &TestApp) {
    for (name, value) in [
        ("oidc_issuer", "http://accounts.example"),
        ("oidc_client_id", ""),
        ("oidc_client_secret", ""),
        ("oidc_redirect_uri", ""),
        ("oidc_redirect_uri", "http://desk.example/sign-in/oidc"),
    ] {
        let team = Team::start_with(&[(name, value)], Conduct::Good);
        let said = problem(&team.begin(), 500, "internal");
        assert!(said["detail"].as_str().unwrap().contains(name), "{said}");
        assert!(team.provider().asked.is_empty());
        let page = Browser::new(&team.app).get("/sign-in");
        assert!(page.status == 200 && !String::from_utf8(page.body).unwrap().contains("/sign-in/oidc"));
    }
}

fn guessing_codes_has_to_wait(_: &TestApp) {
    let team = Team::start();
    let mut body = team.returned();
    body["code"] = object!("guessed");
    for number in 0..30 {
        assert_eq!(team.finish(&body).status, 401, "{number}");
    }
    let before = team.provider().asked.len();
    let answer = team.finish(&body);
    problem(&answer, 429, "locked");
    assert!(answer.header("retry-after").is_some());
    assert_eq!(team.provider().asked.len(), before, "nobody is asked");
}
