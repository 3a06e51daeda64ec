//! Hostile values and hostile templates.
#![allow(missing_docs)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use sellerdesk_render::{Kind, RenderError, catalogue, clean, find_variable, limits, render, render_source, validate};

/// Stands where a hostile value will stand; occurs in no text.
const MARKER: &str = "QXQX";
const FRAGMENTS: [&str; 24] = [
    "{{ shop_name }}",
    "{order_id}",
    "{客户名}",
    "{% if true %}",
    "{% endif %}",
    "{# ",
    " #}",
    "{{",
    "}}",
    "%}",
    "{",
    "<script>alert(1)</script>",
    "&amp;",
    "\u{202e}",
    "\u{2066}",
    "\u{0}",
    "\u{1b}[2J",
    "\r\n",
    "\u{2028}",
    "\t",
    "\"'\\",
    "\\u0041",
    "|safe",
    "👩‍💻 Zoë 王",
];
const SEED: u64 = 0x5e11_e4de_5c00_0001;
const ROUNDS: usize = 20;

/// xorshift64*, enough to choose fragments.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let spread = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(spread).unwrap() % bound
    }

    /// Hostile, and never blank once cleaned.
    fn hostile(&mut self) -> String {
        let mut text = "x".to_owned();
        for _ in 0..=self.below(6) {
            text.push_str(FRAGMENTS[self.below(FRAGMENTS.len())]);
        }
        text
    }
}

/// Writing a text with a hostile value equals writing it with a marker and putting the cleaned
/// value in the marker's place: the value changed nothing else and lost nothing but controls.
#[test]
fn a_value_changes_nothing_but_its_own_place() {
    let mut random = Random(SEED);
    for template in catalogue() {
        for language in template.languages {
            for round in 0..ROUNDS {
                let mut hostile = Vec::new();
                let mut marked = Vec::new();
                let mut replacements = Vec::new();
                for (index, name) in template.variables.iter().enumerate() {
                    let variable = find_variable(name).unwrap();
                    if variable.kind == Kind::Text {
                        let value = random.hostile();
                        let marker = format!("{MARKER}{index}-");
                        replacements.push((marker.clone(), clean(&value).trim().to_owned()));
                        marked.push(((*name).to_owned(), marker));
                        hostile.push(((*name).to_owned(), value));
                    } else {
                        marked.push(((*name).to_owned(), variable.example.to_owned()));
                        hostile.push(((*name).to_owned(), variable.example.to_owned()));
                    }
                }
                let mut expected = render(template.id, language, "", &marked).unwrap().text;
                for (marker, value) in replacements {
                    expected = expected.replace(&marker, &value);
                }
                let text = render(template.id, language, "", &hostile).unwrap().text;
                assert_eq!(text, expected, "seed {SEED:#x}, {} {language}, round {round}: {hostile:?}", template.id);
                assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
            }
        }
    }
}

/// Any bytes an editor can send come back as a text or an error, never a panic.
#[test]
fn any_source_is_a_text_or_an_error() {
    let mut random = Random(SEED);
    let pieces = ["{{", "}}", "{%", "%}", "{#", "#}", "{", "}", "if ", "elif ", "else", "endif", "sku", "客户名", "|"];
    let more = ["plural", "(", ")", "'", "\"", "\\", "not ", "is ", "defined", "~", "-", "+", "99999999999", "\n", " "];
    let all: Vec<&str> = pieces.into_iter().chain(more).collect();
    let (mut good, mut bad) = (0_u32, 0_u32);
    for _ in 0..20_000 {
        let source: String = (0..random.below(14)).map(|_| all[random.below(all.len())]).collect();
        match validate(&source) {
            Ok(_) => good += 1,
            Err(_) => bad += 1,
        }
    }
    assert!(good > 0 && bad > 0, "the mix no longer reaches both: {good} {bad}");
}

/// What would exhaust a component's stack or memory is refused by a limit, on a small stack.
#[test]
fn deep_and_large_sources_are_refused_or_bounded() {
    let deep = |open: &str, close: &str, times: usize| open.repeat(times) + &close.repeat(times);
    let sources = [
        format!("{{{{ {} }}}}", deep("(", ")", 250)),
        format!("{{{{ {}sku }}}}", "not ".repeat(120)),
        format!("{{{{ {}1 }}}}", "-".repeat(500)),
        format!("{{{{ sku{} }}}}", "|date".repeat(100)),
        format!("{{{{ sku{} }}}}", "~sku".repeat(120)),
        format!("{{{{ {}sku }}}}", "sku if sku else ".repeat(31)),
        deep("{% if sku %}", "{% endif %}", 100),
        format!("{{% if sku %}}{}{{% endif %}}", "{% elif sku %}".repeat(198)),
        "{% if sku %}".repeat(1_000),
        "{sku}".repeat(1_000),
    ];
    let values = [("sku".to_owned(), "s".repeat(limits::VALUE_BYTES_MAX))];
    let small_stack = std::thread::Builder::new().stack_size(512 * 1024);
    let work = move || {
        for source in sources {
            let text = render_source(&source, "en", &values);
            assert!(text.is_err() || text.is_ok_and(|text| text.text.len() <= limits::OUTPUT_BYTES_MAX));
        }
    };
    small_stack.spawn(work).unwrap().join().unwrap();
}

#[test]
fn each_limit_is_refused_one_past_it() {
    let values = |count: usize, bytes: usize| vec![("sku".to_owned(), "s".repeat(bytes)); count];
    let too_long = |source: &str, values: &[(String, String)]| {
        matches!(render_source(source, "en", values), Err(RenderError::TooLong { .. }))
    };
    assert!(!too_long(&"a".repeat(limits::SOURCE_BYTES_MAX), &[]));
    assert!(too_long(&"a".repeat(limits::SOURCE_BYTES_MAX + 1), &[]));
    assert!(!too_long("{sku}", &values(1, limits::VALUE_BYTES_MAX)));
    assert!(too_long("{sku}", &values(1, limits::VALUE_BYTES_MAX + 1)));
    assert!(!too_long("", &values(limits::VALUES_MAX, 1)));
    assert!(too_long("", &values(limits::VALUES_MAX + 1, 1)));
    assert!(!too_long(&"{sku}".repeat(limits::TAGS_MAX), &values(1, 1)));
    assert!(too_long(&"{sku}".repeat(limits::TAGS_MAX + 1), &values(1, 1)));
    assert!(too_long(&format!("{{{{ sku{} }}}}", " ".repeat(limits::TAG_BYTES_MAX)), &values(1, 1)));
    let fits = limits::OUTPUT_BYTES_MAX / limits::VALUE_BYTES_MAX;
    assert!(!too_long(&"{sku}".repeat(fits), &values(1, limits::VALUE_BYTES_MAX)));
    assert!(too_long(&"{sku}".repeat(fits + 1), &values(1, limits::VALUE_BYTES_MAX)));
}

#[test]
fn errors_repeat_little_of_what_they_were_given() {
    let long = "n\u{202e}".repeat(500);
    let values = [(long.clone(), String::new())];
    for error in [
        render(&long, "en", "", &[]).unwrap_err(),
        render("thanks", &long, "", &[]).unwrap_err(),
        render("thanks", "en", "", &values).unwrap_err(),
        render_source(&format!("{{{}}}", "n".repeat(1_000)), "en", &[]).unwrap_err(),
    ] {
        let message = error.to_string();
        assert!(message.len() < 200 && !message.contains('\u{202e}'), "{message}");
        assert_eq!(error.fields().len(), 1);
    }
}
