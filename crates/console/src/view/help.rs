//! The keys.

use super::layout;
use crate::Response;
use crate::ui::Ui;
use maud::html;

/// The page; the script shows its list in a dialog.
pub(crate) fn page(ui: &Ui) -> Response {
    let words = ui.words;
    let keys = [
        ("j k", words.key_move),
        ("Enter o", words.key_open),
        ("u", words.key_back),
        ("x", words.key_select),
        ("r", words.key_reply),
        ("n", words.key_note),
        ("a", words.key_assign),
        ("t", words.key_tag),
        ("s", words.key_snooze),
        ("e", words.key_resolve),
        ("i", words.key_template),
        ("Ctrl+Enter", words.key_send),
        ("/", words.key_search),
        (".", words.key_reload),
        ("g i", words.key_inbox),
        ("g b", words.key_board),
        ("g s", words.key_settings),
        ("?", words.key_help),
        ("Esc", words.key_leave),
    ];
    let main = html! {
        div.page {
            h1 { (words.shortcuts) }
            dl.keys { @for (key, what) in keys { div { dt { @for part in key.split(' ') { kbd { (part) } " " } } dd { (what) } } } }
            p.small { (words.keys_off) }
        }
    };
    layout::page(ui, 200, "help", words.shortcuts, main)
}
