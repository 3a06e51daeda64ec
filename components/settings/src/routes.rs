//! The routes, as data: what each asks for. Nothing else is answered. The tests read this file too.

use sellerdesk_people::Needs::May;
use sellerdesk_people::Permission::{ManageAccounts, ManageSettings, ReadSettings};
use sellerdesk_people::Route;

/// What this component does.
#[derive(Clone, Copy, Debug)]
pub enum To {
    Accounts,
    Account,
    PutAccount,
    RemoveAccount,
    Policies,
    PutPolicies,
    ApplyPolicies,
    Calendars,
    PutCalendars,
    Rules,
    PutRules,
    Templates,
    PutTemplates,
    Compliance,
    PutCompliance,
    Privacy,
    PutPrivacy,
    Notifications,
    PutNotifications,
    Deliveries,
    Redeliver,
    ClearTarget,
    CloseBreaker,
    PreviewCompliance,
    PreviewClassify,
    PreviewDeadline,
    PreviewPolicies,
    PreviewRender,
}

/// The one table.
pub const ROUTES: &[Route<To>] = &[
    Route::new("GET", "/api/v1/accounts", To::Accounts, May(ReadSettings)),
    Route::new("GET", "/api/v1/accounts/{channel}/{account}", To::Account, May(ReadSettings)),
    Route::new("PUT", "/api/v1/accounts/{channel}/{account}", To::PutAccount, May(ManageAccounts)),
    Route::new("DELETE", "/api/v1/accounts/{channel}/{account}", To::RemoveAccount, May(ManageAccounts)),
    Route::new("GET", "/api/v1/policies", To::Policies, May(ReadSettings)),
    Route::new("PUT", "/api/v1/policies", To::PutPolicies, May(ManageSettings)),
    Route::new("POST", "/api/v1/policies/apply", To::ApplyPolicies, May(ManageSettings)),
    Route::new("GET", "/api/v1/calendars", To::Calendars, May(ReadSettings)),
    Route::new("PUT", "/api/v1/calendars", To::PutCalendars, May(ManageSettings)),
    Route::new("GET", "/api/v1/rules", To::Rules, May(ReadSettings)),
    Route::new("PUT", "/api/v1/rules", To::PutRules, May(ManageSettings)),
    Route::new("GET", "/api/v1/templates", To::Templates, May(ReadSettings)),
    Route::new("PUT", "/api/v1/templates", To::PutTemplates, May(ManageSettings)),
    Route::new("GET", "/api/v1/compliance", To::Compliance, May(ReadSettings)),
    Route::new("PUT", "/api/v1/compliance", To::PutCompliance, May(ManageSettings)),
    Route::new("GET", "/api/v1/privacy", To::Privacy, May(ReadSettings)),
    Route::new("PUT", "/api/v1/privacy", To::PutPrivacy, May(ManageSettings)),
    Route::new("GET", "/api/v1/notifications", To::Notifications, May(ManageSettings)),
    Route::new("PUT", "/api/v1/notifications", To::PutNotifications, May(ManageSettings)),
    Route::new("GET", "/api/v1/notifications/deliveries", To::Deliveries, May(ManageSettings)),
    Route::new("POST", "/api/v1/notifications/deliveries/{id}/redeliver", To::Redeliver, May(ManageSettings)),
    Route::new("POST", "/api/v1/notifications/targets/{id}/clear", To::ClearTarget, May(ManageSettings)),
    Route::new("POST", "/api/v1/notifications/breaker/close", To::CloseBreaker, May(ManageSettings)),
    Route::new("POST", "/api/v1/preview/compliance", To::PreviewCompliance, May(ReadSettings)),
    Route::new("POST", "/api/v1/preview/classify", To::PreviewClassify, May(ReadSettings)),
    Route::new("POST", "/api/v1/preview/deadline", To::PreviewDeadline, May(ReadSettings)),
    Route::new("POST", "/api/v1/preview/policies", To::PreviewPolicies, May(ManageSettings)),
    Route::new("POST", "/api/v1/preview/render", To::PreviewRender, May(ReadSettings)),
];
