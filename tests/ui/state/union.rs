use chronostack::State;

#[derive(State, Clone, Copy)]
union Account {
    balance: u64,
    debt: i64,
}

fn main() {}
