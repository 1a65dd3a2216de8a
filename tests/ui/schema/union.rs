use chronostack::Schema;

#[derive(Schema)]
union Number {
    whole: u64,
    real: f64,
}

fn main() {}
