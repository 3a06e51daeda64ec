//! When a recipient may be disturbed, and when their digest goes out.

use super::Digest;
use crate::limits::MINUTE_MS;
use sellerdesk_canonical::Instant;
use sellerdesk_deadline::{Calendar, FieldProblem, OpenHours, Weekly, Window, find_deadline};
use std::collections::BTreeMap;

/// The first instant from `now` on at which a calendar is open; `now` where it can't be used, rather than never.
pub fn next_open(hours: Option<&Calendar>, now: Instant) -> Instant {
    hours.and_then(|calendar| open_from(calendar, now)).unwrap_or(now)
}

/// The next time of a digest after `now`, on the minute; `None` where the digest can't be used.
pub fn next_digest(digest: &Digest, now: Instant) -> Option<Instant> {
    let from = now.div_euclid(MINUTE_MS).saturating_add(1).saturating_mul(MINUTE_MS);
    open_from(&as_calendar(digest)?, from)
}

/// What is wrong with a digest.
pub fn check_digest(digest: &Digest, path: &str) -> Vec<FieldProblem> {
    let Some(calendar) = as_calendar(digest) else {
        return vec![FieldProblem::new(format!("{path}.at"), "is not a list of times in the form HH:MM before 24:00")];
    };
    // The calendar's own fields are not the document's: only its zone can be wrong.
    match OpenHours::compile(&calendar, path) {
        Ok(_) => Vec::new(),
        Err(_) => vec![FieldProblem::new(format!("{path}.zone"), "is not a name of the IANA time zone database")],
    }
}

/// A millisecond of open time has passed: that began a millisecond before.
fn open_from(calendar: &Calendar, from: Instant) -> Option<Instant> {
    let hours = OpenHours::compile(calendar, "hours").ok()?;
    find_deadline(Some(&hours), from, 1, &[]).ok()?.map(|at| at.saturating_sub(1))
}

/// A calendar that is open for a minute at each of the times.
fn as_calendar(digest: &Digest) -> Option<Calendar> {
    let windows: Vec<Window> = digest.at.iter().map(|at| window(at)).collect::<Option<_>>()?;
    let day = || windows.clone();
    let weekly = Weekly { mon: day(), tue: day(), wed: day(), thu: day(), fri: day(), sat: day(), sun: day() };
    let calendar = Calendar { zone: digest.zone.clone(), weekly, overrides: BTreeMap::new(), holidays: Vec::new() };
    (!windows.is_empty()).then_some(calendar)
}

fn window(at: &str) -> Option<Window> {
    let digits =
        |text: &str| (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u8>().ok());
    let (hour, minute) = at.split_once(':')?;
    let (hour, minute) = (digits(hour)??, digits(minute)??);
    let (next_hour, next_minute) = if minute == 59 { (hour + 1, 0) } else { (hour, minute + 1) };
    let is_time = hour < 24 && minute < 60;
    is_time.then(|| Window(at.to_owned(), format!("{next_hour:02}:{next_minute:02}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use sellerdesk_deadline::parse_instant;

    fn at(text: &str) -> Instant {
        parse_instant(text).unwrap()
    }

    #[test]
    fn a_digest_goes_out_at_its_next_local_time() {
        let digest = |times: &[&str]| Digest {
            zone: "Asia/Shanghai".to_owned(),
            at: times.iter().map(|time| (*time).to_owned()).collect(),
            up_to: crate::Severity::Normal,
        };
        let twice = digest(&["09:00", "23:59"]);
        for (now, expected) in [
            ("2026-01-14T00:00:00Z", "2026-01-14T01:00:00Z"),
            ("2026-01-14T00:59:59.999Z", "2026-01-14T01:00:00Z"),
            // At the time itself that one is over: the next.
            ("2026-01-14T01:00:00Z", "2026-01-14T15:59:00Z"),
            ("2026-01-14T15:59:30Z", "2026-01-15T01:00:00Z"),
        ] {
            assert_eq!(next_digest(&twice, at(now)), Some(at(expected)), "{now}");
        }
        for bad in [&["24:00"][..], &["9:00"], &["09:60"], &["+9:00"], &[]] {
            assert!(!check_digest(&digest(bad), "digest").is_empty(), "{bad:?}");
        }
        let elsewhere = Digest { zone: "Mars/Olympus".to_owned(), ..twice };
        assert_eq!(check_digest(&elsewhere, "digest").first().map(|it| it.field.as_str()), Some("digest.zone"));
    }
}
