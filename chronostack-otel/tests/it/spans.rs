//! What arrives at a collector.

use std::time::Duration;

use chronostack::{
    context::{Context, TraceContext, TraceParent},
    id::{EventId, LogId},
    log::{Log, MemoryLog, ReadLimit, StreamAppend},
    prelude::*,
    task::Retry,
};
use chronostack_otel::{ExportError, LogExporter, span_id, trace_id};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_proto::tonic::trace::v1::{Span, status::StatusCode};

use crate::{
    collector::{Collector, text, texts},
    shop::{Order, Paid, Placed},
};

/// What a shop recorded: an order in a request of its own trace, its payment, and one that two led to.
struct Recorded {
    log: std::sync::Arc<dyn chronostack::log::Log>,
    metas: Vec<Meta>,
    request: TraceParent,
    elsewhere: EventId,
    _stack: ChronoStack,
}

async fn recorded() -> Recorded {
    let request: TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse().unwrap();
    let elsewhere = EventId { log: LogId(7), position: 3 };
    let stack = ChronoStack::builder().log(MemoryLog::new()).service("shop").build().unwrap();
    let orders = stack.machine::<Order>();
    let placed =
        orders.dispatch("1", Placed { cents: 900 }).traceparent(request.to_string()).actor("ann").await.unwrap();
    let other = orders.dispatch("2", Placed { cents: 100 }).await.unwrap();
    let paid = orders
        .dispatch("1", Paid { cents: 900 })
        .traceparent(request.to_string())
        .caused_by(&placed)
        .caused_by(&other)
        .caused_by(elsewhere)
        .await
        .unwrap();
    let metas = [placed, other, paid].into_iter().map(|commit| commit.events[0].meta.clone()).collect();
    Recorded { log: stack.log().unwrap(), metas, request, elsewhere, _stack: stack }
}

async fn over_http(collector: &Collector) -> LogExporter<SpanExporter> {
    let endpoint = format!("http://{}/v1/traces", collector.http().await);
    LogExporter::new(move || SpanExporter::builder().with_http().with_endpoint(endpoint.clone()).build())
}

async fn over_grpc(collector: &Collector) -> LogExporter<SpanExporter> {
    let endpoint = format!("http://{}", collector.grpc().await);
    LogExporter::new(move || SpanExporter::builder().with_tonic().with_endpoint(endpoint.clone()).build())
}

