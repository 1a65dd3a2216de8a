use chronostack::tracked;

#[tracked]
fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
