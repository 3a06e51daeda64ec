//! The routes, as data: what each asks for. Nothing else is answered. The tests read this file too.

use sellerdesk_people::Needs::May;
use sellerdesk_people::Permission::{Act, ReadConversations, ReadReports};
use sellerdesk_people::Route;

/// What this component does.
#[derive(Clone, Copy, Debug)]
pub enum To {
    Views,
    AddView,
    ChangeView,
    RemoveView,
    Search,
    Undo,
    BePresent,
    Presence,
    ReadMarks,
    MarkRead,
    Mentions,
    Export,
}

/// The one table. Views are their owner's; a shared one wants the settings' permission besides.
pub const ROUTES: &[Route<To>] = &[
    Route::new("GET", "/api/v1/views", To::Views, May(ReadConversations)),
    Route::new("POST", "/api/v1/views", To::AddView, May(ReadConversations)),
    Route::new("PUT", "/api/v1/views/{id}", To::ChangeView, May(ReadConversations)),
    Route::new("DELETE", "/api/v1/views/{id}", To::RemoveView, May(ReadConversations)),
    Route::new("GET", "/api/v1/search", To::Search, May(ReadConversations)),
    Route::new("POST", "/api/v1/undo", To::Undo, May(Act)),
    Route::new("PUT", "/api/v1/conversations/{id}/presence", To::BePresent, May(ReadConversations)),
    Route::new("GET", "/api/v1/presence", To::Presence, May(ReadConversations)),
    Route::new("GET", "/api/v1/read-marks", To::ReadMarks, May(ReadConversations)),
    Route::new("PUT", "/api/v1/read-marks", To::MarkRead, May(ReadConversations)),
    Route::new("GET", "/api/v1/mentions", To::Mentions, May(ReadConversations)),
    Route::new("GET", "/api/v1/export/conversations", To::Export, May(ReadReports)),
];
