//! Amazon's returns reports (`GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE` and its XML twin).

use sellerdesk_deadline::FieldProblem;

use super::{Imported, ReportContext, dates, table::Table, text, xml};
use crate::{
    DefectFact, DefectKind, DefectState, Fact, HealthError, ReturnFact, Source, Trouble, What, limits::NAME_BYTES_MAX,
};

/// Amazon's reason codes, told by a word in them; the first that fits.
const REASONS: &[(&str, Trouble)] = &[
    ("NEVER_ARRIVED", Trouble::NotReceived),
    ("UNDELIVERABLE", Trouble::NotReceived),
    ("MISSED_ESTIMATED_DELIVERY", Trouble::Late),
    ("DAMAGED", Trouble::Damaged),
    ("DEFECTIVE", Trouble::Defective),
    ("QUALITY", Trouble::Defective),
    ("SWITCHEROO", Trouble::WrongItem),
    ("WRONG", Trouble::WrongItem),
    ("MISSING_PARTS", Trouble::Defective),
    ("NOT_AS_DESCRIBED", Trouble::NotAsDescribed),
    ("INACCURATE_WEBSITE", Trouble::NotAsDescribed),
    ("NOT_COMPATIBLE", Trouble::NotAsDescribed),
    ("TOO_SMALL", Trouble::ChangedMind),
    ("TOO_LARGE", Trouble::ChangedMind),
    ("UNWANTED", Trouble::ChangedMind),
    ("MISORDERED", Trouble::ChangedMind),
    ("ORDERED_WRONG", Trouble::ChangedMind),
    ("FOUND_BETTER_PRICE", Trouble::ChangedMind),
    ("ACCIDENTAL", Trouble::ChangedMind),
    ("NO_REASON", Trouble::ChangedMind),
];

/// Reads the report, flat or XML. A return with an A-to-z claim gives a fact about the claim too.
///
/// # Errors
/// It is too large, or is no such report.
pub fn read_returns(bytes: &[u8], context: &ReportContext<'_>) -> Result<Imported, HealthError> {
    let text = text(bytes)?;
    let mut imported = Imported::default();
    if text.trim_start().starts_with('<') {
        for element in xml::records(&text, "return_details")? {
            imported.row(read_row(&|names: &[&str]| element.get(names), context, dates::DateOrder::DayFirst));
        }
        return Ok(imported);
    }
    let table = Table::read(&text)?.with("returns report", &[&["Order ID"], &["Return request date"]])?;
    let order = dates::order_of(table.rows().filter_map(|row| row.get(&["Return request date"])), context.site);
    for row in table.rows() {
        imported.row(read_row(&|names: &[&str]| row.get(names), context, order));
    }
    Ok(imported)
}

fn read_row<'a>(
    get: &impl Fn(&[&str]) -> Option<&'a str>,
    context: &ReportContext<'_>,
    order: dates::DateOrder,
) -> Result<Vec<Fact>, FieldProblem> {
    let need = |name: &str, names: &[&str]| get(names).ok_or_else(|| FieldProblem::new(name, "is empty"));
    let id = need("Order ID", &["Order ID", "order_id"])?;
    let requested = need("Return request date", &["Return request date", "return_request_date"])?;
    let requested = dates::read_date("Return request date", requested, order)?;
    let rma = get(&["Amazon RMA ID", "amazon_rma_id", "Merchant RMA ID"]).unwrap_or_default();
    let status = get(&["Return request status", "return_request_status"]).unwrap_or_default().to_ascii_lowercase();
    let reason = get(&["Return Reason", "return_reason_code"]).map(trouble);
    let sku = get(&["Merchant SKU", "merchant_sku"]).filter(|sku| sku.len() <= NAME_BYTES_MAX).map(str::to_owned);
    let fact = |name: &str, at: i64, what: What| Fact {
        id: format!("{name}:{id}:{rma}"),
        at,
        order: Some(id.to_owned()),
        site: context.site(),
        sku: sku.clone(),
        source: Source::Report,
        what,
    };
    // The report tells that it was answered, not when: an answer is not held to be late on its word.
    let answered = ["approved", "completed", "closed", "rejected", "denied"].iter().any(|word| status.contains(word));
    let asked = ReturnFact {
        reference: rma.to_owned(),
        requested_at: Some(requested),
        answered_at: answered.then_some(requested),
        buyer_fault: reason.map(|reason| reason == Trouble::ChangedMind),
        reason,
        ..ReturnFact::default()
    };
    let mut facts = vec![fact("return", requested, What::Return(asked))];
    let claimed = get(&["A-to-Z Claim", "a_to_z_claim"]).unwrap_or_default().to_ascii_lowercase();
    if ["y", "yes", "true", "1"].contains(&claimed.as_str()) {
        let (kind, state, reference) = (DefectKind::Claim, DefectState::Opened, String::new());
        let (rating, fraud, protected, funded_by_marketplace) = (None, None, None, None);
        let claim = DefectFact { kind, reference, state, rating, fraud, protected, funded_by_marketplace };
        facts.push(fact("claim", requested, What::Defect(claim)));
    }
    Ok(facts)
}

fn trouble(code: &str) -> Trouble {
    let code = code.to_ascii_uppercase().replace([' ', '-'], "_");
    REASONS.iter().find(|(word, _)| code.contains(word)).map_or(Trouble::Other, |(_, trouble)| *trouble)
}
