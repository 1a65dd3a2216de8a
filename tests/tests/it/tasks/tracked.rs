//! `#[tracked]` functions.

use std::sync::atomic::{AtomicU32, Ordering};

use chronostack::{
    prelude::*,
    task::{Task, TaskStatus},
};
use pollster::block_on;

/// Doubles what is even.
#[tracked]
async fn double(number: u64) -> Result<u64, String> {
    if number.is_multiple_of(2) { Ok(number * 2) } else { Err(format!("{number} is odd")) }
}

#[tracked(name = "measure-text", stack = stack)]
async fn measure(stack: &ChronoStack, text: String) -> Result<usize, std::convert::Infallible> {
    drop(stack.clone());
    Ok(text.len())
}

struct Shop {
    stack: ChronoStack,
}

impl Shop {
    #[tracked(stack = self.stack)]
    async fn sell(&mut self, number: u64) -> Result<u64, String> {
        let doubled = double(number).await?;
        Ok(doubled + 1)
    }
}

/// Name, status and number of causes of each task.
fn tasks(stack: &ChronoStack) -> Vec<(String, TaskStatus)> {
    let tasks = block_on(stack.tasks()).unwrap();
    let name = |id: &str| id.rsplitn(3, '-').last().map(str::to_owned).unwrap();
    tasks.into_iter().map(|task| (name(task.stream.id()), task.status)).collect()
}

#[test]
fn a_tracked_function_is_a_task_of_the_stack_that_it_names_and_those_it_calls_of_the_same() {
    let mut shop = Shop { stack: ChronoStack::in_memory() };
    assert_eq!(block_on(shop.sell(2)), Ok(5));
    assert_eq!(block_on(shop.sell(3)), Err("3 is odd".to_owned()));
    assert_eq!(block_on(measure(&shop.stack, "four".to_owned())), Ok(4));
    let own = |name: &str, status| (name.to_owned(), status);
    assert_eq!(
        tasks(&shop.stack),
        [
            own("double", TaskStatus::Completed),
            own("double", TaskStatus::Failed),
            own("measure-text", TaskStatus::Completed),
            own("sell", TaskStatus::Completed),
            own("sell", TaskStatus::Failed),
        ]
    );
    let all = block_on(shop.stack.tasks()).unwrap();
    let inner = block_on(shop.stack.machine::<chronostack::task::Task>().history(all[0].stream.id())).unwrap();
    let outer = block_on(shop.stack.machine::<chronostack::task::Task>().history(all[3].stream.id())).unwrap();
    let cause = outer.steps().next().unwrap().meta().id;
    assert_eq!(
        inner.steps().next().unwrap().meta().causes,
        [cause],
        "the one that calls leads to the one that is called"
    );
}

#[test]
fn without_a_stack_in_the_context_it_runs_all_the_same() {
    assert_eq!(block_on(double(4)), Ok(8));
    let stack = ChronoStack::in_memory();
    assert_eq!(block_on(stack.context().scope(double(4))), Ok(8));
    assert_eq!(tasks(&stack), [("double".to_owned(), TaskStatus::Completed)]);
    block_on(stack.close()).unwrap();
    assert_eq!(block_on(stack.context().scope(double(6))), Ok(12), "the work is done whatever becomes of the log");
}

#[test]
fn its_future_may_go_to_another_thread() {
    fn sent<T: Send>(work: T) -> T {
        work
    }
    let stack = ChronoStack::in_memory();
    assert_eq!(block_on(sent(measure(&stack, "four".to_owned()))), Ok(4));
    assert_eq!(block_on(sent(stack.task("send").run(async { Ok::<_, String>(1) }))).unwrap(), 1);
}

struct Bank {
    stack: ChronoStack,
    asleep: AtomicU32,
}

impl Bank {
    #[tracked(stack = self.stack, retries = 3, backoff = "1ms..2ms", record_result)]
    async fn charge(&self, mut cents: u64, (to, why): (String, &str)) -> Result<String, String> {
        cents += 1;
        if self.asleep.fetch_sub(1, Ordering::Relaxed) > 0 {
            return Err("the bank sleeps".to_owned());
        }
        Ok(format!("{cents} to {to} for {why}"))
    }
}

#[tracked(retries = 2)]
async fn refused(calls: &AtomicU32) -> Result<(), String> {
    Err(format!("call {}", calls.fetch_add(1, Ordering::Relaxed) + 1))
}

#[test]
fn it_is_tried_again_with_the_same_arguments_and_its_answer_is_recorded() {
    let bank = Bank { stack: ChronoStack::in_memory(), asleep: AtomicU32::new(2) };
    let charged = block_on(bank.charge(9, ("ann".to_owned(), "coffee"))).unwrap();
    assert_eq!(charged, "10 to ann for coffee", "no attempt sees what another made of its arguments");
    let task = block_on(bank.stack.tasks()).unwrap().remove(0).task;
    let Task::Completed { attempts, total_ns, result, .. } = task else { panic!("{task:?}") };
    assert_eq!((attempts, result.as_deref()), (3, Some("\"10 to ann for coffee\"")));
    assert!(total_ns >= 3_000_000, "it waited 1 and 2 ms, and took {total_ns} ns");
}

#[test]
fn it_is_tried_as_often_where_nothing_is_recorded() {
    let (stack, calls) = (ChronoStack::in_memory(), AtomicU32::new(0));
    assert_eq!(block_on(refused(&calls)), Err("call 3".to_owned()));
    assert_eq!(block_on(stack.context().scope(refused(&calls))), Err("call 6".to_owned()));
    assert_eq!(tasks(&stack), [("refused".to_owned(), TaskStatus::Failed)]);
    block_on(stack.close()).unwrap();
    assert_eq!(block_on(stack.context().scope(refused(&calls))), Err("call 9".to_owned()));
}
