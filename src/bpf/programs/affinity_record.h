// What programs/affinity.bpf.c tells the watcher: the bytes of its ring and of its counters, the
// same for both sides. C, for the kernel's side.
#pragma once

#include <linux/types.h>

#define HOLDFAST_AFFINITY_IRQS 8192      // counted one by one; those beyond are told only
#define HOLDFAST_AFFINITY_MASK_WORDS 16  // CPUs 0 to 1023
#define HOLDFAST_AFFINITY_COMM 16

enum holdfast_affinity_kind {
  HOLDFAST_AFFINITY_REQUESTED = 1,  // somebody asked, and the kernel took it
  HOLDFAST_AFFINITY_APPLIED = 2,    // it reached the chip
  HOLDFAST_AFFINITY_REFUSED = 3,    // no vector was left on the CPUs asked for
};

enum holdfast_affinity_flags {
  HOLDFAST_AFFINITY_KERNEL_THREAD = 1,
  HOLDFAST_AFFINITY_BY_FILE = 2,  // by writing below /proc/irq, of whichever procfs
  HOLDFAST_AFFINITY_UNASKED = 4,  // applied, and nobody had asked: the kernel's own doing
};

enum holdfast_affinity_state {
  HOLDFAST_AFFINITY_ASKED = 1,  // somebody did, and it has not reached the chip yet
  // Something reached it: since then no request from before we attached can be under way.
  HOLDFAST_AFFINITY_KNOWN = 2,
};

struct holdfast_affinity_record {
  __u64 at_ns;     // CLOCK_MONOTONIC
  __u64 requests;  // for this interrupt since attaching, this one included; 0: not counted
  __u64 cgroup;    // id of the task's, in the unified hierarchy
  __u32 kind;
  __u32 irq;
  __u32 flags;
  __u32 pid;  // of the process, in the first pid namespace; 0: nobody's
  __u32 uid;
  __u32 parent;
  char comm[HOLDFAST_AFFINITY_COMM];  // of the process, not of its thread
  char parent_comm[HOLDFAST_AFFINITY_COMM];
  __u64 mask[HOLDFAST_AFFINITY_MASK_WORDS];
};

/// Of one interrupt; written under its lock.
struct holdfast_affinity_count {
  __u64 requests;    // those that the kernel took
  __u64 last_ns;     // when the last was
  __u64 carried_ns;  // when one was last put into the ring …
  __u64 applied_ns;  // … and each of the other kinds
  __u64 unasked_ns;
  __u64 refused_ns;
  __u32 last_pid;
  __u32 last_flags;
  __u32 carried_pid;
  __u32 state;  // holdfast_affinity_state
};

struct holdfast_affinity_totals {
  __u64 requests;  // of counted interrupts
  __u64 lost;      // records that found the ring full
};
