//! Working hours: a form for each calendar, and one more.

use super::fields::{Faults, Field, area, line};
use super::json::{at, list, text};
use super::layout;
use super::parts::{alert, form_token, when};
use super::settings::{Edit, editor, frame};
use crate::app::Ctx;
use crate::failure::Refusal;
use crate::ui::Ui;
use crate::words::label;
use crate::{Response, hours};
use maud::{Markup, html};
use serde_json::Value;

/// Weekdays as calendars name them, Monday first.
pub(crate) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Names of the time zone database, one a line.
const ZONES: &str = include_str!("../../assets/zones.txt");
/// What a new calendar begins with.
const USUAL: &str = "09:00-18:00";

/// When a calendar opens, and what becomes of work that comes now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outlook {
    /// Now.
    pub is_open: bool,
    /// The next opening, if it is closed.
    pub opens_at: String,
    /// When a working day's work is done; empty: nobody asked.
    pub done_at: String,
    /// Why it can't be said.
    pub refusal: Option<Refusal>,
}

/// A calendar as its form holds it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entered {
    /// The name it is stored under; empty for a new one.
    pub was: String,
    /// The name it gets.
    pub name: String,
    /// Time zone.
    pub zone: String,
    /// Windows of each weekday, as text.
    pub days: [(&'static str, String); 7],
    /// Other hours on single dates, one a line.
    pub overrides: String,
    /// One a line.
    pub holidays: String,
    /// By commas.
    pub accounts: String,
    /// Whether every other account has it.
    pub is_default: bool,
    /// When it opens.
    pub outlook: Outlook,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
}

impl Entered {
    /// A stored one; `closed` stands for no hours.
    pub fn of(closed: &str, name: &str, found: &Value) -> Self {
        let calendar = at(at(found, "calendars"), name);
        let accounts = at(found, "accounts").as_object().into_iter().flatten();
        let accounts: Vec<&str> =
            accounts.filter(|(_, it)| it.as_str() == Some(name)).map(|(account, _)| account.as_str()).collect();
        let holidays: Vec<&str> = list(calendar, "holidays").iter().filter_map(Value::as_str).collect();
        // `tz` is another name for it.
        let zone = if text(calendar, "zone").is_empty() { text(calendar, "tz") } else { text(calendar, "zone") };
        Self {
            was: name.to_owned(),
            name: name.to_owned(),
            zone: zone.to_owned(),
            days: DAYS.map(|day| (day, hours::windows_text(list(at(calendar, "weekly"), day)))),
            overrides: hours::overrides_text(at(calendar, "overrides"), closed),
            holidays: holidays.join("\n"),
            accounts: accounts.join(", "),
            is_default: text(found, "default") == name,
            ..Self::default()
        }
    }

    fn new(is_first: bool) -> Self {
        let usual = |day| if matches!(day, "sat" | "sun") { String::new() } else { USUAL.to_owned() };
        Self { days: DAYS.map(|day| (day, usual(day))), is_default: is_first, ..Self::default() }
    }

    /// Which fields of the form are at fault; the rest is for the page.
    fn faults(&self) -> (Faults, Vec<String>) {
        let (mut faults, mut rest) = (Vec::new(), Vec::new());
        let below = format!("calendars.{}", self.name.trim());
        for (field, why) in self
            .refusal
            .iter()
            .flat_map(|refusal| &refusal.errors)
            .chain(self.outlook.refusal.iter().flat_map(|refusal| &refusal.errors))
        {
            let inside = field
                .strip_prefix(&below)
                .or_else(|| field.strip_prefix("calendar"))
                .unwrap_or(field)
                .trim_start_matches('.');
            match self.place(inside) {
                Some((name, what)) => {
                    faults.push((name.to_owned(), if what.is_empty() { why.clone() } else { format!("{what}: {why}") }))
                }
                None => rest.push(if inside.is_empty() { why.clone() } else { format!("{field}: {why}") }),
            }
        }
        let refusal = self.refusal.as_ref().filter(|refusal| refusal.errors.is_empty());
        rest.extend(refusal.map(|refusal| refusal.detail.clone()));
        (Faults(faults), rest)
    }

    /// The form's field for a path inside the calendar, and what of it is meant.
    fn place(&self, path: &str) -> Option<(&'static str, String)> {
        let number = || path.rsplit_once('[').and_then(|(_, rest)| rest.trim_end_matches(']').parse::<usize>().ok());
        if let Some(rest) = path.strip_prefix("weekly.") {
            let (day, typed) = self.days.iter().find(|(day, _)| rest.starts_with(day))?;
            return Some((day, number().and_then(|at| hours::pieces(typed).get(at).cloned()).unwrap_or_default()));
        }
        if let Some(date) = path.strip_prefix("overrides.") {
            return Some(("overrides", date.split('[').next().unwrap_or_default().to_owned()));
        }
        let named = ["zone", "overrides", "holidays", "accounts", "default", "name"]
            .into_iter()
            .find(|name| path.starts_with(name))?;
        let shown =
            number().filter(|_| named == "holidays").and_then(|at| hours::words(&self.holidays).get(at).cloned());
        Some((named, shown.or_else(|| path.strip_prefix("accounts.").map(str::to_owned)).unwrap_or_default()))
    }
}

/// What the page shows.
pub(crate) struct Shown<'a> {
    /// The API's answer.
    pub found: &'a Value,
    /// Each of its calendars.
    pub calendars: Vec<Entered>,
    /// What was typed into one of the forms.
    pub entered: Option<Entered>,
    /// All of it as text.
    pub document: String,
    /// Its version.
    pub etag: String,
}

