use chronostack::tracked;

#[tracked(name = "charge", name = "card")]
async fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
