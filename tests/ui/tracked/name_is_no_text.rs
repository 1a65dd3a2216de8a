use chronostack::tracked;

#[tracked(name = charge_card)]
async fn charge(cents: u64) -> Result<u64, String> {
    Ok(cents)
}

fn main() {}