/// The page.
pub(crate) fn page<A>(ctx: &Ctx<'_, A>, status: u16, shown: &Shown<'_>) -> Response {
    let (ui, words) = (&ctx.ui, ctx.ui.lang.forms());
    let title = label(ui.lang, "section", "calendars");
    let is_stored = |name: &str| shown.calendars.iter().any(|stored| stored.was == name);
    let typed = shown.entered.as_ref();
    let (lines, conflict) = typed.map(|typed| (typed.faults().1, is_conflict(typed))).unwrap_or_default();
    let added = typed.filter(|typed| !is_stored(&typed.was));
    let new =
        Entered { was: String::new(), ..added.cloned().unwrap_or_else(|| Entered::new(shown.calendars.is_empty())) };
    let main = frame(
        ui,
        "calendars",
        html! {
            h1 { (title) }
            p.lead { (label(ui.lang, "section-about", "calendars")) }
            @if conflict { (alert(&[ui.words.conflict.to_owned()])) } @else { (alert(&lines)) }
            @if shown.calendars.is_empty() { p { (words.no_calendar) } }
            @for (place, stored) in shown.calendars.iter().enumerate() {
                @let here = typed.filter(|typed| typed.was == stored.was);
                (form(ui, &format!("c{place}"), stored, here, &shown.etag))
            }
            details.policy open[added.is_some() || shown.calendars.is_empty()] {
                summary { (words.new_calendar) }
                (fields(ui, "new", &new, &shown.etag))
            }
            datalist #zones { @for zone in ZONES.lines() { option value=(zone) {} } }
            details.advanced {
                summary { (words.advanced) }
                (editor(ui, "calendars", shown.found, &Edit { text: shown.document.clone(), etag: shown.etag.clone(), refusal: None }))
            }
        },
    );
    layout::page(ui, status, "settings", title, main)
}

fn is_conflict(entered: &Entered) -> bool {
    entered.refusal.as_ref().is_some_and(|refusal| refusal.name == "conflict")
}

fn form(ui: &Ui, id: &str, stored: &Entered, typed: Option<&Entered>, etag: &str) -> Markup {
    html! {
        details.policy open[typed.is_some()] {
            summary {
                bdi { (stored.name) } " "
                span.small { (stored.zone) @if stored.is_default { " · " (ui.lang.forms().default_calendar) } }
            }
            (outlook(ui, &stored.outlook))
            @if typed.is_some_and(is_conflict) { (now_stored(ui, stored)) }
            (fields(ui, id, typed.unwrap_or(stored), etag))
        }
    }
}

/// What somebody else saved, beside what was typed.
fn now_stored(ui: &Ui, stored: &Entered) -> Markup {
    html! {
        p.small { (ui.lang.forms().changed_by) " " (stored.zone)
            @for (day, windows) in stored.days.iter().filter(|(_, windows)| !windows.is_empty()) { " · " (label(ui.lang, "weekday", day)) " " (windows) }
        }
    }
}

fn outlook(ui: &Ui, outlook: &Outlook) -> Markup {
    let words = ui.lang.forms();
    html! {
        @if !outlook.done_at.is_empty() {
            p.outlook {
                @if outlook.is_open { span.good { (words.open_now) } } @else { (words.opens) " " (when(ui, &outlook.opens_at)) "." }
                " " (words.worked_off) " " (when(ui, &outlook.done_at)) "."
            }
        }
    }
}

fn fields(ui: &Ui, id: &str, entered: &Entered, etag: &str) -> Markup {
    let words = ui.lang.forms();
    let (faults, _) = entered.faults();
    let text = |name, title, value| line(ui, Field { form: id, name, title, value }, None, &faults);
    html! {
        form method="post" action="/settings/calendars/one" {
            (form_token(ui))
            input type="hidden" name="etag" value=(etag);
            input type="hidden" name="was" value=(entered.was);
            @if entered.refusal.is_some() || !entered.outlook.done_at.is_empty() { div role="status" { (outlook(ui, &entered.outlook)) } }
            div.grid {
                (text("name", words.calendar_name, &entered.name))
                (line(ui, Field { form: id, name: "zone", title: words.zone, value: &entered.zone }, Some("zones"), &faults))
                (text("accounts", words.calendar_accounts, &entered.accounts))
            }
            label.check { input type="checkbox" name="default" value="1" checked[entered.is_default]; " " (words.also_default) }
            fieldset.week {
                legend { (words.days) }
                p.small { (words.about_calendar) }
                div.grid { @for (day, windows) in &entered.days {
                    (text(day, label(ui.lang, "weekday", day), windows))
                } }
            }
            div.grid {
                (area(ui, Field { form: id, name: "overrides", title: words.overrides, value: &entered.overrides }, 4, &faults))
                (area(ui, Field { form: id, name: "holidays", title: words.holidays, value: &entered.holidays }, 4, &faults))
            }
            div.buttons {
                button.primary name="do" value="save" { (ui.words.save) }
                button name="do" value="preview" { (words.preview) }
                @if !entered.was.is_empty() { button.danger name="do" value="remove" { (ui.words.remove) } }
            }
        }
    }
}
