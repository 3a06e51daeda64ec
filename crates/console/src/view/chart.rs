//! Drawings: SVG in the page, drawn here, coloured by the style sheet. What they show stands beside them in words or in a
//! table.

use crate::ui::Ui;
use maud::{Markup, html};

/// Columns of a chart; more days are drawn several to a column.
const COLUMNS_MAX: usize = 62;
/// The drawing's own units.
const WIDTH: usize = 620;
const HEIGHT: i64 = 100;
/// A meter's.
const METER: i64 = 200;
/// Parts of a whole.
const PERMILLE: i64 = 1_000;

/// A share, as a bar beside its number.
pub(crate) fn meter(permille: i64, class: &str) -> Markup {
    let width = permille.clamp(0, PERMILLE) * METER / PERMILLE;
    html! {
        svg.meter aria-hidden="true" viewBox="0 0 200 10" preserveAspectRatio="none" {
            rect.ground x="0" y="0" width="200" height="10" {}
            rect class=(class) x="0" y="0" width=(width) height="10" {}
        }
    }
}

/// A rate against its limit, both in millionths. A ceiling's scale goes to twice the limit, a floor's from as far below it
/// as lies above.
pub(crate) fn gauge(ppm: i64, limit_ppm: i64, is_floor: bool) -> Markup {
    let (low, high) = if is_floor { (2 * limit_ppm - 1_000_000, 1_000_000) } else { (0, 2 * limit_ppm) };
    let place = |value: i64| (value - low).clamp(0, (high - low).max(1)) * METER / (high - low).max(1);
    let (value, limit) = (place(ppm), place(limit_ppm));
    let is_bad = if is_floor { ppm < limit_ppm } else { ppm >= limit_ppm };
    html! {
        svg.gauge aria-hidden="true" viewBox="0 0 200 14" preserveAspectRatio="none" {
            rect.ground x="0" y="3" width="200" height="8" {}
            rect.fill.bad[is_bad] x="0" y="3" width=(value) height="8" {}
            rect.limit x=(limit.min(METER - 2)) y="0" width="2" height="14" {}
        }
    }
}

/// Columns side by side for each day. `label` says what the chart is of; without anything to draw it says so.
pub(crate) fn columns(ui: &Ui, label: &str, days: &[[i64; 2]], classes: [&str; 2]) -> Markup {
    let each = days.len().div_ceil(COLUMNS_MAX).max(1);
    let sums: Vec<[i64; 2]> =
        days.chunks(each).map(|days| [0, 1].map(|one| days.iter().filter_map(|day| day.get(one)).sum())).collect();
    let most = sums.iter().flatten().copied().max().unwrap_or_default();
    if most <= 0 {
        return html! { p.small { (ui.lang.figures().uncounted) } };
    }
    let step = WIDTH / sums.len().max(1);
    let bar = (step / 2).saturating_sub(1).max(1);
    html! {
        svg.chart role="img" aria-label=(label) viewBox={ "0 0 " (step * sums.len()) " 100" } preserveAspectRatio="none" {
            @for (place, sum) in sums.iter().enumerate() {
                @for (one, (value, class)) in sum.iter().zip(classes).enumerate() {
                    @let height = value * HEIGHT / most;
                    rect class=(class) x=(place * step + one * bar) y=(HEIGHT - height) width=(bar) height=(height) {}
                }
            }
        }
        p.legend aria-hidden="true" { span.small { (most) } }
    }
}

/// A rate day by day, parts and wholes, with the line it should stay over, in permille. Days without a whole are left out.
pub(crate) fn rates(ui: &Ui, label: &str, days: &[[i64; 2]], aim: i64) -> Markup {
    let each = days.len().div_ceil(COLUMNS_MAX).max(1);
    let sum = |days: &[[i64; 2]]| days.iter().fold([0, 0], |[part, whole], [one, of]| [part + one, whole + of]);
    let rates: Vec<Option<i64>> =
        days.chunks(each).map(sum).map(|[part, whole]| (whole > 0).then(|| part * PERMILLE / whole.max(1))).collect();
    if rates.iter().all(Option::is_none) {
        return html! { p.small { (ui.lang.figures().uncounted) } };
    }
    let step = WIDTH / rates.len().max(1);
    html! {
        svg.chart role="img" aria-label=(label) viewBox={ "0 0 " (step * rates.len()) " 100" } preserveAspectRatio="none" {
            @for (place, rate) in rates.iter().enumerate() {
                @if let Some(rate) = rate {
                    @let height = rate * HEIGHT / PERMILLE;
                    rect.fill.bad[*rate < aim] x=(place * step) y=(HEIGHT - height) width=(step.saturating_sub(1).max(1)) height=(height.max(1)) {}
                }
            }
            rect.limit x="0" y=(HEIGHT - aim * HEIGHT / PERMILLE) width=(WIDTH) height="1" {}
        }
    }
}
