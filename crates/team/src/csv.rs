//! Lines of a table (RFC 4180) whose cells no spreadsheet takes for formulas.

/// What makes a spreadsheet compute a cell, full-width forms among them.
const STARTERS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// One line with its end. A cell that begins like a formula gets an apostrophe before it, as OWASP's "CSV injection"
/// recommends; every cell is quoted.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for (number, cell) in cells.into_iter().enumerate() {
        if number > 0 {
            line.push(',');
        }
        line.push('"');
        // Blanks before it are skipped by some.
        if cell.trim_start_matches(' ').starts_with(STARTERS) {
            line.push('\'');
        }
        line.push_str(&cell.replace('"', "\"\"").replace('\0', ""));
        line.push('"');
    }
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_formula() {
        for start in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", " =1", "＝1"] {
            assert!(line([start]).starts_with("\"'"), "{start:?}");
        }
        assert_eq!(line(["a", "b\"c", "", "1,5\nx"]), "\"a\",\"b\"\"c\",\"\",\"1,5\nx\"\r\n");
    }
}
