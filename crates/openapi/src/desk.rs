//! Component `desk`: conversations and what people do to them.

use crate::common::{EXAMPLE_ID, findings, row};
use crate::conversation::{conversation, reply};
use crate::operation::Operation;
use crate::routes::desk::To;
use crate::shape::{
    Shapes, closed, count, flag, id, instant, list, list_to, map, merged, next, nullable, number, object, one_of, said,
    text, text_to, with,
};
use sellerdesk_automate::{Automations, Refusal};
use sellerdesk_classify::{Category, Priority};
use sellerdesk_inbox::limits::{
    BOARD_NEXT_MAX, CORRECTIONS_KEPT_MAX, EXPORT_ROWS_MAX, LIST_ROWS_DEFAULT, LIST_ROWS_MAX, MENTIONS_MAX,
    NAME_BYTES_MAX, NOTE_BYTES_MAX, REPLY_TEXT_BYTES_MAX, SPLIT_ITEMS_MAX,
};
use serde_json::{Value, json};

/// As in `components/desk/src`.
const BULK_MAX: usize = 100;
const BULK_REPLIES_MAX: usize = 40;
const TAGS_MAX: usize = 10;
const SEARCH_BYTES_MAX: usize = 200;
const HOURS_MAX: u64 = 168;
const DRY_RUN_MAX: usize = 100;
/// What can be done to a conversation, by the last part of its path.
const ACTIONS: [&str; 8] = ["assignment", "category", "merge", "notes", "priority", "status", "tags", "vip"];

/// What a route takes and answers.
pub fn describe(to: To, shapes: &mut Shapes) -> Operation {
    match to {
        To::Health => health(),
        To::List => inbox(shapes),
        To::Get => one(Operation::new("getConversation", "One conversation: its newest records, both clocks")).json(
            200,
            "The conversation.",
            conversation(shapes),
        ),
        To::Raw => one(Operation::new("getRawDelivery", "The bytes of a delivery that could not be read")).media(
            200,
            "To save, never to render.",
            &["application/octet-stream"],
        ),
        To::Reply => answer(shapes),
        To::Suggestions => suggestions(shapes),
        To::Preview => preview(shapes),
        To::Act(what) => act(what, shapes),
        To::Split => split(shapes),
        To::Bulk => bulk(shapes),
        To::BulkReplies => bulk_replies(shapes),
        To::Corrections => corrections(shapes),
        To::CorrectionsExport => export(),
        To::Deadlines => board(shapes),
        To::PreviewAutomations => rehearsal(shapes),
        To::Customer => customer(shapes),
        To::Erase => one(Operation::new("eraseConversation", "Forget the buyer of one conversation"))
            .body(closed([("?reason", nullable(text_to(NAME_BYTES_MAX)))]), false, json!({ "reason": "request" }))
            .json(200, "Its line afterwards.", row(shapes)),
        To::EraseCustomer => erase_customer(),
    }
}

/// About one conversation.
fn one(operation: Operation) -> Operation {
    operation
        .part("id", text(), "The conversation's id; what is none is answered 404 like one that nobody used.")
        .fails(&[404])
}

fn health() -> Operation {
    Operation::new("getHealth", "Whether the store answers").json(
        200,
        "It does.",
        object([("status", one_of(&["ok"]))]),
    )
}

fn inbox(shapes: &mut Shapes) -> Operation {
    let page =
        shapes.named("ConversationPage", |shapes| object([("conversations", list(row(shapes))), ("next", next())]));
    filtered(Operation::new("listConversations", "One page of the inbox, the most pressing first"), shapes)
        .paged(LIST_ROWS_DEFAULT, LIST_ROWS_MAX)
        .json(200, "A page.", page)
}

/// The parameters that choose among conversations.
pub fn filtered(operation: Operation, shapes: &mut Shapes) -> Operation {
    operation
        .query(
            "view",
            with(one_of(&["inbox", "quarantine", "breached"]), "default", json!("inbox")),
            "Which part of it.",
        )
        .query("channel", text(), "Only this channel.")
        .query("account", text(), "Only accounts of this name.")
        .query("category", shapes.taken::<Category>(), "Only what is about this.")
        .query("priority", shapes.taken::<Priority>(), "Only what is this urgent.")
        .query("status", one_of(&["open", "pending", "snoozed", "resolved", "closed"]), "Only these.")
        .query("assignee", text(), "Only this agent's, by name; `none`: nobody's; `me`: one's own.")
        .query("tag", text(), "Only with this tag.")
        .query("vip", one_of(&["true", "false"]), "`true`: only the best customers'.")
        .query("sla", one_of(&["due_soon", "breached", "paused", "ok"]), "Only what stands so with its deadlines.")
        .query("since", instant(), "Only what something happened in since then.")
        .query("until", instant(), "Only what nothing happened in after that.")
        .query("q", json!({ "type": "string", "maxLength": SEARCH_BYTES_MAX }), "Words, an order id, a buyer's name.")
}

