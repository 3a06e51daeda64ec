//! Component `settings`: what operators set, and previews.

use crate::common::{account, channel, done};
use crate::operation::Operation;
use crate::preview::{classify, compliance, deadline, policies as preview_policies, render};
use crate::routes::settings::To;
use crate::shape::{
    Shapes, closed, count, flag, id, instant, list, list_to, map, merged, nullable, object, one_of, said, text, text_to,
};
use sellerdesk_automate::Automations;
use sellerdesk_compliance::Document as Compliance;
use sellerdesk_contract::render::{OwnTemplate, OwnTemplates};
use sellerdesk_deadline::{Calendars, ROWS_MAX, Row};
use sellerdesk_inbox::{Privacy, Sharing, TeamRulesDocument};
use sellerdesk_notify::{Kind, Routing, Severity, State};
use serde_json::{Value, json};

/// Deliveries and refusals of one answer, as in `components/settings/src/notifications.rs`.
const SHOWN_MAX: usize = 200;
/// As in `components/settings/src/automations.rs`.
const RECIPIENT_BYTES_MAX: usize = 500;

/// What a route takes and answers.
pub fn describe(to: To, shapes: &mut Shapes) -> Operation {
    match to {
        To::Accounts | To::Account | To::PutAccount | To::RemoveAccount => accounts(to, shapes),
        To::ImportMessages => import(),
        To::Policies | To::PutPolicies => policies(matches!(to, To::PutPolicies), shapes),
        To::ApplyPolicies => Operation::new("applyPolicies", "Let what is open get the policies as they now are").json(
            202,
            "The next sweeps do it.",
            done(),
        ),
        To::Templates | To::PutTemplates => templates(matches!(to, To::PutTemplates), shapes),
        To::Template => template(),
        To::Calendars => read("getCalendars", "Business hours", shapes.taken::<Calendars>(), shapes),
        To::PutCalendars => write("putCalendars", "Set business hours", shapes.taken::<Calendars>(), shapes),
        To::Rules => read("getRules", "The team's own rules on messages", shapes.taken::<TeamRulesDocument>(), shapes),
        To::PutRules => {
            write("putRules", "Set the team's own rules on messages", shapes.taken::<TeamRulesDocument>(), shapes)
        }
        To::Compliance => {
            read("getComplianceRules", "Changes to the rules for outgoing text", shapes.taken::<Compliance>(), shapes)
        }
        To::PutCompliance => {
            write("putComplianceRules", "Change the rules for outgoing text", shapes.taken::<Compliance>(), shapes)
        }
        To::Privacy => read("getPrivacy", "How long buyers' words are kept", shapes.taken::<Privacy>(), shapes),
        To::PutPrivacy => write("putPrivacy", "Say how long buyers' words are kept", shapes.taken::<Privacy>(), shapes),
        To::Assignment => {
            read("getAssignment", "How new conversations are shared out", shapes.taken::<Sharing>(), shapes)
        }
        To::PutAssignment => {
            write("putAssignment", "Say how new conversations are shared out", shapes.taken::<Sharing>(), shapes)
        }
        To::Automations => read("getAutomations", "Rules that act", shapes.taken::<Automations>(), shapes),
        To::PutAutomations => write("putAutomations", "Set rules that act", shapes.taken::<Automations>(), shapes),
        To::Notifications => read("getNotifications", "Who is told what, where", shapes.taken::<Routing>(), shapes),
        To::PutNotifications => {
            write("putNotifications", "Say who is told what, where", shapes.taken::<Routing>(), shapes)
        }
        To::Breakers | To::Breaker | To::CloseAccountBreaker | To::ClearAddress => breakers(to),
        To::Deliveries => deliveries(shapes),
        To::Redeliver => Operation::new("redeliverNotification", "Send a notification again")
            .part("id", text(), "The delivery's id.")
            .fails(&[404])
            .json(202, "The next sweep sends it.", done()),
        To::ClearTarget => Operation::new("clearNotificationTarget", "Use a target again that was found dead")
            .part("id", text(), "The target's id.")
            .fails(&[404])
            .json(200, "It is in use again.", done()),
        To::CloseBreaker => Operation::new("closeNotificationBreaker", "Let notifications go out again").json(
            200,
            "The breaker.",
            breaker(),
        ),
        To::PreviewCompliance => compliance(shapes),
        To::PreviewClassify => classify(shapes),
        To::PreviewDeadline => deadline(shapes),
        To::PreviewPolicies => preview_policies(shapes),
        To::PreviewRender => render(shapes),
    }
}

/// Who changed a document last, once somebody has.
fn stamps() -> Value {
    object([("?updated_at", instant()), ("?updated_by", text())])
}

/// A document as it is read: nothing that was left out is filled in.
fn stamped(document: &Value, shapes: &Shapes) -> Value {
    let mut document = merged(&shapes.resolved(document), &stamps());
    if let Some(fields) = document.as_object_mut() {
        fields.remove("additionalProperties");
    }
    document
}

