//! Fields of forms: a label, what was typed, and what is wrong with it right below.

use crate::ui::Ui;
use maud::{Markup, html};

/// What is wrong: the form's field and why.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(pub Vec<(String, String)>);

impl Faults {
    /// What is wrong with a field.
    pub fn of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(name, _)| name == field).map(|(_, why)| why.as_str())
    }

    /// Whether anything is.
    pub fn has(&self, field: &str) -> bool {
        self.of(field).next().is_some()
    }
}

/// A field with its label.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    /// Begins the ids of the form, each its own on the page.
    pub form: &'a str,
    /// As it is sent.
    pub name: &'a str,
    /// The label.
    pub title: &'a str,
    /// What stands there.
    pub value: &'a str,
}

impl Field<'_> {
    /// The control's id.
    pub fn id(&self) -> String {
        format!("{}-{}", self.form, self.name)
    }
}

/// One line of text; `list` is the id of a list to choose from.
pub(crate) fn line(ui: &Ui, field: Field<'_>, list: Option<&str>, faults: &Faults) -> Markup {
    let (id, is_wrong) = (field.id(), faults.has(field.name));
    html! {
        div {
            label for=(id) { (field.title) }
            input id=(id) name=(field.name) value=(field.value) list=[list] maxlength="400" autocomplete="off" spellcheck="false"
                aria-invalid=[is_wrong.then_some("true")] aria-describedby=[is_wrong.then(|| format!("{id}-fault"))];
            (fault(ui, &id, field.name, faults))
        }
    }
}

/// Several lines of text.
pub(crate) fn area(ui: &Ui, field: Field<'_>, rows: usize, faults: &Faults) -> Markup {
    let (id, is_wrong) = (field.id(), faults.has(field.name));
    html! {
        div.wide {
            label for=(id) { (field.title) }
            textarea id=(id) name=(field.name) rows=(rows) autocomplete="off" spellcheck="false"
                aria-invalid=[is_wrong.then_some("true")] aria-describedby=[is_wrong.then(|| format!("{id}-fault"))] { (field.value) }
            (fault(ui, &id, field.name, faults))
        }
    }
}

/// What is wrong with a field, below it.
pub(crate) fn fault(ui: &Ui, id: &str, field: &str, faults: &Faults) -> Markup {
    html! {
        @if faults.has(field) {
            p.fault id={ (id) "-fault" } {
                strong { (ui.lang.forms().fault) }
                @for why in faults.of(field) { " " span { (why) } }
            }
        }
    }
}