fn chosen(shapes: &mut Shapes) -> Value {
    shapes.named("ChosenTemplate", |_| {
        closed([
            ("template", said(text(), "A shipped template's id or one of the shop's own.")),
            ("?lang", said(nullable(text()), "BCP 47; the buyer's language if left out.")),
            (
                "?values",
                said(map(json!({ "type": ["string", "number"] })), "Besides those that the conversation knows."),
            ),
        ])
    })
}

fn answer(shapes: &mut Shapes) -> Operation {
    let from = said(nullable(text()), "The template that it was made from, for the reports.");
    let words = closed([("text", text_to(REPLY_TEXT_BYTES_MAX)), ("?from_template", from)]);
    let shape = json!({ "anyOf": [words, chosen(shapes)] });
    one(Operation::new("sendReply", "Answer the buyer"))
        .detail("The text is scanned against the marketplace's rules, queued, and sent at once where that works; what can't be sent now, the sweep sends. A text that breaks a rule is a 422 of type `text-refused` with `findings`.")
        .idempotent()
        .body(shape, true, json!({ "text": "A new lamp leaves today." }))
        .json(201, "Where the reply stands.", reply(shapes))
}

fn suggestions(shapes: &mut Shapes) -> Operation {
    let suggestion = object([
        ("template", text()),
        ("title", text()),
        ("internal", said(flag(), "A note for the file, never sent.")),
        ("text", said(nullable(text()), "Null while values are missing.")),
        ("missing", list(text())),
        ("because", list(text())),
        ("findings", findings(shapes)),
    ]);
    let shape = object([("language", text()), ("is_fallback", flag()), ("suggestions", list(suggestion))]);
    one(Operation::new("listSuggestions", "The best templates in the buyer's language, filled and scanned"))
        .fails(&[422])
        .json(200, "The best first.", shape)
}

fn preview(shapes: &mut Shapes) -> Operation {
    let written = object([("text", text()), ("findings", findings(shapes))]);
    one(Operation::new("previewReply", "A template written for the conversation, and what the rules say"))
        .body(
            chosen(shapes),
            true,
            json!({ "template": "first_receipt", "values": { "reply_hours": 12, "shop_name": "Lamp Shop" } }),
        )
        .json(200, "The text.", written)
}

/// The body of an action, and an example.
fn asked(what: &str, shapes: &mut Shapes) -> (Value, Value) {
    let name = || text_to(NAME_BYTES_MAX);
    match what {
        "assignment" => {
            let note = said(nullable(text_to(NOTE_BYTES_MAX)), "What whoever takes over has to know.");
            (
                closed([("?assignee", said(nullable(name()), "Null: nobody.")), ("?note", note)]),
                json!({ "assignee": "ann" }),
            )
        }
        "category" => (closed([("category", shapes.taken::<Category>())]), json!({ "category": "logistics_issue" })),
        "merge" => (closed([("into", said(id(), "The conversation that goes on."))]), json!({ "into": EXAMPLE_ID })),
        "notes" => {
            let mentions = list_to(MENTIONS_MAX, name());
            (
                closed([("text", text_to(NOTE_BYTES_MAX)), ("?mentions", mentions)]),
                json!({ "text": "Ask @bob.", "mentions": ["bob"] }),
            )
        }
        "priority" => (closed([("priority", shapes.taken::<Priority>())]), json!({ "priority": "high" })),
        "status" => {
            let states = ["open", "pending", "snoozed", "resolved", "closed", "no_reply_needed", "spam"];
            let until = said(nullable(instant()), "Goes with `snoozed`, and only with it.");
            (
                closed([("status", one_of(&states)), ("?until", until)]),
                json!({ "status": "snoozed", "until": "2027-01-14T10:00:00Z" }),
            )
        }
        "tags" => {
            let tags = || list_to(TAGS_MAX, name());
            (said(closed([("?add", tags()), ("?remove", tags())]), "1 to 10 together."), json!({ "add": ["batch-7"] }))
        }
        _ => (closed([("vip", flag())]), json!({ "vip": true })),
    }
}

