//! Puts what a schema finds into words for whoever writes vectors.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

/// Where something is wrong, what, and what to do.
pub(super) struct Complaint {
    pub(super) pointer: String,
    pub(super) problem: String,
    pub(super) remedy: String,
}

/// What an error of a schema means. Alternatives are followed to the one that fits best.
pub(super) fn complaints(error: &ValidationError<'_>, schema: &Value) -> Vec<Complaint> {
    use ValidationErrorKind as Kind;
    let one = |problem: String, remedy: String| {
        vec![Complaint {
            pointer: error.instance_path().to_string(),
            problem,
            remedy,
        }]
    };
    let about = || description(error, schema).unwrap_or_default();
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            let known = siblings(error, schema);
            let names = unexpected.iter().map(|name| format!("{name:?}"));
            let problem = format!("no member is called {}", list(names));
            let meant = unexpected.first().and_then(|name| nearest(name, &known));
            let remedy = match meant {
                Some(meant) => format!("Is {meant:?} meant?"),
                None if known.is_empty() => about(),
                None => format!("The members are {}.", known.join(", ")),
            };
            one(problem, remedy)
        }
        Kind::Required { property } => {
            let described = schema
                .pointer(&parent(error))
                .and_then(|node| {
                    node.pointer(&format!("/properties/{}/description", property.as_str()?))
                })
                .and_then(Value::as_str);
            one(
                format!("the member {property} is missing"),
                described.unwrap_or_default().to_owned(),
            )
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            if let Some(members) = choice(error, schema) {
                return one(members, about());
            }
            // An alternative of which only something inside does not fit was meant.
            let depth = error.instance_path().as_str().len();
            let inside = |branch: &&Vec<ValidationError<'static>>| {
                branch.iter().all(|error| {
                    let shape = matches!(
                        error.kind(),
                        Kind::AdditionalProperties { .. } | Kind::Required { .. }
                    );
                    shape || error.instance_path().as_str().len() > depth
                })
            };
            if let Some(branch) = context.iter().find(inside) {
                let errors = branch.iter();
                return errors.flat_map(|error| complaints(error, schema)).collect();
            }
            let forms = context.iter().filter_map(|branch| branch.first());
            let forms = list(forms.map(|error| form(error, schema)));
            one(format!("expected {forms}, found {}", found(error)), about())
        }
        Kind::Enum { options } => {
            let known = options.as_array().into_iter().flatten();
            let known: Vec<String> = known.filter_map(Value::as_str).map(str::to_owned).collect();
            let meant = error.instance().as_str();
            let meant = meant.and_then(|name| nearest(name, &known));
            one(
                format!("expected {}, found {}", form(error, schema), found(error)),
                meant.map_or_else(about, |meant| format!("Is {meant:?} meant?")),
            )
        }
        Kind::OneOfMultipleValid { .. } => {
            let problem = choice(error, schema)
                .unwrap_or_else(|| "fits several alternatives, of which one is meant".to_owned());
            one(problem, about())
        }
        _ => one(
            format!("expected {}, found {}", form(error, schema), found(error)),
            about(),
        ),
    }
}

/// What would have been right, as a noun.
fn form(error: &ValidationError<'_>, schema: &Value) -> String {
    use ValidationErrorKind as Kind;
    match error.kind() {
        Kind::Type { kind } => match kind {
            TypeKind::Single(kind) => article(&kind.to_string()),
            TypeKind::Multiple(kinds) => list(kinds.iter().map(|kind| article(&kind.to_string()))),
        },
        Kind::Enum { options } => list(
            options
                .as_array()
                .into_iter()
                .flatten()
                .map(Value::to_string),
        ),
        Kind::Constant { expected_value } => expected_value.to_string(),
        Kind::Pattern { pattern } => match description(error, schema) {
            Some(description) => lowered(description.trim_end_matches('.')),
            None => format!("text that matches {pattern}"),
        },
        Kind::Minimum { limit } => format!("{limit} or more"),
        Kind::Maximum { limit } => format!("{limit} or less"),
        Kind::MinItems { limit } | Kind::MinProperties { limit } => {
            format!("at least {limit} of them")
        }
        Kind::MinLength { limit } => format!("at least {limit} characters"),
        Kind::MaxLength { limit } => format!("at most {limit} characters"),
        Kind::UniqueItems => "each item once".to_owned(),
        Kind::Required { property } => format!("an object with {property}"),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            let forms = context.iter().filter_map(|branch| branch.first());
            list(forms.map(|error| form(error, schema)))
        }
        _ => clipped(&error.to_string()),
    }
}

