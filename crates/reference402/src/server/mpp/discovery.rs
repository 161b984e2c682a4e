//! The discovery document: what every route costs.

use http402::mpp::Intent;
use serde_json::{Map, Value, json};

use super::Gate;
use super::method::{Method, amount, tempo};
use super::session::UNIT;
use crate::Faults;
use crate::http::Response;
use crate::server::json::{put, remove, text};
use crate::server::router::{Kind, ROUTES, Route};

impl Gate {
    pub(super) fn discovery(&self, faults: &Faults) -> Response {
        let mut paths = Map::new();
        for route in ROUTES {
            let mut item = Map::new();
            item.insert(
                route.method.to_ascii_lowercase(),
                self.operation(route, faults),
            );
            paths.insert(route.path.to_owned(), item.into());
        }
        if faults.has("discovery-paths-empty") {
            paths.clear();
        }
        let mut document = json!({
            "openapi": "3.1.0",
            "info": { "title": "Reference server", "version": env!("CARGO_PKG_VERSION") },
            "x-service-info": {
                "categories": ["developer-tools"],
                "docs": { "homepage": "https://reference402.example/" },
            },
            "paths": paths,
        });
        if faults.has("discovery-old-version") {
            remove(&mut document, "openapi");
            put(&mut document, "swagger", "2.0");
        }
        if faults.has("discovery-title-missing") {
            remove(&mut document, "info/title");
        }
        if faults.has("discovery-categories-text") {
            put(
                &mut document,
                "x-service-info/categories",
                "developer-tools",
            );
        }
        if faults.has("discovery-docs-no-uri") {
            put(
                &mut document,
                "x-service-info/docs/homepage",
                "see the manual",
            );
        }
        let media_type = if faults.has("discovery-media-type") {
            "text/plain"
        } else {
            "application/json"
        };
        let response = Response::new(200, media_type, document.to_string());
        if faults.has("discovery-without-caching") {
            return response;
        }
        let seconds = if faults.has("discovery-cached-longer") {
            3600
        } else {
            300
        };
        response.with("Cache-Control", &format!("max-age={seconds}"))
    }

    fn operation(&self, route: &Route, faults: &Faults) -> Value {
        let mut operation = json!({ "responses": { "200": { "description": "The content." } } });
        if faults.has("discovery-more-members") {
            put(
                &mut operation,
                "operationId",
                route.path.trim_start_matches('/'),
            );
            put(&mut operation, "x-owner", "example");
        }
        if !route.is_priced() {
            return operation;
        }
        if !faults.has("discovery-402-missing") {
            let required = json!({ "description": "Payment is required." });
            put(&mut operation, "responses/402", required);
        }
        let mut offers: Vec<_> = if route.kind == Kind::Session {
            vec![session_offer()]
        } else {
            Method::ALL
                .map(|method| self.offer(method, route, faults))
                .into()
        };
        let payment = if faults.has("discovery-shorthand") {
            offers.swap_remove(0)
        } else {
            json!({ "offers": offers })
        };
        put(&mut operation, "x-payment-info", payment);
        operation
    }

    fn offer(&self, method: Method, route: &Route, faults: &Faults) -> Value {
        let request = self.methods.request(method, route, &Faults::NONE);
        let mut offer = json!({
            "intent": Intent::CHARGE.as_str(),
            "method": method.id().as_str(),
            "amount": text(&request, "amount"),
            "currency": text(&request, "currency"),
        });
        if faults.has("discovery-amount-number") {
            let amount: Option<u64> = text(&request, "amount").parse().ok();
            put(&mut offer, "amount", amount);
        }
        if faults.has("discovery-amount-missing") {
            remove(&mut offer, "amount");
        }
        if faults.has("discovery-price-differs")
            && route.kind == Kind::Paid
            && method == Method::Testpay
        {
            put(
                &mut offer,
                "amount",
                (amount(route).to_string() + "0").as_str(),
            );
        }
        if faults.has("discovery-more-members") {
            put(&mut offer, "description", "Per reading");
            put(&mut offer, "x-tier", "basic");
        }
        offer
    }
}

fn session_offer() -> Value {
    json!({
        "intent": Intent::SESSION.as_str(),
        "method": Method::Tempo.id().as_str(),
        "amount": UNIT.to_string(),
        "currency": tempo::TOKEN,
    })
}
