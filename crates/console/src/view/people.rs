//! Who is in the team.

use super::json::{is, list, text, texts};
use super::layout;
use super::parts::{alert, form_token, name, options};
use super::settings::frame;
use crate::Response;
use crate::app::Ctx;
use crate::failure::Refusal;
use crate::ui::Ui;
use crate::words::label;
use maud::{Markup, html};
use serde_json::Value;

/// Roles, the narrowest first.
const ROLES: [&str; 3] = ["agent", "supervisor", "admin"];

/// What was just done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// A link that lets somebody in once: shown this once.
    pub link: Option<String>,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
}

/// The page.
pub(crate) fn page<A>(ctx: &Ctx<'_, A>, status: u16, found: &Value, said: &Said) -> Response {
    let (ui, words) = (&ctx.ui, ctx.ui.words);
    let title = label(ui.lang, "section", "people");
    let lines = said.refusal.as_ref().map(Refusal::lines).unwrap_or_default();
    let entered = |field: &str| if said.refusal.is_some() { ctx.form.text(field).to_owned() } else { String::new() };
    let main = frame(
        ui,
        "people",
        html! {
            h1 { (title) }
            p.lead { (label(ui.lang, "section-about", "people")) }
            (alert(&lines))
            @if let Some(link) = &said.link { div.flash role="status" { p { (words.link_once) } p { code { (link) } } } }
            (table(ui, list(found, "agents")))
            h2 { (words.invite) }
            form.narrow method="post" action="/settings/people" {
                (form_token(ui))
                label for="name" { (words.name) }
                input #name name="name" value=(entered("name")) required maxlength="64" autocomplete="off";
                label for="email" { (words.email) }
                input #email type="email" name="email" value=(entered("email")) required maxlength="200" autocomplete="off";
                label for="role" { (words.role) }
                select #role name="role" { (options(ui, "role", &ROLES, &entered("role"))) }
                label for="accounts" { (words.only_accounts) }
                input #accounts name="accounts" value=(entered("accounts")) placeholder="amazon/main" maxlength="500" autocomplete="off";
                button.primary { (words.invite) }
            }
        },
    );
    layout::page(ui, status, "settings", title, main)
}

fn table(ui: &Ui, agents: &[Value]) -> Markup {
    let words = ui.words;
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words.team) {
            table {
                thead { tr { @for title in [words.name, words.email, words.role, words.only_accounts, words.state, words.actions] { th scope="col" { (title) } } } }
                tbody { @for agent in agents { tr {
                    th scope="row" { (name(text(agent, "name"))) }
                    td { (text(agent, "email")) }
                    td { (label(ui.lang, "role", text(agent, "role"))) }
                    td { (texts(agent, "accounts").join(", ")) }
                    td { @if is(agent, "enabled") { (words.may_come_in) } @else { (words.shut_out) }
                        @if is(agent, "has_totp") { " · " (words.second_factor) } }
                    td { @if !text(agent, "email").is_empty() { (actions(ui, agent)) } }
                } } }
            }
        }
    }
}

fn actions(ui: &Ui, agent: &Value) -> Markup {
    let words = ui.words;
    html! {
        form.line method="post" action={ "/settings/people/" (text(agent, "id")) } {
            (form_token(ui))
            button name="do" value="link" { (words.new_link) }
            @if is(agent, "enabled") { button name="do" value="disable" { (words.disable) } } @else { button name="do" value="enable" { (words.enable) } }
            @if is(agent, "has_totp") { button name="do" value="totp" { (words.totp_off) } }
        }
    }
}