async fn arrive(mut exporter: LogExporter<SpanExporter>, collector: Collector) {
    let Recorded { log, metas, request, elsewhere, .. } = recorded().await;
    assert_eq!(exporter.export(&*log, 1).await.unwrap(), 3);

    let received = collector.received();
    assert!(received.iter().all(|(service, _)| service == "shop"), "{received:?}");
    let spans: Vec<Span> = received.into_iter().map(|(_, span)| span).collect();
    assert_eq!(
        spans.iter().map(|span| span.name.as_str()).collect::<Vec<_>>(),
        ["order.placed", "order.placed", "order.paid"]
    );
    let [placed, other, paid] = spans.as_slice() else { panic!("{spans:?}") };
    for (span, meta) in spans.iter().zip(&metas) {
        assert_eq!(span.span_id, span_id(meta.id).to_bytes());
        assert_eq!(span.trace_id, trace_id(meta).to_bytes());
        assert_eq!(text(&span.attributes, "chronostack.event.id"), Some(meta.id.to_string()));
        assert_eq!(text(&span.attributes, "chronostack.stream"), Some(meta.stream.to_string()));
        assert_eq!(span.end_time_unix_nano, u64::try_from(meta.recorded_at.as_nanosecond()).unwrap());
    }

    assert_eq!(placed.trace_id, request.trace_id().to_be_bytes(), "the trace of the request");
    assert_eq!(placed.parent_span_id, request.parent_id().to_be_bytes(), "the span of the request");
    assert_eq!(text(&placed.attributes, "chronostack.actor").as_deref(), Some("ann"));
    assert_ne!(other.trace_id, placed.trace_id, "nothing led to the other order: it has a trace of its own");
    assert_eq!((other.parent_span_id.len(), other.links.len()), (0, 0));

    assert_eq!(paid.parent_span_id, placed.span_id, "the first cause");
    let links: Vec<_> = paid.links.iter().map(|link| (link.trace_id.clone(), link.span_id.clone())).collect();
    let foreign = (paid.trace_id.clone(), span_id(elsewhere).to_bytes().to_vec());
    assert_eq!(links, [(other.trace_id.clone(), other.span_id.clone()), foreign], "the other causes");
    let causes: Vec<_> = metas[2].causes.iter().map(ToString::to_string).collect();
    assert_eq!(texts(&paid.attributes, "chronostack.causes"), causes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spans_and_links_arrive_over_http() {
    let collector = Collector::default();
    arrive(over_http(&collector).await, collector).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spans_and_links_arrive_over_grpc() {
    let collector = Collector::default();
    arrive(over_grpc(&collector).await, collector).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_recorded_later_follows() {
    let stack = ChronoStack::builder().log(MemoryLog::new()).service("shop").build().unwrap();
    let (log, orders) = (stack.log().unwrap(), stack.machine::<Order>());
    for cents in 1..=600 {
        orders.dispatch("1", Placed { cents }).await.unwrap();
    }
    let collector = Collector::default();
    let mut exporter = over_http(&collector).await;
    let following = tokio::spawn({
        let log = log.clone();
        async move { exporter.follow(&*log, 1).await }
    });
    arrived(&collector, 600).await;
    orders.dispatch("1", Placed { cents: 1 }).occurred_at("2026-01-02T03:04:05Z".parse().unwrap()).await.unwrap();
    arrived(&collector, 601).await;

    let (_, last) = collector.received().pop().unwrap();
    assert_eq!(last.start_time_unix_nano, 1_767_323_045_000_000_000, "when it happened");
    assert!(last.end_time_unix_nano > last.start_time_unix_nano, "when it was recorded");
    stack.close().await.unwrap();
    following.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_starts_a_trace_has_no_parent() {
    let stack = ChronoStack::builder().log(MemoryLog::new()).service("shop").build().unwrap();
    let orders = stack.machine::<Order>();
    let trace = TraceContext::random().unwrap();
    let request = Context::EMPTY.with_trace(trace.clone());
    let placed = request.scope(async { orders.dispatch("1", Placed { cents: 900 }).await }).await.unwrap();
    let request = Context::EMPTY.with_trace(trace.child().unwrap());
    request.scope(async { orders.dispatch("2", Placed { cents: 900 }).await }).await.unwrap();

    let collector = Collector::default();
    over_grpc(&collector).await.export(&*stack.log().unwrap(), 1).await.unwrap();
    let spans: Vec<_> = collector.received().into_iter().map(|(_, span)| span).collect();
    let [first, second] = spans.as_slice() else { panic!("{spans:?}") };
    assert_eq!(first.trace_id, trace.parent().trace_id().to_be_bytes());
    assert_eq!(first.span_id, span_id(placed.events[0].meta.id).to_bytes());
    assert!(first.parent_span_id.is_empty(), "nobody sends a span of the id {:02x?}", first.parent_span_id);
    assert_eq!(second.parent_span_id.len(), 8, "a request that was sent has an id of its own");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn causes_that_were_imported_are_in_their_own_traces() {
    let [shop, mailer] = ["shop", "mailer"]
        .map(|service| ChronoStack::builder().log(MemoryLog::new()).service(service).build().unwrap());
    let placed = shop.machine::<Order>().dispatch("1", Placed { cents: 900 }).await.unwrap();
    let tried = Retry::attempts(1);
    shop.task("pack").retry(tried).run(|_| async { Ok::<_, String>(()) }).await.unwrap();
    let shops = shop.log().unwrap();
    let packed = shops.read(1, ReadLimit::PAGE).await.unwrap().records.pop().unwrap();
    let mails = mailer.machine::<Order>();
    let asked = mails.dispatch("mail-1", Placed { cents: 0 }).await.unwrap();
    let sent = mails.dispatch("mail-1", Paid { cents: 0 }).caused_by(&asked).caused_by(&placed).caused_by(&packed);
    let sent = sent.await.unwrap();

    // The effect comes first.
    let merged = MemoryLog::new();
    for log in [mailer.log().unwrap(), shops] {
        for record in log.read(1, ReadLimit::PAGE).await.unwrap().records {
            let stream = record.meta.stream.clone();
            let append = StreamAppend { stream, expected: None, idempotency_key: None, records: vec![record.into()] };
            merged.append(append.into()).await.unwrap();
        }
    }
    let collector = Collector::default();
    over_grpc(&collector).await.export(&merged, 1).await.unwrap();
    let spans: Vec<_> = collector.received().into_iter().map(|(_, span)| span).collect();
    let of = |id: EventId| spans.iter().find(|span| span.span_id == span_id(id).to_bytes()).unwrap();
    let pack = spans.iter().find(|span| span.name == "pack").unwrap();
    let sent = of(sent.events[0].meta.id);
    assert_eq!(sent.parent_span_id, of(asked.events[0].meta.id).span_id);
    let links: Vec<_> = sent.links.iter().map(|link| (&link.trace_id, &link.span_id)).collect();
    let placed = of(placed.events[0].meta.id);
    assert_eq!(links, [(&placed.trace_id, &placed.span_id), (&pack.trace_id, &pack.span_id)]);
    assert_ne!(placed.trace_id, sent.trace_id);
}

async fn arrived(collector: &Collector, count: usize) {
    for _ in 0..2_000 {
        if collector.received().len() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{} of {count} arrived", collector.received().len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_not_there_is_an_error_with_its_place() {
    let Recorded { log, .. } = recorded().await;
    let nobody = "http://127.0.0.1:9/v1/traces";
    let mut exporter = LogExporter::new(move || SpanExporter::builder().with_http().with_endpoint(nobody).build());
    let error = exporter.export(&*log, 2).await.unwrap_err();
    assert!(matches!(error, ExportError::Refused { from: 2, .. }), "{error}");

    let mut none = LogExporter::<SpanExporter>::new(|| Err(std::io::Error::other("no client")));
    let error = none.export(&*log, 1).await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("events from position 1 on were not sent: there is no exporter for the service \"shop\""),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_task_and_its_further_attempts_are_spans() {
    let stack = ChronoStack::builder().log(MemoryLog::new()).service("shop").build().unwrap();
    let orders = stack.machine::<Order>();
    let placed = orders.dispatch("1", Placed { cents: 900 }).await.unwrap();
    let retry = Retry::attempts(2).exponential(Duration::from_millis(5), Duration::from_millis(5));
    let paid = Context::current().handling(&placed).run(|| {
        stack.task("charge-card").retry(retry).run(|attempt| {
            let orders = orders.clone();
            async move {
                if attempt == 1 {
                    return Err("the bank sleeps".to_owned());
                }
                orders.dispatch("1", Paid { cents: 900 }).await.map_err(|error| error.to_string())
            }
        })
    });
    let paid = paid.await.unwrap();
    let failed = stack.task("tell-ann").run(async { Err::<(), _>("no such address") });
    failed.await.unwrap_err();

    let collector = Collector::default();
    let log = stack.log().unwrap();
    over_grpc(&collector).await.export(&*log, 1).await.unwrap();
    let spans: Vec<_> = collector.received().into_iter().map(|(_, span)| span).collect();
    let names: Vec<_> = spans.iter().map(|span| span.name.as_str()).collect();
    assert_eq!(names, ["order.placed", "order.paid", "charge-card", "charge-card attempt 2", "tell-ann"]);
    let [order, payment, charge, second, tell] = spans.as_slice() else { panic!("{spans:?}") };

    assert_eq!(charge.parent_span_id, order.span_id);
    assert_eq!(second.parent_span_id, charge.span_id);
    assert_eq!(payment.parent_span_id, second.span_id, "what an attempt records stands below it");
    assert_eq!(second.span_id, span_id(paid.events[0].meta.causes[0]).to_bytes(), "in other services' logs too");
    assert!(second.start_time_unix_nano >= charge.start_time_unix_nano + 5_000_000, "behind the wait");
    assert!(second.end_time_unix_nano >= payment.end_time_unix_nano);
    assert_eq!(payment.span_id, span_id(paid.events[0].meta.id).to_bytes());
    assert!(charge.end_time_unix_nano - charge.start_time_unix_nano >= 5_000_000, "both attempts and the wait");
    let [retried] = charge.events.as_slice() else { panic!("{charge:?}") };
    assert_eq!(retried.name, "retried");
    assert_eq!(text(&retried.attributes, "chronostack.error").as_deref(), Some("the bank sleeps"));
    assert_eq!(text(&charge.attributes, "chronostack.task.outcome").as_deref(), Some("completed"));

    let status = tell.status.clone().unwrap();
    assert_eq!((status.code(), status.message.as_str()), (StatusCode::Error, "no such address"));
    assert_eq!(text(&tell.attributes, "chronostack.task.outcome").as_deref(), Some("failed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_passed_over_while_others_append() {
    const EVENTS: u64 = 3_000;
    let stack = ChronoStack::builder().log(MemoryLog::new()).service("shop").build().unwrap();
    let (log, orders) = (stack.log().unwrap(), stack.machine::<Order>());
    let collector = Collector::default();
    let mut exporter = over_grpc(&collector).await;
    let following = tokio::spawn(async move { exporter.follow(&*log, 1).await });
    for cents in 0..EVENTS {
        orders.dispatch("1", Placed { cents }).await.unwrap();
    }
    arrived(&collector, usize::try_from(EVENTS).unwrap()).await;
    stack.close().await.unwrap();
    following.await.unwrap().unwrap();
    let mut spans: Vec<_> = collector.received().into_iter().map(|(_, span)| span.span_id).collect();
    spans.sort_unstable();
    spans.dedup();
    assert_eq!(spans.len() as u64, EVENTS);
}
