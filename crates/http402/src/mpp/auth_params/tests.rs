//! The tokenizer against the grammar.

use super::*;
use alloc::vec::Vec;

fn items(text: &str) -> Result<Vec<Item<'_>>> {
    let mut tokenizer = Tokenizer::new(text);
    let mut items = Vec::new();
    while let Some(item) = tokenizer.next()? {
        items.push(item);
    }
    Ok(items)
}

fn shape(text: &str) -> String {
    let mut shape = String::new();
    for item in items(text).unwrap() {
        match item {
            Item::Scheme(scheme) => shape.push_str(scheme),
            Item::Token68 => shape.push_str(" 68"),
            Item::Param { name, value, .. } => {
                shape.extend([" ", name, "<", &value, ">"]);
            }
        }
    }
    shape
}

#[test]
fn tells_the_parts_of_a_list_apart() {
    for (text, expected) in [
        ("", ""),
        (" ,\t, ", ""),
        ("Basic", "Basic"),
        ("Basic ,Digest", "BasicDigest"),
        ("Negotiate a==", "Negotiate 68"),
        ("Negotiate a= , B", "Negotiate 68B"),
        ("N a=b", "N a<b>"),
        ("N a=", "N 68"),
        ("N a = b", "N a<b>"),
        ("N  a\t=\t\"b\" ,, c=d", "N a<b> c<d>"),
        ("A b=c, D e=f, G", "A b<c>D e<f>G"),
        ("A b=c, D , e=f", "A b<c>D e<f>"),
        ("A b=\"C d=e, F g=h\"", "A b<C d=e, F g=h>"),
        (r#"A b="\"\\\x""#, "A b<\"\\x>"),
        (r#"A b="\u00e9\u2615\ud83d\ude00""#, "A b<é☕😀>"),
        (r#"A b="\user \u12""#, "A b<user u12>"),
        ("A b=\"é\t\"", "A b<é\t>"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn refuses_what_the_grammar_does_not_have() {
    for (text, kind) in [
        ("\"a\"", Kind::Syntax),
        ("A b==c", Kind::Syntax),
        ("A b=\"c", Kind::Syntax),
        ("A b=\"c\\", Kind::Syntax),
        ("A b=\"c\\\"", Kind::Syntax),
        ("A b=\"c\"d", Kind::Syntax),
        ("A b=\"c\" d=e", Kind::Syntax),
        ("A b=c d", Kind::Syntax),
        ("A b=\"\u{7f}\"", Kind::Syntax),
        ("A b=\"\n\"", Kind::Syntax),
        ("A b=\"\\\n\"", Kind::Syntax),
        (r#"A b="\u000a""#, Kind::Syntax),
        (r#"A b="\ud800""#, Kind::Utf8),
        (r#"A b="\ud800\u0041""#, Kind::Utf8),
        ("A;b", Kind::Syntax),
        ("A\tb=c", Kind::Syntax),
        ("A b=c, d=,", Kind::Syntax),
    ] {
        assert_eq!(items(text).unwrap_err().kind(), kind, "{text}");
    }
}
