//! Exact tails of the binomial distribution, and Benjamini and Hochberg's control of false alarms.

/// The greatest number of trials whose tail is summed.
const TRIALS_MAX: u64 = 200_000;

/// The natural logarithm of the chance of at least `least` successes in `trials`, each with the chance
/// `share / of_all`. Summed term by term in logarithms, so that tiny chances stay exact to about 12 digits.
pub fn ln_tail(trials: u64, least: u64, share: u64, of_all: u64) -> f64 {
    if least == 0 || (share >= of_all && least <= trials) {
        return 0.0;
    }
    if share == 0 || least > trials || trials > TRIALS_MAX {
        return if trials > TRIALS_MAX { 0.0 } else { f64::NEG_INFINITY };
    }
    let ln = |number: u64| (number as f64).ln();
    let (ln_yes, ln_no) = (ln(share) - ln(of_all), ln(of_all - share) - ln(of_all));
    // The first term: C(n, k) as a sum of logarithms of its factors.
    let choose: f64 = (1..=least).map(|factor| ln(trials - least + factor) - ln(factor)).sum();
    let first = choose + least as f64 * ln_yes + (trials - least) as f64 * ln_no;
    // The others relative to the first: each is the one before times (n - k) / (k + 1) * p / (1 - p).
    let odds = (ln_yes - ln_no).exp();
    let (mut term, mut sum) = (1.0_f64, 1.0_f64);
    for successes in least..trials {
        term *= (trials - successes) as f64 / (successes + 1) as f64 * odds;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    (first + sum.ln()).min(0.0)
}

/// Logarithms of factorials, for tests of a few messages among all.
pub struct Factorials(Vec<f64>);

impl Factorials {
    /// Up to that of `most`.
    pub fn up_to(most: u64) -> Self {
        let mut sum = 0.0;
        Self(
            (0..=most)
                .map(|number| {
                    sum += (number.max(1) as f64).ln();
                    sum
                })
                .collect(),
        )
    }

    fn of(&self, number: u64) -> f64 {
        usize::try_from(number).ok().and_then(|place| self.0.get(place)).copied().unwrap_or(f64::INFINITY)
    }

    fn ln_choose(&self, of: u64, chosen: u64) -> f64 {
        self.of(of) - self.of(chosen) - self.of(of.saturating_sub(chosen))
    }

    /// The logarithm of the chance that of `drawn` out of `all` at least `least` are among the `marked` ones (Fisher's
    /// exact test): right for four messages too, where a share of all that could come would be too careful.
    pub fn ln_tail_of_drawn(&self, drawn: u64, least: u64, marked: u64, all: u64) -> f64 {
        let all_ways = self.ln_choose(all, drawn);
        let others = all.saturating_sub(marked);
        let possible = least.max(drawn.saturating_sub(others))..=marked.min(drawn);
        let ways = |hits: u64| self.ln_choose(marked, hits) + self.ln_choose(others, drawn - hits) - all_ways;
        let chance: f64 = possible.map(|hits| ways(hits).exp()).sum();
        chance.ln().min(0.0)
    }
}

/// Which of these hold while at most `ppm` millionths of those found are expected to be false alarms; `tails` are
/// natural logarithms. All tests that were made have to be in the list, not only the promising ones.
pub fn discoveries(tails: &[f64], ppm: u64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..tails.len()).collect();
    let tail = |index: usize| tails.get(index).copied().unwrap_or(0.0);
    order.sort_by(|a, b| tail(*a).total_cmp(&tail(*b)));
    let ln_rate = (ppm as f64).ln() - 1_000_000_f64.ln() - (tails.len() as f64).ln();
    let holds = |(rank, index): &(usize, &usize)| tail(**index) <= ln_rate + ((rank + 1) as f64).ln();
    let last = order.iter().enumerate().filter(holds).map(|(rank, _)| rank).next_back();
    let mut found = vec![false; tails.len()];
    for index in order.iter().take(last.map_or(0, |rank| rank + 1)) {
        if let Some(found) = found.get_mut(*index) {
            *found = true;
        }
    }
    found
}
