//! Amazon's feedback report (`GET_SELLER_FEEDBACK_DATA`): Date, Rating, Comments, Your Response, Order ID, Rater Email.

use super::{Imported, ReportContext, dates, table::Table, text};
use crate::{DefectFact, DefectKind, DefectState, Fact, HealthError, Source, What};

const DATE: &[&str] = &["Date", "Datum", "Fecha", "Data"];
const RATING: &[&str] = &["Rating", "Bewertung", "Évaluation", "Valoración", "Valutazione"];
const ORDER: &[&str] = &["Order ID", "Bestellnummer", "Numéro de commande", "Número de pedido", "Numero ordine"];

/// Reads the report. Ratings of three and more are facts too: a changed rating replaces an earlier one.
///
/// # Errors
/// It is too large, or has no such columns.
pub fn read_feedback(bytes: &[u8], context: &ReportContext<'_>) -> Result<Imported, HealthError> {
    let table = Table::read(&text(bytes)?)?.with("feedback report", &[DATE, RATING, ORDER])?;
    let order = dates::order_of(table.rows().filter_map(|row| row.get(DATE)), context.site);
    let mut imported = Imported::default();
    for row in table.rows() {
        imported.row((|| {
            let id = row.need(ORDER)?;
            let rated = row.need(RATING)?;
            let stars = rated.split_whitespace().next().and_then(|digits| digits.parse::<u8>().ok());
            let rating = stars
                .filter(|stars| (1..=5).contains(stars))
                .ok_or_else(|| sellerdesk_deadline::FieldProblem::new("Rating", "must be 1 to 5"))?;
            let at = dates::read_date("Date", row.need(DATE)?, order)?;
            let (kind, state) = (DefectKind::Feedback, DefectState::Opened);
            let (reference, rating) = (String::new(), Some(rating));
            let defect = DefectFact {
                kind,
                reference,
                state,
                rating,
                fraud: None,
                protected: None,
                funded_by_marketplace: None,
            };
            Ok(vec![Fact {
                id: format!("feedback:{id}"),
                at,
                order: Some(id.to_owned()),
                site: context.site(),
                sku: None,
                source: Source::Report,
                what: What::Defect(defect),
            }])
        })());
    }
    Ok(imported)
}
