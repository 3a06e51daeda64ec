//! Accepting a webhook, with the component killed or its store failing at any one operation.

use crate::harness::{TestApp, fresh_number, now_ms, records, tests};
use sellerdesk_host::Fault;
use sellerdesk_tests::Delivery;
use sellerdesk_tests::webhook::amazon::{Buyer, Mail};
use sellerdesk_tests::webhook::standard::Event;

tests! {
    host a_first_message_survives_a_fault_at_every_operation,
    host a_further_message_survives_a_fault_at_every_operation,
    host a_mail_with_a_one_time_token_survives_a_fault_at_every_operation,
    host an_unread_delivery_survives_a_fault_at_every_operation,
}

/// More store operations than accepting a webhook takes.
const OPERATIONS_MAX: u64 = 200;

/// A delivery, the channel and thread of its conversation, and the record that must stand there exactly once.
struct Case {
    delivery: Delivery,
    channel: &'static str,
    thread: String,
    record: &'static str,
    /// Records of that kind when everything is there.
    count: usize,
}

/// Every way to break one operation.
fn faults(operation: u64) -> [Fault; 4] {
    let (kill, fail) = (Fault::kill(operation), Fault::fail(operation));
    [kill, kill.after_effect(), fail, fail.after_effect()]
}

/// For each operation in turn: break it, deliver again as a sender would, and look. Ends at the first operation
/// that isn't reached.
fn at_every_operation(app: &TestApp, prepare: impl Fn(&TestApp) -> Case) {
    for operation in 1..OPERATIONS_MAX {
        let mut fired = 0;
        for fault in faults(operation) {
            let case = prepare(app);
            app.arm(fault);
            let answer = app.deliver(&case.delivery);
            fired += app.host().faults().disarm();
            if answer.is_success() {
                // Acknowledged: from here on nobody sends it again.
                is_there_once(app, &case, fault);
            }
            app.accept(&case.delivery);
            is_there_once(app, &case, fault);
        }
        if fired == 0 {
            assert!(operation > 5, "only {operation} operations: nothing was broken");
            return;
        }
    }
    panic!("more than {OPERATIONS_MAX} operations for one webhook");
}

fn is_there_once(app: &TestApp, case: &Case, fault: Fault) {
    let conversation = app.thread(case.channel, &case.thread).unwrap_or_else(|| panic!("lost with {fault:?}"));
    let found = records(&conversation, case.record).len();
    assert_eq!(found, case.count, "{fault:?}: {conversation:#}");
    let row = &conversation["conversation"];
    let listed: Vec<_> = app.list("limit=100").into_iter().filter(|listed| listed["id"] == row["id"]).collect();
    assert_eq!(listed.as_slice(), std::slice::from_ref(row), "with {fault:?}");
}

fn a_first_message_survives_a_fault_at_every_operation(app: &TestApp) {
    at_every_operation(app, |app| {
        let (delivery, order) = app.buyer_message("Where is my parcel?");
        Case { delivery, channel: "standard", thread: format!("order:{order}"), record: "message", count: 1 }
    });
}

fn a_further_message_survives_a_fault_at_every_operation(app: &TestApp) {
    at_every_operation(app, |app| {
        let (first, order) = app.buyer_message("Where is my parcel?");
        app.accept(&first);
        let event = Event::from_buyer(now_ms(), &order, "Still nothing. I want my money back.");
        let delivery = app.standard(&format!("msg_{order}_2"), &event);
        Case { delivery, channel: "standard", thread: format!("order:{order}"), record: "message", count: 2 }
    });
}

fn a_mail_with_a_one_time_token_survives_a_fault_at_every_operation(app: &TestApp) {
    at_every_operation(app, |app| {
        let order = app.fresh_amazon_order();
        let buyer = Buyer { site: "de", alias: "alias", name: "Jonas", order_id: Some(&order) };
        let mail = Mail::from_buyer(buyer, &format!("mail-{order}"), now_ms(), "Paket", "Wo ist mein Paket?");
        let thread = format!("order:{order}");
        Case { delivery: app.amazon(&mail), channel: "amazon", thread, record: "message", count: 1 }
    });
}

fn an_unread_delivery_survives_a_fault_at_every_operation(app: &TestApp) {
    at_every_operation(app, |app| {
        let id = format!("odd_{}", fresh_number());
        let delivery = app.standard_body(&id, "{");
        Case { delivery, channel: "standard", thread: format!("unread:{id}"), record: "quarantined", count: 1 }
    });
}
