/// How the program was called: says how one check is carried out again.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Invocation {
    /// Everything after the program's name.
    arguments: Vec<String>,
}

/// Options of which a repetition has its own, or none.
const REPLACED: [&str; 7] = [
    "--run",
    "--skip",
    "--seed",
    "--report",
    "--trace",
    "--baseline",
    "--jobs",
];

impl Invocation {
    /// Takes the arguments that follow the program's name.
    pub fn new(arguments: impl IntoIterator<Item = String>) -> Self {
        Self {
            arguments: arguments.into_iter().collect(),
        }
    }

    /// The value of an option, where it was given.
    #[must_use]
    pub fn value(&self, option: &str) -> Option<&str> {
        let mut arguments = self
            .arguments
            .iter()
            .take_while(|argument| *argument != "--");
        while let Some(argument) = arguments.next() {
            if argument == option {
                return arguments.next().map(String::as_str);
            }
            if let Some(value) = argument.strip_prefix(option)
                && let Some(value) = value.strip_prefix('=')
            {
                return Some(value);
            }
        }
        None
    }

    /// The command line that carries one check out again, for a shell.
    #[must_use]
    pub fn again(&self, id: &str, seed: &str) -> String {
        // A control that failed is reported under a name that the vector does not have.
        let run = id
            .strip_suffix(".control")
            .map_or_else(|| id.to_owned(), |step| format!("{step}.*"));
        // A replay names its check already.
        let replay = self.arguments.first().is_some_and(|name| name == "replay");
        let command = self.arguments.iter().position(|argument| argument == "--");
        let (mine, theirs) = self
            .arguments
            .split_at(command.unwrap_or(self.arguments.len()));
        let mut line = "conform402".to_owned();
        let mut add = |argument: &str| line.extend([" ", &quoted(argument)]);
        let mut arguments = mine.iter();
        while let Some(argument) = arguments.next() {
            let option = argument.split('=').next().unwrap_or_default();
            if replay || !REPLACED.contains(&option) {
                add(argument);
            } else if option == argument {
                arguments.next();
            }
        }
        if !replay {
            for argument in ["--run", &run, "--seed", seed] {
                add(argument);
            }
        }
        for argument in theirs {
            add(argument);
        }
        line
    }
}

/// Quotes a word for a POSIX shell, where it needs that.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::Invocation;

    fn invocation(line: &str) -> Invocation {
        Invocation::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_repetition_keeps_what_the_target_needs() {
        let run = invocation(
            "server --profile p.json --run a --skip=b --report json=x --seed 1 --timeout 3",
        );
        assert_eq!(
            run.again("f/g#s.row.facilitator:charge", "9"),
            "conform402 server --profile p.json --timeout 3 --run 'f/g#s.row.facilitator:charge' --seed 9"
        );
        let run = invocation("replay a.jsonl f#c.out --seed 1");
        let line = run.again("f#c.out", "9");
        assert_eq!(line, "conform402 replay a.jsonl 'f#c.out' --seed 1");
        let run = invocation("codec --run=a -- sh it's --run");
        assert_eq!(
            run.again("f#c.control", "9"),
            r"conform402 codec --run 'f#c.*' --seed 9 -- sh 'it'\''s' --run"
        );
    }

    #[test]
    fn options_are_found_in_both_spellings_and_before_the_command_only() {
        let run = invocation("server --profile=p.json --url u -- --seed 1");
        assert_eq!(run.value("--profile"), Some("p.json"));
        assert_eq!(run.value("--url"), Some("u"));
        assert_eq!(run.value("--seed"), None);
    }
}
