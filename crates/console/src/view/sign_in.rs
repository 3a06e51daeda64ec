//! Pages before anybody is signed in.

use super::layout;
use super::parts::alert;
use crate::Response;
use crate::form::query;
use crate::ui::Ui;
use maud::{Markup, html};

/// Why nobody was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Address or password.
    Password,
    /// The code is missing or wrong.
    Code,
    /// The link was used or is too old.
    Link,
    /// No such token.
    Token,
    /// The identity provider, or what came back from it.
    Provider,
    /// A second factor here, of which the provider knows nothing.
    Factor,
    /// Too many tries.
    Locked,
    /// No answer.
    Silent,
    /// Plain http to another machine.
    Insecure,
}

/// What the form holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked<'a> {
    /// Where to go on.
    pub next: &'a str,
    /// As typed.
    pub email: &'a str,
    /// The identity provider, where there is one.
    pub provider: Option<String>,
    /// What was wrong with it.
    pub wrong: Option<Wrong>,
}

/// The form.
pub(crate) fn page(ui: &Ui, status: u16, asked: &Asked<'_>) -> Response {
    let words = ui.words;
    let said = asked.wrong.map(|wrong| match wrong {
        Wrong::Password => words.wrong_password,
        Wrong::Code => words.wrong_code,
        Wrong::Link => words.wrong_link,
        Wrong::Token => words.wrong_token,
        Wrong::Provider => words.wrong_provider,
        Wrong::Factor => words.wrong_factor,
        Wrong::Locked => words.wrong_locked,
        Wrong::Silent => words.silent,
        Wrong::Insecure => words.wrong_insecure,
    });
    let lines: Vec<String> = said.map(str::to_owned).into_iter().collect();
    let by = |kind: &str, fields: Markup| {
        html! {
            form method="post" action="/sign-in" {
                input type="hidden" name="next" value=(asked.next);
                input type="hidden" name="by" value=(kind);
                (fields)
                button.primary { (words.sign_in) }
            }
        }
    };
    let main = html! {
        h1 { (words.sign_in) }
        (alert(&lines))
        @if let Some(provider) = &asked.provider {
            p { a.button href={ "/sign-in/oidc/start?" (query([("next", asked.next)])) } {
                (words.by_provider.replace("{}", provider))
            } }
        }
        (by("password", html! {
            label for="email" { (words.email) }
            input #email type="email" name="email" value=(asked.email) autocomplete="username" required;
            label for="password" { (words.password) }
            input #password type="password" name="password" autocomplete="current-password" required;
            label for="code" { (words.code) }
            input #code name="code" autocomplete="one-time-code" maxlength="40" autofocus[asked.wrong == Some(Wrong::Code)];
        }))
        details #by-link open[asked.wrong == Some(Wrong::Link)] { summary { (words.by_link) }
            (by("link", html! {
                label for="link" { (words.link_code) }
                input #link name="link" autocomplete="off" required maxlength="200";
                label for="link-totp" { (words.code) }
                input #link-totp name="code" autocomplete="one-time-code" maxlength="40";
            }))
        }
        details open[asked.wrong == Some(Wrong::Token)] { summary { (words.by_token) }
            (by("token", html! {
                label for="token" { (words.token) }
                input #token type="password" name="token" autocomplete="off" required maxlength="1024";
                label for="name" { (words.your_name) }
                input #name name="name" autocomplete="nickname" maxlength="16";
            }))
        }
    };
    layout::outside(ui, status, words.sign_in, main)
}

/// Goes on to a page of ours, as a visit of our own.
pub(crate) fn bounce_to(ui: &Ui, path: &str) -> Response {
    let ui = Ui { here: path.to_owned(), ..ui.clone() };
    let main = html! { p { a href=(path) { (ui.words.go_on) } } };
    layout::outside(&ui, 200, ui.words.go_on, main).with("refresh", &format!("0; url={path}"))
}

/// Loads the same page once more, as a visit of our own: then the browser sends the strict cookie along.
pub(crate) fn bounce(ui: &Ui) -> Response {
    let main = html! { p { a href=(ui.here) { (ui.words.go_on) } } };
    layout::outside(ui, 200, ui.words.go_on, main).with("refresh", "0")
}
