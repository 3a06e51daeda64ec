//! Reads a template's source before the engine does: turns the single braces sellers write into the
//! engine's double ones, and lets through only the small language a reply needs.
//!
//! What is let through: variables, text and whole numbers, `if`/`elif`/`else`/`endif`, comparisons,
//! `and`/`or`/`not`, `~`, and the filters and tests of [`crate::engine`]. What isn't (loops, `set`,
//! attributes, repetition) is refused here, because a few such lines can ask for gigabytes.

use crate::clean::clean;
use crate::engine::{FILTERS, TESTS};
use crate::error::{RenderError, excerpt};
use crate::limits::{SOURCE_BYTES_MAX, TAG_BYTES_MAX, TAGS_MAX};
use crate::variables::find_variable;
use crate::words::words;
use std::collections::BTreeSet;

const STATEMENTS: [&str; 4] = ["if", "elif", "else", "endif"];
const BRACE_ADVICE: &str = "a brace must hold a variable, as in {order_id}; for the brace itself write {{ \"{\" }}";

/// A source the engine can take.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The source with double braces only, line by line as it was.
    pub(crate) text: String,
    /// Single-brace names that are no variables, shortened.
    pub(crate) unknown: BTreeSet<String>,
}

/// Checks and rewrites `source`.
///
/// # Errors
/// [`RenderError::TooLong`] for the source, a tag or the number of tags; [`RenderError::Syntax`] for
/// stray braces and for anything outside the language above.
pub(crate) fn prepare(source: &str) -> Result<Prepared, RenderError> {
    if source.len() > SOURCE_BYTES_MAX {
        return Err(RenderError::too_long("the template", SOURCE_BYTES_MAX));
    }
    let source = clean(source);
    let prepared = Prepared { text: String::with_capacity(source.len() + source.len() / 4), unknown: BTreeSet::new() };
    let mut reader = Reader { rest: &source, line: 1, tags: 0, prepared };
    while let Some(brace) = reader.rest.find(['{', '}']) {
        let literal = reader.take(brace);
        reader.prepared.text.push_str(literal);
        reader.read_tag()?;
    }
    let literal = reader.rest;
    reader.prepared.text.push_str(literal);
    Ok(reader.prepared)
}

struct Reader<'source> {
    rest: &'source str,
    line: usize,
    tags: usize,
    prepared: Prepared,
}

impl<'source> Reader<'source> {
    /// Moves past `bytes` (at a character boundary) and returns them.
    fn take(&mut self, bytes: usize) -> &'source str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.line += taken.matches('\n').count();
        taken
    }

    fn read_tag(&mut self) -> Result<(), RenderError> {
        self.tags += 1;
        if self.tags > TAGS_MAX {
            return Err(RenderError::TooLong { what: "the template".to_owned(), max: TAGS_MAX as u64, unit: "tags" });
        }
        if self.rest.starts_with("{#") {
            self.read_comment()
        } else if self.rest.starts_with("{{") {
            self.read_delimited("}}").map(|_| ())
        } else if self.rest.starts_with("{%") {
            let line = self.line;
            let inside = self.read_delimited("%}")?;
            let statement = words(inside.trim_start_matches(['-', '+'])).next().unwrap_or_default();
            if STATEMENTS.contains(&statement) {
                return Ok(());
            }
            Err(RenderError::syntax(line, format!("\"{}\" is not a statement of reply templates", excerpt(statement))))
        } else {
            self.read_single()
        }
    }

    /// A comment leaves nothing but its line ends.
    fn read_comment(&mut self) -> Result<(), RenderError> {
        let line = self.line;
        let end = self.rest.find("#}").ok_or_else(|| RenderError::syntax(line, "the comment is not closed"))?;
        let lines = self.take(end + 2).matches('\n').count();
        self.prepared.text.extend(std::iter::repeat_n('\n', lines));
        Ok(())
    }

    /// `{name}`, with blanks inside allowed.
    fn read_single(&mut self) -> Result<(), RenderError> {
        let line = self.line;
        let inside = self.rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(inside, _)| inside);
        let Some(inside) = inside.filter(|inside| is_name(inside.trim())) else {
            return Err(RenderError::syntax(line, BRACE_ADVICE));
        };
        self.take(inside.len() + 2);
        match find_variable(inside.trim()) {
            Some(variable) => self.prepared.text.push_str(&format!("{{{{ {} }}}}", variable.name)),
            None => {
                self.prepared.unknown.insert(excerpt(inside.trim()));
            }
        }
        // A line end among the blanks stays, for the line numbers of what follows.
        self.prepared.text.extend(inside.chars().filter(|character| *character == '\n'));
        Ok(())
    }

    /// `{{ ... }}` or `{% ... %}`: copied once checked; returns what is inside.
    fn read_delimited(&mut self, close: &str) -> Result<&'source str, RenderError> {
        let line = self.line;
        let after_open = self.rest.get(2..).unwrap_or_default();
        let end = end_of_tag(after_open, close, line)?;
        let inside = after_open.get(..end).unwrap_or_default();
        check_names(inside, line)?;
        let tag = self.take(end + 4);
        self.prepared.text.push_str(tag);
        Ok(inside)
    }
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|character| character.is_alphanumeric() || character == '_')
}

