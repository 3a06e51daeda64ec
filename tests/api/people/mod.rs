//! People: who may do what, signing in, and what of others one sees.

pub mod authorization;
pub mod isolation;
pub mod oidc;
pub mod sign_in;

use crate::harness::{Answer, TestApp, fresh_number, json};
use serde_json::{Value, json as object};

/// The password of everybody here.
pub const PASSWORD: &str = "correct horse battery";

impl TestApp {
    /// Any request with a bearer token, JSON where there is a body.
    pub fn ask(&self, token: Option<&str>, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let mut headers: Vec<(&str, &str)> = Vec::new();
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        headers.extend(body.map(|_| ("content-type", "application/json")));
        let body = body.map(Value::to_string);
        let answer = self.send(method, path, &headers, body.as_deref().map(str::as_bytes));
        self.settle();
        answer
    }

    /// An agent whom nobody else knows: the invitation as answered.
    pub fn invited(&self, role: &str, accounts: Value) -> Value {
        let number = fresh_number();
        let body = object!({
            "name": format!("P {number}"), "email": format!("p{number}@shop.example"), "role": role, "accounts": accounts,
        });
        json(&self.post("/api/v1/agents", &body), 201)
    }

    /// What a link opens.
    pub fn enter(&self, link: &str) -> Answer {
        self.ask(None, "POST", "/api/v1/session/link", Some(&object!({ "link": link })))
    }

    /// A session of a new agent, opened with the invitation: the agent and the token.
    pub fn person(&self, role: &str, accounts: Value) -> (Value, String) {
        let invited = self.invited(role, accounts);
        let session = json(&self.enter(invited["link"].as_str().unwrap()), 200);
        assert_eq!(session["must_set_password"], true);
        (invited, session["token"].as_str().unwrap().to_owned())
    }

    /// A new agent with the password [`PASSWORD`]: the agent and a token.
    pub fn person_with_password(&self, role: &str) -> (Value, String) {
        let (agent, token) = self.person(role, Value::Null);
        let body = object!({ "password": PASSWORD });
        let answer = self.ask(Some(&token), "PUT", "/api/v1/session/password", Some(&body));
        assert_eq!(answer.status, 204, "{}", String::from_utf8_lossy(&answer.body));
        (agent, token)
    }

    /// An API token.
    pub fn api_token(&self, scopes: &[&str], accounts: Value) -> String {
        let body = object!({ "name": "robot", "scopes": scopes, "accounts": accounts });
        let made = json(&self.post("/api/v1/tokens", &body), 201);
        made["token"].as_str().unwrap().to_owned()
    }

    /// Tries to sign in.
    pub fn sign_in(&self, email: &str, password: &str) -> Answer {
        let body = object!({ "email": email, "password": password });
        self.ask(None, "POST", "/api/v1/session", Some(&body))
    }
}
