use http402::Result;
use http402::primitives::U256;

pub fn run() -> Result<()> {
    let amount = U256::from_decimal("4.03", 6)?;
    let canonical = http402::json::canonicalize("{\"b\":1.50,\"a\":[]}")?;
    assert!(amount == "4030000".parse()? && canonical == "{\"a\":[],\"b\":1.5}");
    Ok(())
}
