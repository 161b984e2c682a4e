/// Text for XML and HTML, in content and in quoted attributes. What XML 1.0 cannot carry is
/// replaced.
pub(super) fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other if other.is_control() => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Text for a cell or a line of Markdown: one line, nothing of it markup.
pub(super) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '$' | '@' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other if other.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A block of text that Markdown shows as it is.
pub(super) fn fenced(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::{fenced, markdown, xml};

    #[test]
    fn nothing_hostile_gets_through() {
        assert_eq!(
            xml("</script><a b='c\">&\u{0}\u{1b}\u{ffff}\n"),
            "&lt;/script&gt;&lt;a b=&#39;c&quot;&gt;&amp;\u{fffd}\u{fffd}\u{fffd}\n"
        );
        assert_eq!(markdown("a|b\n<i>[x](y)"), r"a\|b &lt;i&gt;\[x\](y)");
        assert_eq!(fenced("a```b"), "````text\na```b\n````\n");
    }
}
