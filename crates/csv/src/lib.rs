//! Lines of a table (RFC 4180) whose cells no spreadsheet takes for formulas.

/// What makes a spreadsheet compute a cell, full-width forms among them.
const STARTERS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// One line with its end; every cell is quoted.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(quoted).collect();
    cells.join(",") + "\r\n"
}

/// One cell, quoted only where it has to be.
pub fn cell(text: &str) -> String {
    let is_plain = !is_formula(text) && !text.contains([',', '"', '\n', '\r', '\0']);
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// A cell that begins like a formula gets an apostrophe before it, as OWASP's "CSV injection" recommends.
fn quoted(text: &str) -> String {
    let guard = if is_formula(text) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\"").replace('\0', ""))
}

/// Blanks before it are skipped by some.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches(' ').starts_with(STARTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_formula() {
        for start in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", " =1", "＝1"] {
            assert!(line([start]).starts_with("\"'"), "{start:?}");
            assert!(cell(start).starts_with("\"'"), "{start:?}");
        }
        assert_eq!(line(["a", "b\"c", "", "1,5\nx"]), "\"a\",\"b\"\"c\",\"\",\"1,5\nx\"\r\n");
        assert_eq!(["a", "b\"c", "", "1,5"].map(cell), ["a", "\"b\"\"c\"", "", "\"1,5\""]);
    }
}
