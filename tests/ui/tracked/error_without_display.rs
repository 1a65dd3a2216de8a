use chronostack::tracked;

struct Refused;

#[tracked]
async fn charge(cents: u64) -> Result<u64, Refused> {
    Ok(cents)
}

fn main() {}
