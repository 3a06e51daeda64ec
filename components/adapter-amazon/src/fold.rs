//! Text made comparable: lower case, without accents, white space collapsed.

/// Folds text so that phrases in several languages and spellings compare equal.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            push_plain(&mut folded, character);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn push_plain(folded: &mut String, character: char) {
    let plain = match character {
        'à'..='å' | 'ā' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ś' | 'ş' | 'š' => 's',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ğ' => 'g',
        '’' => '\'',
        // Combining marks: what decomposed accents and the Turkish dotted I leave behind.
        '\u{300}'..='\u{36f}' => return,
        'ß' => {
            folded.push('s');
            's'
        }
        other => other,
    };
    folded.push(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_spaces_do_not_matter() {
        assert_eq!(fold("  Início \n da\u{a0}MENSAGEM "), "inicio da mensagem");
        assert_eq!(fold("Début du message"), fold("De\u{301}but du message"));
        assert_eq!(fold("Rücksendung İADE straße"), "rucksendung iade strasse");
    }
}
