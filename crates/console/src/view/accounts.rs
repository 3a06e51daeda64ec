//! The shops' accounts: whether each works, and a form for one more.

use super::json::{is, list, text};
use super::layout;
use super::parts::{ago, alert, form_token, name, options};
use super::settings::frame;
use crate::Response;
use crate::app::Ctx;
use crate::failure::Refusal;
use crate::ui::Ui;
use crate::words::{CHANNELS, label};
use maud::{Markup, html};
use serde_json::Value;

/// What was typed, secrets left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entered {
    /// Which channel.
    pub channel: String,
    /// By which name.
    pub account: String,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
}

/// The page.
pub(crate) fn page<A>(ctx: &Ctx<'_, A>, status: u16, found: &Value, entered: &Entered) -> Response {
    let (ui, words) = (&ctx.ui, ctx.ui.words);
    let title = label(ui.lang, "section", "accounts");
    let lines = entered.refusal.as_ref().map(Refusal::lines).unwrap_or_default();
    let host = ctx.request.header("host").unwrap_or_default();
    let main = frame(
        ui,
        "accounts",
        html! {
            h1 { (title) }
            p.lead { (label(ui.lang, "section-about", "accounts")) }
            ul.accounts {
                @for account in list(found, "accounts").iter().filter(|account| !is(account, "removed")) { (one(ui, host, account)) }
            }
            @if list(found, "accounts").is_empty() { p.empty { (words.nothing_here) } }
            h2 { (words.add_account) }
            (alert(&lines))
            form.narrow method="post" action="/settings/accounts" {
                (form_token(ui))
                label for="channel" { (words.channel) }
                select #channel name="channel" { (options(ui, "channel", &CHANNELS, &entered.channel)) }
                label for="account" { (words.account_name) }
                input #account name="account" value=(entered.account) required maxlength="40" pattern="[a-z0-9][a-z0-9\\-]*" autocomplete="off";
                label for="webhook" { (words.webhook_settings) }
                textarea #webhook name="webhook" rows="4" spellcheck="false" autocomplete="off" placeholder="{\"secret\": \"…\"}" {}
                label for="api" { (words.api_credentials) }
                textarea #api name="api" rows="4" spellcheck="false" autocomplete="off" placeholder="{…}" {}
                p.small { (words.sealed_hint) }
                button.primary { (words.save) }
            }
        },
    );
    layout::page(ui, status, "settings", title, main)
}

/// An account and its checks.
fn one(ui: &Ui, host: &str, account: &Value) -> Markup {
    let words = ui.words;
    let (channel, id) = (text(account, "channel"), text(account, "account"));
    let heard = text(account, "last_received_at");
    let failed = text(account, "last_failure_at");
    let silent = text(account, "silent_since");
    let check = |is_good: bool, said: Markup| html! { li.good[is_good].bad[!is_good] { span.sign { @if is_good { "✓ " span.hidden { (words.passed) } } @else { "✗ " span.hidden { (words.not_passed) } } } (said) } };
    html! {
        li {
            h2 { (label(ui.lang, "channel", channel)) " / " (name(id)) }
            p.small { (words.webhook_address) " " code { (host) (text(account, "webhook_path")) } }
            ul.checks {
                (check(!heard.is_empty(), html! { @if heard.is_empty() { (words.never_heard) } @else { (words.last_heard) " " (ago(ui, heard)) } }))
                (check(failed.is_empty() || failed < heard, html! { @if failed.is_empty() { (words.no_failure) } @else { (words.last_failure) " " (ago(ui, failed)) " " (text(account, "last_failure")) } }))
                (check(silent.is_empty(), html! { @if silent.is_empty() { (words.not_silent) } @else { (words.silent_since) " " (ago(ui, silent)) } }))
                li { @if is(account, "has_sealed_webhook_settings") { (words.webhook_sealed) } @else { (words.webhook_by_variable) } }
                li { @if is(account, "has_sealed_api_credentials") { (words.api_sealed) } @else { (words.api_by_variable) } }
            }
            @if is(account, "has_sealed_webhook_settings") || is(account, "has_sealed_api_credentials") {
                form method="post" action={ "/settings/accounts/" (channel) "/" (id) "/remove" } { (form_token(ui)) button.danger { (words.remove) " " (name(id)) } }
            }
        }
    }
}
