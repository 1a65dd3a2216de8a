//! A collector that keeps what it receives.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::{AnyValue, KeyValue, any_value::Value},
    trace::v1::Span,
};
use prost::Message;
use tokio::net::TcpListener;
use tonic::{Request, Response, Status, service::Routes};

/// What arrived, as services and their spans.
#[derive(Clone, Default)]
pub(crate) struct Collector(Arc<Mutex<Vec<(String, Span)>>>);

impl Collector {
    /// Receives over HTTP, at the address that it answers with.
    pub(crate) async fn http(&self) -> SocketAddr {
        self.serve(Router::new().route("/v1/traces", post(over_http)).with_state(self.clone())).await
    }

    /// Receives over gRPC, at the address that it answers with.
    pub(crate) async fn grpc(&self) -> SocketAddr {
        self.serve(Routes::new(TraceServiceServer::new(self.clone())).into_axum_router()).await
    }

    async fn serve(&self, router: Router) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        address
    }

    /// What arrived so far.
    pub(crate) fn received(&self) -> Vec<(String, Span)> {
        self.0.lock().unwrap().clone()
    }

    fn keep(&self, request: ExportTraceServiceRequest) {
        let mut kept = self.0.lock().unwrap();
        for resource_spans in request.resource_spans {
            let attributes = resource_spans.resource.unwrap().attributes;
            let service = text(&attributes, "service.name").unwrap();
            for scope in resource_spans.scope_spans {
                assert_eq!(scope.scope.unwrap().name, "chronostack");
                kept.extend(scope.spans.into_iter().map(|span| (service.clone(), span)));
            }
        }
    }
}

async fn over_http(State(collector): State<Collector>, body: Bytes) -> (StatusCode, Vec<u8>) {
    match ExportTraceServiceRequest::decode(body) {
        Ok(request) => {
            collector.keep(request);
            (StatusCode::OK, ExportTraceServiceResponse::default().encode_to_vec())
        }
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string().into_bytes()),
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.keep(request.into_inner());
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

/// The attribute `key`, where it is a text.
pub(crate) fn text(attributes: &[KeyValue], key: &str) -> Option<String> {
    match value(attributes, key)? {
        Value::StringValue(text) => Some(text),
        other => panic!("{key} is {other:?}"),
    }
}

/// The attribute `key`, where it is texts.
pub(crate) fn texts(attributes: &[KeyValue], key: &str) -> Vec<String> {
    let Some(Value::ArrayValue(array)) = value(attributes, key) else { return Vec::new() };
    let text = |value: AnyValue| match value.value {
        Some(Value::StringValue(text)) => text,
        other => panic!("{key} has {other:?}"),
    };
    array.values.into_iter().map(text).collect()
}

fn value(attributes: &[KeyValue], key: &str) -> Option<Value> {
    attributes.iter().find(|attribute| attribute.key == key)?.value.clone()?.value
}
