use chronostack::tracked;

struct Receipt;

#[tracked(record_result)]
async fn charge(_cents: u64) -> Result<Receipt, String> {
    Ok(Receipt)
}

fn main() {}
