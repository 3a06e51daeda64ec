//! Figures as Markdown for people and JSON for programs.

use super::samples::Samples;
use serde::{Serialize, Serializer};
use std::fmt;
use std::time::Duration;

/// Where Linux describes the processor.
const CPU_FILE: &str = "/proc/cpuinfo";

/// Everything that one run measured.
#[derive(Debug, Serialize)]
pub struct Report {
    machine: Machine,
    quick: bool,
    budgets: Vec<Verdict>,
    sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Machine {
    cpu: String,
    cores: usize,
    system: String,
}

/// A budget of the design and what came of it.
#[derive(Debug, Serialize)]
struct Verdict {
    what: String,
    measured: Cell,
    budget: Cell,
    is_met: bool,
}

/// A table with what must be known to read it.
#[derive(Debug, Serialize)]
pub struct Section {
    title: String,
    notes: Vec<String>,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A word.
    Text(String),
    /// A number of things.
    Count(u64),
    /// A quotient.
    Ratio(f64),
    /// A span of time; microseconds in JSON.
    Time(Duration),
    /// A length in bytes.
    Bytes(u64),
}

impl Report {
    /// An empty report of this machine.
    pub fn new(quick: bool) -> Self {
        let machine = Machine {
            cpu: cpu(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        };
        Self { machine, quick, budgets: Vec::new(), sections: Vec::new() }
    }

    /// Adds a table.
    pub fn add(&mut self, section: Section) {
        self.sections.push(section);
    }

    /// Sets a figure beside its budget, which it may reach but not exceed.
    pub fn judge(&mut self, what: impl Into<String>, measured: impl Into<Cell>, budget: impl Into<Cell>) {
        let (measured, budget) = (measured.into(), budget.into());
        let is_met = measured.number().zip(budget.number()).is_some_and(|(measured, budget)| measured <= budget);
        self.budgets.push(Verdict { what: what.into(), measured, budget, is_met });
    }

    /// The whole report.
    pub fn markdown(&self) -> String {
        let Machine { cpu, cores, system } = &self.machine;
        let length = if self.quick { "quick" } else { "full" };
        let mut text = format!("Measured on {cores} cores of {cpu}, {system} ({length} run).\n");
        let columns = ["what", "measured", "budget", ""].map(str::to_owned);
        let rows: Vec<Vec<String>> = self
            .budgets
            .iter()
            .map(|verdict| {
                let mark = if verdict.is_met { "✓" } else { "✗ missed" };
                vec![verdict.what.clone(), verdict.measured.to_string(), verdict.budget.to_string(), mark.to_owned()]
            })
            .collect();
        if !rows.is_empty() {
            text += &format!("\n### Budgets\n\n{}", table(&columns, &rows));
        }
        for section in &self.sections {
            text += &format!("\n### {}\n\n", section.title);
            let rows: Vec<Vec<String>> =
                section.rows.iter().map(|row| row.iter().map(Cell::to_string).collect()).collect();
            text += &table(&section.columns, &rows);
            for note in &section.notes {
                text += &format!("\n{note}\n");
            }
        }
        text
    }
}

impl Section {
    /// An empty table.
    pub fn new(title: &str, columns: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            notes: Vec::new(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a remark below the table.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Adds a line.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }
}

/// The cells of median, 95th and 99th percentile.
pub fn percentiles(samples: &Samples) -> [Cell; 3] {
    [50, 95, 99].map(|percent| samples.percentile(percent).into())
}

impl Cell {
    fn number(&self) -> Option<f64> {
        match self {
            Self::Text(_) => None,
            Self::Count(number) | Self::Bytes(number) => Some(*number as f64),
            Self::Ratio(ratio) => Some(*ratio),
            Self::Time(time) => Some(time.as_secs_f64()),
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Count(number) => write!(formatter, "{number}"),
            Self::Ratio(ratio) => write!(formatter, "{ratio:.2}"),
            Self::Bytes(bytes) if *bytes >= 10_000 => write!(formatter, "{} KB", bytes / 1_000),
            Self::Bytes(bytes) => write!(formatter, "{bytes} B"),
            Self::Time(time) => {
                let seconds = time.as_secs_f64();
                match seconds {
                    1.0.. => write!(formatter, "{seconds:.1} s"),
                    0.01.. => write!(formatter, "{:.0} ms", seconds * 1e3),
                    0.001.. => write!(formatter, "{:.2} ms", seconds * 1e3),
                    _ => write!(formatter, "{:.0} µs", seconds * 1e6),
                }
            }
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Count(number) | Self::Bytes(number) => serializer.serialize_u64(*number),
            Self::Ratio(ratio) => serializer.serialize_f64(*ratio),
            Self::Time(time) => serializer.serialize_f64(time.as_secs_f64() * 1e6),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Count(number)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Count(number as u64)
    }
}

impl From<Duration> for Cell {
    fn from(time: Duration) -> Self {
        Self::Time(time)
    }
}

fn table(columns: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    // The first column names the row, figures stand to the right.
    let rules = columns.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }.to_owned());
    let rules: Vec<String> = rules.collect();
    let mut text = line(columns);
    text += &format!("|{}|\n", rules.join("|"));
    for row in rows {
        text += &line(row);
    }
    text
}

fn cpu() -> String {
    let text = std::fs::read_to_string(CPU_FILE).unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    model.map_or_else(|| "an unnamed processor".to_owned(), |(_, name)| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_in_a_fitting_unit() {
        let shown = |micros: u64| Cell::Time(Duration::from_micros(micros)).to_string();
        assert_eq!(shown(87), "87 µs");
        assert_eq!(shown(1_234), "1.23 ms");
        assert_eq!(shown(45_600), "46 ms");
        assert_eq!(shown(2_345_000), "2.3 s");
    }

    #[test]
    fn a_budget_may_be_reached_but_not_exceeded() {
        let mut report = Report::new(true);
        report.judge("writes", 4_u64, 4_u64);
        report.judge("time", Duration::from_millis(2), Duration::from_millis(1));
        let marks: Vec<bool> = report.budgets.iter().map(|verdict| verdict.is_met).collect();
        assert_eq!(marks, [true, false]);
        assert!(report.markdown().contains("| time | 2.00 ms | 1.00 ms | ✗ missed |"), "{}", report.markdown());
    }
}