fn act(what: &'static str, shapes: &mut Shapes) -> Operation {
    let (id, summary) = match what {
        "assignment" => ("assignConversation", "Give it to an agent, or to nobody"),
        "category" => ("categorizeConversation", "Correct what it is about"),
        "merge" => ("mergeConversation", "Let it go on in another conversation of the same account"),
        "notes" => ("noteConversation", "Leave a note for colleagues"),
        "priority" => ("prioritizeConversation", "Say how urgent it is"),
        "status" => ("setConversationStatus", "Open, wait, snooze, resolve, close; nothing to answer; spam"),
        "tags" => ("tagConversation", "Set and take off tags"),
        _ => ("markConversationVip", "Say whether the customer is one of the best"),
    };
    let (body, example) = asked(what, shapes);
    one(Operation::new(id, summary)).idempotent().body(body, true, example).json(
        200,
        "Its line afterwards.",
        row(shapes),
    )
}

fn split(shapes: &mut Shapes) -> Operation {
    let items = json!({ "type": "array", "items": id(), "minItems": 1, "maxItems": SPLIT_ITEMS_MAX });
    let items = said(items, "Messages of the conversation, by their records' ids; one has to stay.");
    one(Operation::new("splitConversation", "Let messages go on in a conversation of their own"))
        .detail("With its own deadlines, status and assignee. The marketplace knows one thread: what it delivers goes on coming in where the thread began. Asking again answers the same conversation.")
        .body(closed([("items", items)]), true, json!({ "items": [EXAMPLE_ID] }))
        .json(201, "The line of the new conversation.", row(shapes))
}

fn bulk_replies(shapes: &mut Shapes) -> Operation {
    let ids = json!({ "type": "array", "items": text(), "minItems": 1, "maxItems": BULK_REPLIES_MAX });
    let chosen = chosen(shapes);
    let shape = merged(&shapes.resolved(&chosen), &closed([("ids", ids)]));
    let result = object([("id", text()), ("?reply", reply(shapes)), ("?problem", crate::shape::reference("Problem"))]);
    Operation::new("sendReplies", "Answer many conversations of one category and language from one template")
        .detail("It is written for each with its own values and scanned; the next sweep sends it. Each conversation has its own result.")
        .idempotent()
        .body(shape, true, json!({ "ids": [EXAMPLE_ID], "template": "first_receipt",
            "values": { "reply_hours": 12, "shop_name": "Lamp Shop" } }))
        .json(200, "In the order of `ids`.", object([("results", list(result))]))
}

fn bulk(shapes: &mut Shapes) -> Operation {
    let ids = json!({ "type": "array", "items": text(), "minItems": 1, "maxItems": BULK_MAX });
    let kinds = ACTIONS.map(|what| {
        let body = asked(what, shapes).0;
        closed([("ids", ids.clone()), ("action", one_of(&[what])), ("body", body)])
    });
    let result = object([
        ("id", text()),
        ("?conversation", row(shapes)),
        ("?problem", said(crate::shape::reference("Problem"), "Why nothing was done to this one.")),
    ]);
    Operation::new("actOnConversations", "Do one thing to many conversations")
        .detail("`body` is what the action's own path takes. Each conversation has its own result; one that fails stops no other.")
        .idempotent()
        .body(json!({ "anyOf": kinds }), true,
            json!({ "ids": [EXAMPLE_ID], "action": "status", "body": { "status": "closed" } }))
        .json(200, "In the order of `ids`.", object([("results", list(result))]))
}

fn corrections(shapes: &mut Shapes) -> Operation {
    let category = shapes.answered::<Category>();
    let moved = object([("was", category.clone()), ("now", category.clone()), ("count", count())]);
    let sums = object([("category", category.clone()), ("was", count()), ("now", count())]);
    let recent = object([
        ("id", id()),
        ("conversation", id()),
        ("record", id()),
        ("at", instant()),
        ("by", text()),
        ("was", category.clone()),
        ("now", category),
        ("language", text()),
        ("channel", text()),
    ]);
    Operation::new("reportCorrections", "How often agents corrected what, and the newest corrections")
        .query(
            "limit",
            with(number(1, CORRECTIONS_KEPT_MAX as u64), "default", json!(LIST_ROWS_DEFAULT)),
            "Of `recent`.",
        )
        .json(
            200,
            "The report.",
            object([
                ("total", count()),
                ("confusions", list(moved)),
                ("categories", list(sums)),
                ("languages", list(object([("language", text()), ("count", count())]))),
                ("channels", list(object([("channel", text()), ("count", count())]))),
                ("recent", list(recent)),
            ]),
        )
}

