//! One's own password and second factor.

use super::json::is;
use super::layout;
use super::parts::{alert, form_token};
use crate::Response;
use crate::failure::Refusal;
use crate::ui::Ui;
use maud::{Markup, html};
use serde_json::Value;

/// What is shown once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// For an authenticator app, typed.
    pub secret: String,
    /// The same as an address.
    pub address: String,
    /// Codes for the day the app is lost.
    pub recovery: Vec<String>,
    /// Why something was refused.
    pub refusal: Option<Refusal>,
}

/// The page.
pub(crate) fn page(ui: &Ui, status: u16, me: &Value, shown: &Shown) -> Response {
    let words = ui.words;
    let lines = shown.refusal.as_ref().map(Refusal::lines).unwrap_or_default();
    let main = html! {
        h1 { (words.your_access) }
        (alert(&lines))
        form method="post" action="/password" {
            (form_token(ui))
            h2 { (words.set_password) }
            @if !is(me, "must_set_password") {
                label for="current" { (words.current_password) }
                input #current type="password" name="current" autocomplete="current-password";
            }
            label for="password" { (words.new_password) }
            input #password type="password" name="password" autocomplete="new-password" required;
            label for="again" { (words.password_again) }
            input #again type="password" name="again" autocomplete="new-password" required;
            button.primary { (words.set) }
        }
        (second_factor(ui, me, shown))
        p { a.button href="/inbox" { (words.inbox) } }
    };
    layout::outside(ui, status, words.your_access, main)
}

fn second_factor(ui: &Ui, me: &Value, shown: &Shown) -> Markup {
    let words = ui.words;
    let code = html! {
        label for="code" { (words.code) }
        input #code name="code" autocomplete="one-time-code" maxlength="40" required;
    };
    html! {
        form method="post" action="/password/totp" {
            (form_token(ui))
            h2 { (words.second_factor) }
            @if !shown.recovery.is_empty() {
                div role="status" { p { (words.recovery_once) } ul { @for code in &shown.recovery { li { code { (code) } } } } }
            } @else if !shown.secret.is_empty() {
                p { (words.totp_secret) " " code { (shown.secret) } }
                p.small { code { (shown.address) } }
                (code)
                button.primary name="do" value="confirm" { (words.set) }
            } @else if is(me, "has_totp") {
                (code)
                button name="do" value="off" { (words.totp_off) }
            } @else {
                button name="do" value="start" { (words.totp_on) }
            }
        }
    }
}