/// Where alternatives differ only in the members they ask for: which, and which are there.
fn choice(error: &ValidationError<'_>, schema: &Value) -> Option<String> {
    let alternatives = schema.pointer(error.schema_path().as_str())?.as_array()?;
    let names = |node: &Value| -> Vec<String> {
        let required = node.get("required").and_then(Value::as_array);
        let names = required.into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    };
    let mut all = Vec::new();
    let mut words = Vec::new();
    for alternative in alternatives {
        let plain = alternative.as_object()?;
        if plain
            .keys()
            .any(|key| !["required", "not", "anyOf"].contains(&key.as_str()))
        {
            return None;
        }
        let nested = plain.get("anyOf").and_then(Value::as_array);
        let mut members = names(alternative);
        members.extend(nested.into_iter().flatten().flat_map(names));
        words.push(members.join(" or "));
        all.extend(members);
    }
    let there: Vec<_> = all
        .into_iter()
        .filter(|name| error.instance().get(name).is_some())
        .collect();
    let there = if there.is_empty() {
        "none of them is there".to_owned()
    } else {
        format!("found {}", there.join(" and "))
    };
    Some(format!("expected one of {}: {there}", words.join(", ")))
}

/// What the schema says about the place where something is wrong.
fn description(error: &ValidationError<'_>, schema: &Value) -> Option<String> {
    let node = schema.pointer(&parent(error))?;
    let referred = node.get("$ref").and_then(Value::as_str);
    let referred = referred.and_then(|to| schema.pointer(to.strip_prefix('#')?));
    let described = [Some(node), referred];
    let mut described = described.iter().flatten();
    let described = described.find_map(|node| node.get("description")?.as_str());
    described.map(str::to_owned)
}

/// The names that the object may have; of patterns, the words.
fn siblings(error: &ValidationError<'_>, schema: &Value) -> Vec<String> {
    let node = schema.pointer(&parent(error));
    let of = |keyword: &str| node.and_then(|node| node.get(keyword)?.as_object());
    let names = of("properties").into_iter().flatten();
    let patterns = of("patternProperties").into_iter().flatten();
    let words = patterns.flat_map(|(pattern, _)| pattern.split(|c: char| !c.is_alphabetic()));
    let words = words.filter(|word| word.len() > 2).map(str::to_owned);
    names.map(|(name, _)| name.clone()).chain(words).collect()
}

/// The schema that the keyword of the error stands in.
fn parent(error: &ValidationError<'_>) -> String {
    let path = error.schema_path().as_str();
    path.rsplit_once('/')
        .map_or("", |(parent, _)| parent)
        .to_owned()
}

/// The known name that differs least, where one differs little.
fn nearest<'a>(name: &str, known: &'a [String]) -> Option<&'a String> {
    let close = known.iter().map(|other| (distance(name, other), other));
    let (least, other) = close.min_by_key(|(distance, _)| *distance)?;
    (least <= 2 && least < name.chars().count()).then_some(other)
}

/// How many characters have to be inserted, deleted or replaced.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (above, a) in one.chars().enumerate() {
        let mut corner = above;
        let mut left = above + 1;
        let mut next = vec![left];
        for (b, old) in other.chars().zip(row.iter().skip(1)) {
            left = (corner + usize::from(a != b)).min(old + 1).min(left + 1);
            corner = *old;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

fn lowered(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(characters).collect()
}

fn article(noun: &str) -> String {
    match noun {
        "null" => "null".to_owned(),
        _ if noun.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {noun}"),
        _ => format!("a {noun}"),
    }
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" or ")
}

fn found(error: &ValidationError<'_>) -> String {
    clipped(&error.instance().to_string())
}

fn clipped(text: &str) -> String {
    const LONGEST: usize = 120;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn names_are_near_by_few_letters() {
        for (one, other, expected) in [
            ("out", "outt", 1),
            ("pth", "path", 1),
            ("", "abc", 3),
            ("flaw", "lawn", 2),
            ("a", "a", 0),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
        let known = ["path".to_owned(), "pay".to_owned()];
        assert_eq!(nearest("pth", &known), Some(&known[0]));
        assert_eq!(nearest("colour", &known), None);
    }
}
