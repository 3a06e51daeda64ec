//! Subjects of answers.

/// Prefixes that mail programs put before the subject of an answer or a forwarded mail, in lower case.
const PREFIXES: &[&str] = &[
    "re:",
    "aw:",
    "antw:",
    "res:",
    "rép:",
    "rép :",
    "sv:",
    "vs:",
    "odp:",
    "rif:",
    "r:",
    "fwd:",
    "fw:",
    "wg:",
    "tr:",
    "回复:",
    "回复：",
    "答复:",
    "答复：",
    "转发:",
    "转发：",
];

/// A subject without the prefixes of answers, and whether it had any.
pub fn without_prefixes(subject: &str) -> (&str, bool) {
    let mut rest = subject.trim();
    let mut had_any = false;
    while let Some(shorter) = PREFIXES.iter().find_map(|prefix| strip_prefix(rest, prefix)) {
        rest = shorter.trim_start();
        had_any = true;
    }
    (rest, had_any)
}

fn strip_prefix<'text>(text: &'text str, prefix: &str) -> Option<&'text str> {
    let start = text.get(..prefix.len())?;
    (start.to_lowercase() == prefix).then(|| text.get(prefix.len()..)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_go_however_many_there_are() {
        assert_eq!(without_prefixes(" RE: Aw:Fwd:  Where is it? "), ("Where is it?", true));
        assert_eq!(without_prefixes("回复：订单"), ("订单", true));
        assert_eq!(without_prefixes("Return: please"), ("Return: please", false));
        assert_eq!(without_prefixes("Reé: x"), ("Reé: x", false));
        assert_eq!(without_prefixes(""), ("", false));
    }
}
