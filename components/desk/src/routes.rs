//! The routes, as data: what each asks for. Nothing else is answered. The tests read this file too.

use sellerdesk_people::Needs::{May, Nothing};
use sellerdesk_people::Permission::{
    Act, Assign, ErasePersonalData, ManageSettings, ReadConversations, ReadWholeDesk, Reply,
};
use sellerdesk_people::Route;

/// What this component does.
#[derive(Clone, Copy, Debug)]
pub enum To {
    Health,
    List,
    Get,
    Raw,
    Reply,
    Suggestions,
    Preview,
    /// One of `acts`, by the last part of its path.
    Act(&'static str),
    Split,
    Bulk,
    BulkReplies,
    Corrections,
    CorrectionsExport,
    Deadlines,
    PreviewAutomations,
    Customer,
    Erase,
    EraseCustomer,
}

/// The one table.
pub const ROUTES: &[Route<To>] = &[
    Route::new("GET", "/health", To::Health, Nothing),
    Route::new("GET", "/api/v1/conversations", To::List, May(ReadConversations)),
    Route::new("GET", "/api/v1/conversations/{id}", To::Get, May(ReadConversations)),
    Route::new("GET", "/api/v1/conversations/{id}/raw", To::Raw, May(ReadConversations)),
    Route::new("POST", "/api/v1/conversations/{id}/replies", To::Reply, May(Reply)),
    Route::new("GET", "/api/v1/conversations/{id}/suggestions", To::Suggestions, May(ReadConversations)),
    Route::new("POST", "/api/v1/conversations/{id}/preview", To::Preview, May(ReadConversations)),
    Route::new("POST", "/api/v1/conversations/{id}/assignment", To::Act("assignment"), May(Assign)),
    Route::new("POST", "/api/v1/conversations/{id}/category", To::Act("category"), May(Act)),
    Route::new("POST", "/api/v1/conversations/{id}/merge", To::Act("merge"), May(Act)),
    Route::new("POST", "/api/v1/conversations/{id}/notes", To::Act("notes"), May(Act)),
    Route::new("POST", "/api/v1/conversations/{id}/priority", To::Act("priority"), May(Act)),
    Route::new("POST", "/api/v1/conversations/{id}/split", To::Split, May(Act)),
    Route::new("POST", "/api/v1/conversations/{id}/status", To::Act("status"), May(Act)),
    Route::new("POST", "/api/v1/conversations/{id}/tags", To::Act("tags"), May(Act)),
    Route::new("POST", "/api/v1/conversations/{id}/vip", To::Act("vip"), May(Act)),
    Route::new("GET", "/api/v1/conversations/{id}/customer", To::Customer, May(ReadConversations)),
    Route::new("POST", "/api/v1/conversations/{id}/erasure", To::Erase, May(ErasePersonalData)),
    Route::new("POST", "/api/v1/erasures", To::EraseCustomer, May(ErasePersonalData)),
    Route::new("POST", "/api/v1/bulk", To::Bulk, May(Act)),
    Route::new("POST", "/api/v1/bulk/replies", To::BulkReplies, May(Reply)),
    Route::new("GET", "/api/v1/reports/corrections", To::Corrections, May(ReadWholeDesk)),
    Route::new("GET", "/api/v1/reports/corrections/export", To::CorrectionsExport, May(ReadWholeDesk)),
    Route::new("POST", "/api/v1/preview/automations", To::PreviewAutomations, May(ManageSettings)),
    Route::new("GET", "/api/v1/reports/deadlines", To::Deadlines, May(ReadConversations)),
];