fn export() -> Operation {
    Operation::new("exportCorrections", "Corrected messages as rows to train with")
        .query("format", with(one_of(&["jsonl", "csv"]), "default", json!("jsonl")), "Of the rows.")
        .paged(LIST_ROWS_DEFAULT, EXPORT_ROWS_MAX)
        .media(200, "A page of rows.", &["application/jsonl", "text/csv"])
        .header("Link", "The next page, `rel=\"next\"`; none at the end.")
}

fn board(shapes: &mut Shapes) -> Operation {
    let tally = object([
        ("open", count()),
        ("due", count()),
        ("breached", count()),
        ("paused", count()),
        ("snoozed", count()),
        ("at_risk", count()),
        ("oldest_unanswered_at", nullable(instant())),
    ]);
    let of_account = crate::shape::merged(&object([("channel", text()), ("account", text())]), &tally);
    let of_agent = crate::shape::merged(&object([("assignee", nullable(text()))]), &tally);
    Operation::new("reportDeadlines", "What is due in the next hours, late, paused or snoozed")
        .query("hours", with(number(1, HOURS_MAX), "default", json!(4)), "Hours ahead.")
        .json(
            200,
            "The board.",
            object([
                ("at", instant()),
                ("hours", number(1, HOURS_MAX)),
                ("total", tally),
                ("accounts", list(of_account)),
                ("agents", list(of_agent)),
                ("next", list_to(BOARD_NEXT_MAX, row(shapes))),
                ("is_partial", said(flag(), "More conversations are open than one answer looks at.")),
            ]),
        )
}

fn rehearsal(shapes: &mut Shapes) -> Operation {
    let refusal = shapes.answered::<Refusal>();
    let decision = object([
        ("conversation", id()),
        ("event", id()),
        ("at", instant()),
        ("rule", text()),
        ("did", text()),
        ("because", list(text())),
        ("refusal", said(nullable(refusal), "Why it would not have been done.")),
        ("text", said(nullable(text()), "The automatic reply.")),
    ]);
    let total = object([("rule", text()), ("did", text()), ("done", count()), ("refused", map(count()))]);
    Operation::new("previewAutomations", "What rules would have done to conversations of the past")
        .detail("Stores nothing. Rules that are switched off are tried too.")
        .body(
            closed([
                ("?automations", said(nullable(shapes.taken::<Automations>()), "The saved document if left out.")),
                ("?conversations", said(nullable(list_to(DRY_RUN_MAX, id())), "The first of the inbox if left out.")),
                ("?limit", nullable(number(1, DRY_RUN_MAX as u64))),
            ]),
            true,
            json!({ "limit": 20 }),
        )
        .json(
            200,
            "What they would have done.",
            object([
                ("conversations", count()),
                ("totals", list(total)),
                ("decisions", list(decision)),
                ("more", said(count(), "Decisions not shown.")),
            ]),
        )
}

fn customer(shapes: &mut Shapes) -> Operation {
    let visit =
        object([("conversation", id()), ("at", instant()), ("category", nullable(shapes.answered::<Category>()))]);
    one(Operation::new("getCustomer", "The customer's history with the account")).json(
        200,
        "Empty of one who is not known.",
        object([
            ("since", nullable(instant())),
            ("orders", count()),
            ("praises", count()),
            (
                "order_values",
                said(map(json!({ "type": "integer" })), "The dearest order by currency, in its minor unit."),
            ),
            ("vip_because", nullable(text())),
            ("conversations", list(visit)),
        ]),
    )
}

fn erase_customer() -> Operation {
    Operation::new("eraseCustomer", "Forget a buyer in all conversations that are remembered of them")
        .body(
            closed([
                ("channel", text()),
                ("account", text()),
                ("buyer", said(text(), "The marketplace's id of the buyer.")),
                ("?reason", nullable(text_to(NAME_BYTES_MAX))),
            ]),
            true,
            json!({ "channel": "standard", "account": "main", "buyer": "buyer-17" }),
        )
        .fails(&[404])
        .json(200, "The conversations.", object([("erased", list(id()))]))
}
