//! The payment methods of MPP: typed requests, payloads and receipts.
