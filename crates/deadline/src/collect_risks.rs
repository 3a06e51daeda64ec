//! Finds the risk events to which the platform itself gave a due date.

use crate::{Moment, MomentKind, collect_waits::End};

/// A risk event from its opening to its closing.
pub(crate) struct Risk<'a> {
    pub name: &'a str,
    pub started_by: &'a str,
    pub started_at: i64,
    pub due: Option<i64>,
    pub end: Option<End>,
}

/// The risk events in order of opening; the last date given is the one that holds.
///
/// Answering the buyer doesn't answer the platform: only closing the risk, or resolving the
/// conversation, ends one.
pub(crate) fn collect_risks<'a>(timeline: &[&'a Moment]) -> Vec<Risk<'a>> {
    let mut risks: Vec<Risk<'a>> = Vec::new();
    let mut resolved_at = None;
    for moment in timeline {
        match &moment.kind {
            MomentKind::RiskOpened { risk, due } => open(&mut risks, moment, risk, *due),
            MomentKind::RiskClosed { risk } => {
                for known in risks.iter_mut().filter(|known| known.name == risk) {
                    known.end = known.end.or(Some(End::answered(moment.at)));
                }
            }
            MomentKind::Resolved => {
                resolved_at = Some(moment.at);
                for known in &mut risks {
                    known.end = known.end.or(Some(End::answered(moment.at)));
                }
            }
            MomentKind::Reopened => {
                let by_resolving = resolved_at.take().map(End::answered);
                for known in &mut risks {
                    known.end = known.end.filter(|end| Some(*end) != by_resolving);
                }
            }
            MomentKind::Cancelled { reason } => {
                for known in &mut risks {
                    known.end = known.end.or(Some(End::cancelled(moment.at, *reason)));
                }
            }
            _ => {}
        }
    }
    risks
}

fn open<'a>(risks: &mut Vec<Risk<'a>>, moment: &'a Moment, name: &'a str, due: Option<i64>) {
    if let Some(known) = risks.iter_mut().find(|known| known.name == name) {
        known.due = due.or(known.due);
        return;
    }
    risks.push(Risk { name, started_by: &moment.id, started_at: moment.at, due, end: None });
}
