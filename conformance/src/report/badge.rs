use std::io::{self, Write};

use super::Run;
use super::escape::xml;
use crate::verdict::Outcome;

/// Writes a small picture of the result. It is green where the run passed, and only there.
pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let count = |outcome| run.counts().get(outcome);
    let (message, colour) = match run.exit() {
        0 if run.tolerated() == 0 => (format!("{} passed", count(Outcome::Pass)), "#1a7f37"),
        0 => {
            let (passed, tolerated) = (count(Outcome::Pass), run.tolerated());
            let message = format!("{passed} passed, {tolerated} tolerated");
            (message, "#9a6700")
        }
        1 => {
            let failing = |check: &&crate::verdict::Check| {
                check.scored
                    && check.baseline.is_none()
                    && matches!(check.outcome, Outcome::Fail | Outcome::Warn)
            };
            let failures = run.checks.iter().filter(failing).count();
            (format!("{failures} failed"), "#cf222e")
        }
        4 => ("stale baseline".to_owned(), "#9a6700"),
        70 => ("fault of the runner".to_owned(), "#57606a"),
        _ => ("inconclusive".to_owned(), "#57606a"),
    };
    let label = match run.role {
        "demo" => "conform402".to_owned(),
        role => format!("conform402 {role}"),
    };
    // Verdana 11 is about 7 units wide on average; textLength makes it fit exactly.
    let width = |text: &str| text.chars().count() * 7 + 10;
    let (left, right) = (width(&label), width(&message));
    let all = left + right;
    let (label, message) = (xml(&label), xml(&message));
    writeln!(
        out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{all}" height="20" role="img" aria-label="{label}: {message}">
  <title>{label}: {message}</title>
  <rect width="{all}" height="20" rx="3" fill="{colour}"/>
  <path d="M3 0h{span}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#444c56"/>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
    <text x="5" y="14" textLength="{left_text}" lengthAdjust="spacingAndGlyphs">{label}</text>
    <text x="{right_at}" y="14" textLength="{right_text}" lengthAdjust="spacingAndGlyphs">{message}</text>
  </g>
</svg>"##,
        span = left - 3,
        left_text = left - 10,
        right_at = left + 5,
        right_text = right - 10,
    )
}