fn read(id: &'static str, summary: &'static str, document: Value, shapes: &Shapes) -> Operation {
    Operation::new(id, summary).json(200, "The document.", stamped(&document, shapes)).tagged()
}

fn write(id: &'static str, summary: &'static str, document: Value, shapes: &Shapes) -> Operation {
    let shown = stamped(&document, shapes);
    changed(Operation::new(id, summary))
        .body(document, true, example(id))
        .json(200, "The document as kept.", shown)
        .tagged()
}

fn changed(operation: Operation) -> Operation {
    operation.if_match("The `ETag` of the document that was changed; left out, the first version.")
}

fn example(id: &str) -> Value {
    match id {
        "putCalendars" => json!({
            "calendars": { "berlin": { "zone": "Europe/Berlin", "weekly": { "mon": [["09:00", "17:00"]] } } },
            "accounts": { "amazon/main": "berlin" },
        }),
        "putRules" => json!({ "rules": [{ "when": { "text_contains": "invoice" }, "then": { "priority": "high" } }] }),
        "putComplianceRules" => json!({ "disabled": [{ "rule": "phone-number", "channels": ["shopify"] }] }),
        "putAssignment" => {
            json!({ "enabled": true, "members": [{ "agent": "ann", "capacity": 20, "languages": ["de", "en"] }] })
        }
        "putPrivacy" => json!({ "retention_days": 180 }),
        "putAutomations" => {
            json!({ "rules": [{ "id": "claims", "when": { "events": ["claim"] }, "actions": [{ "prioritize": "urgent" }] }] })
        }
        _ => json!({ "desk": "https://desk.example", "targets": [{ "id": "ops", "kind": "slack" }],
            "recipients": [{ "id": "ann", "targets": ["ops"] }] }),
    }
}

fn of_account(operation: Operation) -> Operation {
    operation
        .part("channel", channel(), "The channel.")
        .part("account", account(), "The account's name on it.")
        .fails(&[404, 422])
}

fn import() -> Operation {
    let problem = object([("row", count()), ("field", text()), ("detail", text())]);
    of_account(Operation::new("importMessages", "Take in conversations of before the desk, out of a marketplace's export"))
        .detail("CSV with headings such as Date, Order ID, Thread ID, Message ID, Sender, Subject, Message, Buyer ID, Buyer Name. What is past starts no clock; what the buyer wrote last and nobody answered within 7 days is new. The same again changes nothing.")
        .bytes("The file: 2 MiB and 5,000 messages at most.")
        .json(
            200,
            "What was taken in.",
            object([
                ("rows", count()),
                ("taken", said(count(), "Messages that were new.")),
                ("known", said(count(), "Messages that were there already.")),
                ("conversations", count()),
                ("refused", said(count(), "Rows that can't be read or have no text.")),
                ("errors", said(list(problem), "The first of them.")),
            ]),
        )
}

fn accounts(to: To, _: &mut Shapes) -> Operation {
    let shown = object([
        ("channel", text()),
        ("account", text()),
        ("webhook_path", text()),
        ("has_sealed_webhook_settings", flag()),
        ("has_sealed_api_credentials", flag()),
        ("added_at", nullable(instant())),
        ("removed", flag()),
        ("last_received_at", nullable(instant())),
        ("last_failure_at", nullable(instant())),
        ("last_failure", nullable(text())),
        ("silent_since", said(nullable(instant()), "Quieter than it ever was.")),
    ]);
    match to {
        To::Accounts => Operation::new("listAccounts", "Accounts that were added or heard of").json(
            200,
            "All that the caller sees.",
            object([("accounts", list(shown))]),
        ),
        To::Account => {
            of_account(Operation::new("getAccount", "Whether an account works")).json(200, "The account.", shown)
        }
        To::PutAccount => {
            let made = object([
                ("channel", text()),
                ("account", text()),
                ("webhook_url", said(text(), "To register at the marketplace.")),
            ]);
            let part = || {
                nullable(said(
                    json!({ "type": "object" }),
                    "The channel's page lists its keys. Sealed, and never shown again.",
                ))
            };
            of_account(Operation::new("putAccount", "Add an account, or change what is given"))
                .body(
                    closed([("?webhook", part()), ("?api", part())]),
                    true,
                    json!({ "webhook": { "secret": "whsec_c2VjcmV0" } }),
                )
                .json(200, "It is in use.", made)
        }
        _ => of_account(Operation::new("removeAccount", "Forget an account's settings; its conversations stay")).json(
            200,
            "They are gone.",
            object([("removed", flag())]),
        ),
    }
}

