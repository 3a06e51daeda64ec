//! Saved views in the sidebar: each with how many conversations it shows, and a form to keep another.

use super::json::{at, is, list, number, text};
use super::parts::{form_token, name};
use crate::act::inbox::asked;
use crate::app::Ctx;
use crate::form::query;
use maud::{Markup, html};
use serde_json::Value;

/// The section.
pub(crate) fn show<A>(ctx: &Ctx<'_, A>, views: &Value) -> Markup {
    let (ui, words) = (&ctx.ui, ctx.ui.words);
    let views = list(views, "views");
    let mut current = asked(&ctx.query);
    current.retain(|(name, _)| *name != "cursor");
    let current = query(current);
    html! {
        nav.saved aria-label=(words.saved_views) {
            @if !views.is_empty() {
                ul {
                    @for view in views {
                        li {
                            a href={ "/inbox?" (filter(view)) } {
                                (name(text(view, "name"))) " "
                                span.count { (number(view, "count")) @if is(view, "more") { "+" } }
                            }
                        }
                    }
                }
            }
        }
        details.keep {
            summary { (words.save_view) }
            form method="post" action="/views" {
                (form_token(ui))
                input type="hidden" name="filters" value=(current);
                label for="view-name" { (words.view_name) }
                input #view-name name="name" maxlength="60" required autocomplete="off";
                label.check { input type="checkbox" name="shared" value="1"; " " (words.view_shared) }
                div.buttons { button.primary { (words.save) } }
            }
            @for view in views {
                form.line method="post" action={ "/views/" (text(view, "id")) "/remove" } {
                    (form_token(ui))
                    input type="hidden" name="filters" value=(current);
                    button { (words.remove) " " (name(text(view, "name"))) }
                }
            }
        }
    }
}

/// The list's query for a view.
fn filter(view: &Value) -> String {
    let fields = at(view, "filter").as_object().into_iter().flatten();
    query(fields.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))))
}
