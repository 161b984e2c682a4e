//! Requests, payloads and receipts of whatever method.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use super::{
    card, evm, hedera, lightning, nearintents, solana, stellar, stripe, tempo, testpay, usdc,
};
use crate::decoder::Decoder;
use crate::error::Result;
use crate::json::RawObject;
use crate::mpp::{Challenge, Credential, Receipt};

/// The table of methods and intents: variant, method, intent, and the module with its three types.
macro_rules! table {
    ($(
        $(#[$doc:meta])*
        $variant:ident = $method:literal $intent:literal,
            $module:ident::($request:ident, $payload:ident, $receipt:ident);
    )*) => {
        one! {
            /// The request of a challenge, as its method and intent define it.
            ///
            /// ```
            /// use http402::mpp::{Challenge, methods::TypedRequest};
            ///
            /// let challenge = Challenge::parse("Payment id=\"c1\", realm=\"r\", method=\"testpay\", \
            ///     intent=\"charge\", request=\"eyJhbW91bnQiOiIyNTAiLCJjdXJyZW5jeSI6InVzZCJ9\"")?;
            /// let TypedRequest::TestpayCharge(request) = TypedRequest::of(&challenge)? else {
            ///     unreachable!("the method is testpay");
            /// };
            /// assert_eq!(request.amount.to_string(), "250");
            /// # Ok::<(), http402::Error>(())
            /// ```
            TypedRequest { $($(#[$doc])* $variant = $method $intent, $module::$request;)* }
        }

        one! {
            /// The payload of a credential, as its method and intent define it.
            TypedPayload { $($(#[$doc])* $variant = $method $intent, $module::$payload;)* }
        }

        one! {
            /// A receipt, as its method and intent define it.
            TypedReceipt { $($(#[$doc])* $variant = $method $intent, $module::$receipt;)* }
        }

        impl TypedRequest {
            /// Whether `payload` is of the same method and intent, as far as they are typed.
            pub(super) const fn is_like(&self, payload: &TypedPayload) -> bool {
                match (self, payload) {
                    $((Self::$variant(_), TypedPayload::$variant(_)) => true,)*
                    (Self::Other(_), TypedPayload::Other(_)) => true,
                    _ => false,
                }
            }
        }

        /// Every method and intent with types of its own.
        pub const TYPED: &[(&str, &str)] = &[$(($method, $intent),)*];
    };
}

macro_rules! one {
    (
        $(#[$doc:meta])*
        $name:ident {
            $($(#[$vdoc:meta])* $variant:ident = $method:literal $intent:literal,
                $module:ident::$type:ident;)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* $variant(Box<$module::$type>),)*
            /// Of another method or intent, as it came.
            Other(RawObject),
        }

        /// Prints of an unknown method's object the length only: it may be a proof.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant(object) => {
                        f.debug_tuple(stringify!($variant)).field(object).finish()
                    })*
                    Self::Other(object) => write!(f, "Other({} bytes)", object.as_str().len()),
                }
            }
        }

        impl $name {
            /// Parses `object` as `method` and `intent` define it; takes it as it is where they are
            /// not in [`TYPED`].
            ///
            /// # Errors
            ///
            /// Names the member, what was expected there and what was found.
            pub fn parse(method: &str, intent: &str, object: &RawObject) -> Result<Self> {
                match (method, intent) {
                    $(($method, $intent) => {
                        // The object was read under the caller's limits already.
                        $module::$type::from_json_with(object.as_str(), &Decoder::VALIDATED)
                            .map(|tolerant| Self::$variant(Box::new(tolerant.value)))
                    })*
                    _ => Ok(Self::Other(object.clone())),
                }
            }

            /// Prints compact JSON.
            pub fn to_json(&self) -> String {
                match self {
                    $(Self::$variant(object) => object.to_json(),)*
                    Self::Other(object) => object.as_str().into(),
                }
            }
        }
    };
}

table! {
    /// `card` `charge`.
    CardCharge = "card" "charge", card::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `evm` `charge`.
    EvmCharge = "evm" "charge", evm::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `evm` `session`.
    EvmSession = "evm" "session", evm::(SessionRequest, SessionPayload, SessionReceipt);
    /// `hedera` `charge`.
    HederaCharge = "hedera" "charge", hedera::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `hedera` `session`.
    HederaSession = "hedera" "session",
        hedera::(SessionRequest, SessionPayload, SessionReceipt);
    /// `lightning` `charge`.
    LightningCharge = "lightning" "charge",
        lightning::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `lightning` `session`.
    LightningSession = "lightning" "session",
        lightning::(SessionRequest, SessionPayload, SessionReceipt);
    /// `nearintents` `charge`.
    NearintentsCharge = "nearintents" "charge",
        nearintents::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `solana` `charge`.
    SolanaCharge = "solana" "charge", solana::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `solana` `session`.
    SolanaSession = "solana" "session",
        solana::(SessionRequest, SessionPayload, SessionReceipt);
    /// `stellar` `charge`.
    StellarCharge = "stellar" "charge",
        stellar::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `stripe` `charge`.
    StripeCharge = "stripe" "charge", stripe::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `stripe` `subscription`.
    StripeSubscription = "stripe" "subscription",
        stripe::(SubscriptionRequest, SubscriptionPayload, SubscriptionReceipt);
    /// `tempo` `charge`.
    TempoCharge = "tempo" "charge", tempo::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `tempo` `session`.
    TempoSession = "tempo" "session", tempo::(SessionRequest, SessionPayload, SessionReceipt);
    /// `tempo` `subscription`.
    TempoSubscription = "tempo" "subscription",
        tempo::(SubscriptionRequest, SubscriptionPayload, SubscriptionReceipt);
    /// `testpay` `charge`.
    TestpayCharge = "testpay" "charge",
        testpay::(ChargeRequest, ChargePayload, ChargeReceipt);
    /// `usdc` `charge`.
    UsdcCharge = "usdc" "charge", usdc::(ChargeRequest, ChargePayload, ChargeReceipt);
}

impl TypedRequest {
    /// The request of `challenge`.
    ///
    /// # Errors
    ///
    /// As [`TypedRequest::parse`].
    pub fn of(challenge: &Challenge<'_>) -> Result<Self> {
        Self::parse(
            challenge.method(),
            challenge.intent(),
            &challenge.request_json(),
        )
        .map_err(|error| error.within("request"))
    }
}

impl TypedPayload {
    /// The payload of `credential`.
    ///
    /// # Errors
    ///
    /// As [`TypedPayload::parse`].
    pub fn of(credential: &Credential<'_>) -> Result<Self> {
        let challenge = credential.challenge();
        Self::parse(
            challenge.method(),
            challenge.intent(),
            &credential.payload(),
        )
        .map_err(|error| error.within("payload"))
    }
}

impl TypedReceipt {
    /// `receipt`, which answers a payment of this intent.
    ///
    /// # Errors
    ///
    /// As [`TypedReceipt::parse`].
    pub fn of(receipt: &Receipt, intent: &str) -> Result<Self> {
        let object = RawObject::from_json_with(&receipt.to_json(), &Decoder::VALIDATED)?;
        Self::parse(receipt.method.as_str(), intent, &object.value)
    }
}