fn policies(is_put: bool, shapes: &mut Shapes) -> Operation {
    let rows = list_to(ROWS_MAX, shapes.taken::<Row>());
    let shown = merged(
        &object([
            ("policies", rows.clone()),
            ("presets", said(list(shapes.taken::<Row>()), "The shipped rows, which follow.")),
        ]),
        &stamps(),
    );
    if !is_put {
        return Operation::new("getPolicies", "The shop's own policies, and the shipped ones")
            .json(200, "Both.", shown)
            .tagged();
    }
    let example = json!({ "policies": [{ "when": { "channels": ["ebay"] }, "policy": { "id": "ebay-fast", "name": "eBay, fast",
        "targets": { "first_response_ms": 3_600_000 }, "pause_while_pending": true, "automatic_reply_counts": false } }] });
    changed(Operation::new("putPolicies", "Set the shop's own policies"))
        .body(closed([("policies", rows)]), true, example)
        .json(200, "As kept.", shown)
        .tagged()
}

fn templates(is_put: bool, shapes: &mut Shapes) -> Operation {
    let shipped = object([
        ("id", text()),
        ("title", text()),
        ("category", text()),
        ("languages", list(text())),
        ("variables", list(text())),
        ("optional", list(text())),
        ("internal", flag()),
    ]);
    let kinds = ["text", "date", "money", "count", "url"];
    let variable = object([("name", text()), ("alias", text()), ("kind", one_of(&kinds)), ("example", text())]);
    let own = list(shapes.answered::<OwnTemplate>());
    let shown = object([("templates", own), ("shipped", list(shipped)), ("variables", list(variable))]);
    let shown = merged(&shown, &stamps());
    if !is_put {
        return Operation::new("getTemplates", "The shop's own templates, the shipped ones, and their variables")
            .json(200, "All of them.", shown)
            .tagged();
    }
    let example = json!({ "templates": [{ "id": "thanks_again", "title": "Thanks", "category": "praise_thanks",
        "texts": { "en": "Thank you, and see you soon." } }] });
    changed(Operation::new("putTemplates", "Set the shop's own templates"))
        .body(shapes.taken::<OwnTemplates>(), true, example)
        .json(200, "As kept.", shown)
        .tagged()
}

fn template() -> Operation {
    let shown = object([
        ("id", text()),
        ("title", text()),
        ("category", text()),
        ("owner", said(nullable(text()), "Whose it is; everybody's without one.")),
        ("shipped", flag()),
        ("internal", flag()),
        ("variables", list(text())),
        ("optional", list(text())),
        ("texts", said(map(text()), "Language tag and source.")),
    ]);
    Operation::new("getTemplate", "One template with its texts")
        .part("id", text(), "The template's id.")
        .fails(&[404])
        .json(200, "The template.", shown)
}

fn breakers(to: To) -> Operation {
    let shown = object([
        ("channel", text()),
        ("account", text()),
        ("is_open", said(flag(), "Automatic replies stand still.")),
        ("open_since", nullable(instant())),
        ("closed_at", nullable(instant())),
        ("blocked_addresses", count()),
    ]);
    let of_account = |operation: Operation| {
        operation
            .part("channel", channel(), "The channel.")
            .part("account", account(), "The account's name on it.")
            .fails(&[422])
    };
    match to {
        To::Breakers => Operation::new("listBreakers", "Which accounts' automatic replies stand still, and since when")
            .json(200, "Of every account.", object([("breakers", list(shown))])),
        To::Breaker => of_account(Operation::new("getBreaker", "Whether an account's automatic replies stand still"))
            .json(200, "The breaker.", shown),
        To::CloseAccountBreaker => of_account(Operation::new(
            "closeBreaker",
            "Let an account's automatic replies go out again",
        ))
        .json(200, "The breaker.", shown),
        _ => of_account(Operation::new("clearBlockedAddress", "Write to an address again that was blocked"))
            .body(closed([("recipient", text_to(RECIPIENT_BYTES_MAX))]), true, json!({ "recipient": "buyer-17" }))
            .json(200, "It is in use again.", done()),
    }
}

fn breaker() -> Value {
    object([("is_open", flag()), ("open_since", nullable(instant()))])
}

fn deliveries(shapes: &mut Shapes) -> Operation {
    let item = object([
        ("id", id()),
        ("recipient", text()),
        ("target", text()),
        ("kind", shapes.answered::<Kind>()),
        ("severity", shapes.answered::<Severity>()),
        ("state", shapes.answered::<State>()),
        ("attempts", count()),
        ("reason", nullable(text())),
        ("settled_at", nullable(instant())),
    ]);
    let refused = object([
        ("at", instant()),
        ("notice", text()),
        ("recipient", nullable(text())),
        ("target", nullable(text())),
        ("reason", shapes.answered::<sellerdesk_notify::Refusal>()),
    ]);
    let target = object([("id", text()), ("failures", count()), ("retry_at", instant()), ("reason", nullable(text()))]);
    Operation::new("listDeliveries", "The newest notifications, what was refused, targets in trouble, the breaker")
        .json(
            200,
            "The newest first.",
            object([
                ("deliveries", list_to(SHOWN_MAX, item)),
                ("refused", list_to(SHOWN_MAX, refused)),
                ("targets", list(target)),
                ("breaker", breaker()),
            ]),
        )
}
