//! `bench list` names the operations; `bench count OP WHO N` runs one N times (under callgrind);
//! `bench allocs OP WHO` counts allocations; `bench time OP` pairs ours with the peer.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};

mod inputs;
mod ops;
mod peers;

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call is passed on to the system allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.realloc(block, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// One way to do an operation, ready to run; the boxed closure holds what may be prepared once.
pub type Run = Box<dyn FnMut()>;

fn find(op: &str, who: &str) -> Run {
    let op = ops::ALL.iter().find(|known| known.name == op).expect("an operation of `bench list`");
    match who {
        "ours" => (op.ours)(),
        _ => (op.peer)(),
    }
}

/// Processor time of this thread, in nanoseconds.
fn thread_time() -> u64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is a valid place to write one `timespec`.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut now) };
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

fn time(run: &mut Run, rounds: u32) -> u64 {
    let start = thread_time();
    for _ in 0..rounds {
        black_box(&mut *run)();
    }
    thread_time() - start
}

/// The median over paired rounds of ours and the peer's nanoseconds, and of their ratio.
fn compare(op: &str) {
    let (mut ours, mut peer) = (find(op, "ours"), find(op, "peer"));
    let once = time(&mut peer, 50).max(1) / 50;
    let rounds = u32::try_from((2_000_000 / once.max(1)).clamp(10, 20_000)).unwrap_or(10);
    let mut samples: Vec<[f64; 3]> = (0..41)
        .map(|_| {
            let a = time(&mut ours, rounds) as f64 / f64::from(rounds);
            let b = time(&mut peer, rounds) as f64 / f64::from(rounds);
            [a, b, a / b]
        })
        .collect();
    let mut median = |column: usize| {
        samples.sort_by(|a, b| a[column].total_cmp(&b[column]));
        samples[samples.len() / 2][column]
    };
    println!("{:.1} {:.1} {:.4}", median(0), median(1), median(2));
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["list"] => {
            for op in ops::ALL {
                println!("{}\t{}\t{}\t{}\t{}", op.name, op.peer_name, op.ratio, op.instructions, op.allocations);
            }
        }
        ["count", op, who, rounds] => {
            let mut run = find(op, who);
            for _ in 0..rounds.parse::<u32>().expect("a number of rounds") {
                black_box(&mut run)();
            }
        }
        ["allocs", op, who] => {
            let mut run = find(op, who);
            run();
            let before = ALLOCATIONS.load(Ordering::Relaxed);
            run();
            println!("{}", ALLOCATIONS.load(Ordering::Relaxed) - before);
        }
        ["time", op] => compare(op),
        _ => {
            eprintln!("usage: bench list | count OP ours|peer N | allocs OP ours|peer | time OP");
            std::process::exit(2);
        }
    }
}
