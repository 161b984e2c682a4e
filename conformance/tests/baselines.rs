//! The baselines of the panel have the form that their schema states.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::fs;
use std::path::Path;

use serde_json::Value;

#[test]
fn committed_baselines_fit_the_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let schema = fs::read_to_string(root.join("schemas/baseline.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut count = 0;
    let roles = fs::read_dir(root.join("interop/baselines")).unwrap();
    for entry in roles.flat_map(|role| fs::read_dir(role.unwrap().path()).unwrap()) {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let line = Value::from(vec![line]);
            assert!(validator.is_valid(&line), "{path:?}:{}: {line}", number + 1);
            count += 1;
        }
    }
    assert!(count > 0, "there are baselines to read");
    let without_token = Value::from(vec!["mpp/codec/challenge#minimal.out  MPP-CORE-006"]);
    assert!(!validator.is_valid(&without_token));
}
