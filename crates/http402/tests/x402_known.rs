//! The known answers of x402 version 1: K1 and K3, and the examples of the specification.

use http402::x402::network::Network;
use http402::x402::v1::PaymentPayload;

/// K1: `transports-v1/http.md`, Payment Payload Transmission.
const K1: &str = "eyJ4NDAyVmVyc2lvbiI6MSwic2NoZW1lIjoiZXhhY3QiLCJuZXR3b3JrIjoiYmFzZS1zZXBvbGlhIiwicGF5bG9hZCI6eyJzaWduYXR1cmUiOiIweDJkNmE3NTg4ZDZhY2NhNTA1Y2JmMGQ5YTRhMjI3ZTBjNTJjNmMzNDAwOGM4ZTg5ODZhMTI4MzI1OTc2NDE3MzYwOGEyY2U2NDk2NjQyZTM3N2Q2ZGE4ZGJiZjU4MzZlOWJkMTUwOTJmOWVjYWIwNWRlZDNkNjI5M2FmMTQ4YjU3MWMiLCJhdXRob3JpemF0aW9uIjp7ImZyb20iOiIweDg1N2IwNjUxOUU5MWUzQTU0NTM4NzkxYkRiYjBFMjIzNzNlMzZiNjYiLCJ0byI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsInZhbHVlIjoiMTAwMDAiLCJ2YWxpZEFmdGVyIjoiMTc0MDY3MjA4OSIsInZhbGlkQmVmb3JlIjoiMTc0MDY3MjE1NCIsIm5vbmNlIjoiMHhmMzc0NjYxM2MyZDkyMGI1ZmRhYmMwODU2ZjJhZWIyZDRmODhlZTYwMzdiOGNjNWQwNGE3MWE0NDYyZjEzNDgwIn19fQ==";

#[test]
fn k1_round_trips_byte_for_byte() {
    let payment = PaymentPayload::from_header(K1).unwrap();
    assert_eq!(payment.network(), &Network::BASE_SEPOLIA);
    let payload = payment.as_exact_evm().unwrap();
    assert_eq!(payload.authorization.value.to_string(), "10000");
    assert_eq!(payload.signature.as_account().unwrap()[64], 28);
    assert_eq!(payment.to_header(), K1);
    assert_eq!(K1.len(), 648);
    assert_eq!(payment.to_json().len(), 484);
}
