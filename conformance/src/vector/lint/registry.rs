use serde_json::Value;

use super::{Notes, prose};
use crate::vector::Registry;

/// Checks one family of requirements beyond its schema.
pub(super) fn check(family: &Value, registry: &Registry, notes: &mut Notes<'_>) {
    let prefix = family
        .get("family")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let requirements = family.get("requirements").and_then(Value::as_array);
    for (index, requirement) in requirements.into_iter().flatten().enumerate() {
        let pointer = format!("/requirements/{index}");
        let text = |name: &str| requirement.get(name).and_then(Value::as_str);
        let id = text("id").unwrap_or_default();
        if !id
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with('-'))
        {
            notes.add(
                format!("{pointer}/id"),
                format!("{id} is not of the family {prefix}"),
                "Move it to the file of its family.",
            );
        }
        prose(text("text"), &format!("{pointer}/text"), notes);
        let also = requirement.get("also").and_then(Value::as_array);
        let sources = also.into_iter().flatten().chain(requirement.get("source"));
        for document in sources.filter_map(|source| source.get("document")?.as_str()) {
            if registry
                .documents
                .pointer(&format!("/documents/{document}"))
                .is_none()
            {
                notes.add(
                    format!("{pointer}/source"),
                    format!("no document is called {document}"),
                    "Enter it in requirements/documents.json.",
                );
            }
        }
    }
}
