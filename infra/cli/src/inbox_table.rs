//! The inbox as a table for a terminal.

use chrono::DateTime;
use serde::Deserialize;
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of the terminal that a buyer's words may take.
const EXCERPT_COLUMNS_MAX: usize = 48;
/// Columns of any other cell.
const CELL_COLUMNS_MAX: usize = 24;
const MINUTE_MS: i64 = 60_000;
const HOUR_MINUTES: i64 = 60;
const DAY_MINUTES: i64 = 24 * HOUR_MINUTES;

/// `GET /api/v1/conversations`, as far as the table shows it.
#[derive(Debug, Deserialize)]
pub struct Conversations {
    conversations: Vec<Row>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Row {
    channel: String,
    category: String,
    priority: String,
    status: String,
    quarantined: bool,
    order_id: Option<String>,
    excerpt: String,
    marketplace_deadline: Option<String>,
    company_deadline: Option<String>,
}

/// The table, with deadlines as seen at `now_ms`.
pub fn render(listed: &Conversations, now_ms: i64) -> String {
    let header = ["channel", "category", "priority", "status", "marketplace", "company", "order", "says"];
    let mut lines = vec![header.map(str::to_owned)];
    lines.extend(listed.conversations.iter().map(|row| cells(row, now_ms)));
    let mut widths = [0; 8];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.width());
        }
    }
    let mut table = String::new();
    for line in &lines {
        let mut text = String::new();
        for (width, cell) in widths.iter().zip(line) {
            text += cell;
            text += &" ".repeat(width.saturating_sub(cell.width()) + 2);
        }
        table += text.trim_end();
        table.push('\n');
    }
    let more = if listed.next.is_some() { ", and more" } else { "" };
    // Writing to a string can't fail.
    let _ = write!(table, "{} conversations{more}", listed.conversations.len());
    table
}

fn cells(row: &Row, now_ms: i64) -> [String; 8] {
    let due = |at: &Option<String>| at.as_deref().map_or_else(|| "-".to_owned(), |at| until(at, now_ms));
    let category = if row.quarantined { "(unreadable)" } else { &row.category };
    [
        cut(&row.channel, CELL_COLUMNS_MAX),
        cut(category, CELL_COLUMNS_MAX),
        cut(&row.priority, CELL_COLUMNS_MAX),
        cut(&row.status, CELL_COLUMNS_MAX),
        due(&row.marketplace_deadline),
        due(&row.company_deadline),
        cut(row.order_id.as_deref().unwrap_or("-"), CELL_COLUMNS_MAX),
        cut(&row.excerpt, EXCERPT_COLUMNS_MAX),
    ]
}

/// `in 3h 20m`, `2d 4h late`.
fn until(at: &str, now_ms: i64) -> String {
    let Ok(at) = DateTime::parse_from_rfc3339(at) else { return "?".to_owned() };
    let minutes = at.timestamp_millis().saturating_sub(now_ms) / MINUTE_MS;
    let span = minutes.abs();
    let text = match span {
        DAY_MINUTES.. => format!("{}d {}h", span / DAY_MINUTES, span % DAY_MINUTES / HOUR_MINUTES),
        HOUR_MINUTES.. => format!("{}h {}m", span / HOUR_MINUTES, span % HOUR_MINUTES),
        _ => format!("{span}m"),
    };
    if minutes < 0 { format!("{text} late") } else { format!("in {text}") }
}

/// At most `columns_max` columns of one line. A stranger's text must not steer the terminal.
fn cut(text: &str, columns_max: usize) -> String {
    let mut kept = String::new();
    let mut columns = 0;
    for character in text.chars() {
        let shown = if character.is_whitespace() { ' ' } else { character };
        let Some(width) = shown.width().filter(|_| !turns_around(shown)) else { continue };
        if columns + width > columns_max {
            // Room for the mark.
            while columns + 1 > columns_max {
                columns -= kept.pop().and_then(char::width).unwrap_or(columns);
            }
            kept.push('…');
            break;
        }
        columns += width;
        kept.push(shown);
    }
    kept
}

/// Unicode's controls of writing direction, which could reorder the rest of the line.
fn turns_around(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]
    use super::*;

    #[test]
    fn deadlines_read_as_time_left_or_time_late() {
        let now_ms = DateTime::parse_from_rfc3339("2026-01-10T12:00:00Z").unwrap().timestamp_millis();
        assert_eq!(until("2026-01-10T15:20:00Z", now_ms), "in 3h 20m");
        assert_eq!(until("2026-01-10T11:59:00Z", now_ms), "1m late");
        assert_eq!(until("2026-01-12T13:00:00Z", now_ms), "in 2d 1h");
        assert_eq!(until("soon", now_ms), "?");
    }

    #[test]
    fn text_is_cut_by_columns_and_steers_nothing() {
        assert_eq!(cut("short", 10), "short");
        assert_eq!(cut("exactly ten", 10), "exactly t…");
        assert_eq!(cut("商品が届きません", 7), "商品が…");
        assert_eq!(cut("a\x1b[31mb\u{202e}c\nd", 20), "a[31mbc d");
    }

    #[test]
    fn columns_line_up_below_wide_characters() {
        let row = |channel: &str, excerpt: &str| {
            format!(
                r#"{{"channel":"{channel}","category":"general","priority":"low","status":"open","quarantined":false,
                "order_id":null,"excerpt":"{excerpt}","marketplace_deadline":null,"company_deadline":null}}"#
            )
        };
        let text = format!(r#"{{"conversations":[{},{}],"next":null}}"#, row("商品", "x"), row("shop", "y"));
        let table = render(&serde_json::from_str(&text).unwrap(), 0);
        let column = |line: &str| line.split("general").next().unwrap().width();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(column(lines[1]), column(lines[2]));
        assert!(table.ends_with("2 conversations"));
    }
}