/// Where in `text` the tag ends, `close` excluded; looks past text in quotes.
fn end_of_tag(text: &str, close: &str, line: usize) -> Result<usize, RenderError> {
    let mut quote = None;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if at > TAG_BYTES_MAX {
            return Err(RenderError::too_long(format!("the tag on line {line}"), TAG_BYTES_MAX));
        }
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if character == '\\' => escaped = true,
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if text.get(at..).is_some_and(|rest| rest.starts_with(close)) => return Ok(at),
            None if matches!(character, '"' | '\'') => quote = Some(character),
            None if is_allowed(character) => {}
            None => {
                let message = format!("\"{character}\" can't be used inside {{{{ }}}} or {{% %}}");
                return Err(RenderError::syntax(line, message));
            }
        }
    }
    Err(RenderError::syntax(line, format!("the tag is not closed by {close}")))
}

fn is_allowed(character: char) -> bool {
    character.is_alphanumeric() || character.is_whitespace() || "_|(),=!<>~-+".contains(character)
}

/// Unknown filters and tests are found here, not at run time in a branch rarely taken.
fn check_names(inside: &str, line: usize) -> Result<(), RenderError> {
    let mut expected: Option<(&str, &[&str])> = None;
    for word in words(inside) {
        match expected {
            Some(("test", _)) if word == "not" => continue,
            Some((what, known)) if !known.contains(&word) => {
                let known = known.join(", ");
                let message = format!("no {what} is called \"{}\"; there is {known}", excerpt(word));
                return Err(RenderError::syntax(line, message));
            }
            _ => {}
        }
        expected = match word {
            "|" => Some(("filter", &FILTERS)),
            "is" => Some(("test", &TESTS)),
            _ => None,
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::prepare;
    use crate::error::RenderError;

    #[test]
    fn single_braces_become_double() {
        let source = "{客户名} {{ 客户名 }}{ order_id }{# note\n #}{{ \"}}{\" }}\r\n{% if sku %}x{% endif %}";
        let prepared = prepare(source).unwrap();
        let expected = "{{ customer_name }} {{ 客户名 }}{{ order_id }}\n{{ \"}}{\" }}\n{% if sku %}x{% endif %}";
        assert_eq!(prepared.text, expected);
        assert!(prepared.unknown.is_empty());
    }

    #[test]
    fn what_a_reply_does_not_need_is_refused_with_its_line() {
        for tag in [
            "{% for a in b %}",
            "{% set a = sku %}",
            "{%- raw %}",
            "{% %}",
            "{{ \"a\" * 9 }}",
            "{{ sku.x }}",
            "{{ [sku] }}",
            "{{ sku | upper }}",
            "{{ sku is not odd }}",
            "{{ sku",
            "{{ \"}}",
            "{ customer name }",
            "}",
            "{",
            "{# open",
            "{{ {1} }}",
        ] {
            let refused = prepare(&format!("first\n{tag}"));
            assert!(matches!(refused, Err(RenderError::Syntax { line: 2, .. })), "{tag}: {refused:?}");
        }
    }
}
