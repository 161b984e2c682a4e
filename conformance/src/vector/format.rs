use core::fmt::Write as _;

/// Writes JSON in its one spelling: two blanks a level, order kept, and on one line what fits.
///
/// # Errors
///
/// Where the text is not JSON.
pub fn format(text: &str) -> Result<String, String> {
    // serde_json checks the grammar; the tokens keep order, numbers and escapes as they stand.
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| error.to_string())?;
    let tokens = tokens(text);
    let mut reader = tokens.iter().copied().peekable();
    let tree = tree(&mut reader);
    let mut out = String::with_capacity(text.len());
    write(&tree, 0, 0, &mut out);
    out.push('\n');
    Ok(out)
}

/// The longest line of a container that is not broken.
const WIDTH: usize = 120;

enum Tree<'a> {
    Scalar(&'a str),
    Object(Vec<(&'a str, Tree<'a>)>),
    Array(Vec<Tree<'a>>),
}

fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '{' | '}' | '[' | ']' | ':' | ',' => 1,
            '"' => string_end(rest),
            _ => rest
                .find([',', ']', '}', ' ', '\n', '\r', '\t'])
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn tree<'a>(tokens: &mut core::iter::Peekable<impl Iterator<Item = &'a str>>) -> Tree<'a> {
    match tokens.next().unwrap_or_default() {
        "{" => {
            let mut members = Vec::new();
            while let Some(name) = tokens.next()
                && name != "}"
            {
                if name == "," {
                    continue;
                }
                tokens.next();
                members.push((name, tree(tokens)));
            }
            Tree::Object(members)
        }
        "[" => {
            let mut items = Vec::new();
            loop {
                match tokens.peek() {
                    Some(&",") => {
                        tokens.next();
                    }
                    Some(&"]") | None => {
                        tokens.next();
                        break;
                    }
                    Some(_) => items.push(tree(tokens)),
                }
            }
            Tree::Array(items)
        }
        scalar => Tree::Scalar(scalar),
    }
}

/// `column` is where the value begins.
fn write(tree: &Tree<'_>, level: usize, column: usize, out: &mut String) {
    let line = one_line(tree);
    let container = !matches!(tree, Tree::Scalar(_));
    let empty = matches!(line.as_str(), "{}" | "[]");
    if !container || empty || (level > 0 && column + line.chars().count() < WIDTH) {
        out.push_str(&line);
        return;
    }
    let indent = "  ".repeat(level + 1);
    let (open, close) = if matches!(tree, Tree::Object(_)) {
        ('{', '}')
    } else {
        ('[', ']')
    };
    out.push(open);
    let mut first = true;
    let mut separate = |out: &mut String| {
        out.push_str(if core::mem::take(&mut first) {
            "\n"
        } else {
            ",\n"
        });
        out.push_str(&indent);
    };
    match tree {
        Tree::Object(members) => {
            for (name, member) in members {
                separate(out);
                // Writing to a string cannot fail.
                let _ = write!(out, "{name}: ");
                write(
                    member,
                    level + 1,
                    indent.len() + name.chars().count() + 2,
                    out,
                );
            }
        }
        Tree::Array(items) => {
            for item in items {
                separate(out);
                write(item, level + 1, indent.len(), out);
            }
        }
        Tree::Scalar(_) => {}
    }
    out.push('\n');
    out.push_str(&"  ".repeat(level));
    out.push(close);
}

fn one_line(tree: &Tree<'_>) -> String {
    match tree {
        Tree::Scalar(text) => (*text).to_owned(),
        Tree::Object(members) if members.is_empty() => "{}".to_owned(),
        Tree::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, member)| format!("{name}: {}", one_line(member)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Tree::Array(items) => {
            format!(
                "[{}]",
                items.iter().map(one_line).collect::<Vec<_>>().join(", ")
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn one_spelling_that_is_stable_and_loses_nothing() {
        let long = "x".repeat(130);
        let text = format!(
            "{{\"b\":1.50,\"a\":[ ],\"c\" : {{\"d\":\"\\u00e9 \\\" , ]\",\"e\":{{}}}},\"l\":[\"{long}\",[true,null]]}}"
        );
        let once = format(&text).unwrap();
        assert_eq!(
            once,
            format!(
                "{{\n  \"b\": 1.50,\n  \"a\": [],\n  \"c\": {{ \"d\": \"\\u00e9 \\\" , ]\", \"e\": {{}} }},\n  \"l\": [\n    \"{long}\",\n    [true, null]\n  ]\n}}\n"
            )
        );
        assert_eq!(format(&once).unwrap(), once);
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&text), value(&once));
        assert!(format("{\"a\":}").is_err());
    }
}
