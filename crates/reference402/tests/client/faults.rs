//! Every fault shows; no neutral variant changes what counts.

use std::thread;

use reference402::{Fault, Faults, Role};

use crate::script::Script;
use crate::transcript::transcript;
use crate::{mpp, x402};

/// The conversations of the protocol that a fault belongs to.
fn scripts(x402: bool) -> Vec<Script> {
    let (mut scripts, unpayable) = if x402 {
        (x402::payable(), x402::unpayable())
    } else {
        (mpp::payable(), mpp::unpayable())
    };
    scripts.extend(unpayable);
    if x402 {
        scripts.push(x402::forgetful());
    }
    scripts
}

fn faults(name: &str) -> Faults {
    Faults::new(Role::Client, [name]).unwrap()
}

/// Those for which `holds` is false.
fn failing(list: &[&'static Fault], holds: impl Fn(&Fault) -> bool + Sync) -> Vec<String> {
    let part = list.len().div_ceil(4).max(1);
    thread::scope(|scope| {
        let holds = &holds;
        let handles = list.chunks(part).map(|part| {
            scope.spawn(move || {
                let failing = part.iter().filter(|fault| !holds(fault));
                failing.map(|fault| fault.name.clone()).collect::<Vec<_>>()
            })
        });
        let handles: Vec<_> = handles.collect();
        handles
            .into_iter()
            .flat_map(|handle| handle.join().unwrap())
            .collect()
    })
}

#[test]
fn every_fault_shows() {
    let pairs = [false, true].map(|x402| {
        let scripts = scripts(x402).into_iter();
        let honest =
            scripts.map(|script| (transcript(&script, &script.run(&Faults::NONE)), script));
        honest.collect::<Vec<_>>()
    });
    let list: Vec<_> = Fault::of(Role::Client)
        .iter()
        .filter(|fault| !fault.neutral)
        .collect();
    let hidden = failing(&list, |fault| {
        let faults = faults(&fault.name);
        let x402 = usize::from(fault.requirement.starts_with("X402"));
        let mut pairs = pairs[x402].iter();
        pairs.any(|(honest, script)| transcript(script, &script.run(&faults)) != *honest)
    });
    assert!(hidden.is_empty(), "nothing shows of {hidden:?}");
}

#[test]
fn neutral_variants_pay_where_payment_is_due_and_nowhere_else() {
    let list: Vec<_> = Fault::of(Role::Client)
        .iter()
        .filter(|fault| fault.neutral)
        .collect();
    let due = |script: &Script| {
        let plain = [
            "plain",
            "within the cap",
            "post",
            "full",
            "digest",
            "evm",
            "tempo",
        ];
        plain.contains(&script.name)
    };
    let payable = |script: &Script| {
        let all = x402::payable().into_iter().chain(mpp::payable());
        all.chain([x402::forgetful()])
            .any(|other| other.name == script.name)
    };
    let wrong = failing(&list, |fault| {
        let faults = faults(&fault.name);
        let paid = |script: &Script| {
            let run = script.run(&faults);
            let count = run.seen.iter().filter(|seen| seen.is_paid()).count();
            (count, run.last.is_ok_and(|outcome| outcome.status == 200))
        };
        let x402 = fault.requirement.starts_with("X402");
        scripts(x402).iter().all(|script| match paid(script) {
            paid if due(script) => paid == (1, true),
            (count, _) => count == 0 || payable(script),
        })
    });
    assert!(wrong.is_empty(), "not neutral: {wrong:?}");
}
