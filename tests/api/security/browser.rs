//! A browser without scripts.

use crate::harness::{Answer, TestApp};

/// Its cookies, and the token of the forms it saw last.
pub struct Browser<'a> {
    app: &'a TestApp,
    /// As the header has them.
    pub cookies: String,
    /// The hidden field of forms.
    pub form: String,
}

impl<'a> Browser<'a> {
    /// One that nobody used yet.
    pub fn new(app: &'a TestApp) -> Self {
        Self { app, cookies: String::new(), form: String::new() }
    }

    /// Somebody who signed in with a token.
    pub fn signed_in(app: &'a TestApp, token: &str) -> Self {
        let mut browser = Self::new(app);
        let answer = browser.post("/sign-in", &[("by", "token"), ("token", token), ("name", "ann")]);
        assert_eq!(answer.status, 303);
        browser.keep(&answer);
        browser.page("/inbox");
        browser
    }

    /// Takes the cookies of an answer over.
    pub fn keep(&mut self, answer: &Answer) {
        let set = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
        let pairs: Vec<&str> = set.map(|(_, value)| value.split(';').next().unwrap()).collect();
        self.cookies = pairs.join("; ");
    }

    /// Any page.
    pub fn get(&self, path: &str) -> Answer {
        self.app.send("GET", path, &[("cookie", &self.cookies)], None)
    }

    /// A page's text, whatever its status; what forms it has, this browser can send.
    pub fn page(&mut self, path: &str) -> String {
        let answer = self.get(path);
        let page = String::from_utf8(answer.body).unwrap();
        if let Some(form) = field(&page, "form") {
            self.form = form;
        }
        page
    }

    /// Sends a form of this very desk.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, &[("origin", self.app.base())], fields)
    }

    /// Sends a form with these headers.
    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        let body = body.append_pair("form", &self.form).extend_pairs(fields).finish();
        let own = [("cookie", self.cookies.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let answer = self.app.send("POST", path, &[&own, headers].concat(), Some(body.as_bytes()));
        self.app.settle();
        answer
    }
}

/// The value of a hidden field.
pub fn field(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split('"').next()?.to_owned())
}
