// What programs/threads.bpf.c tells the watcher: the bytes of its ring, of its counters and of its
// table of threads, the same for both sides. C, for the kernel's side.
#pragma once

#include <linux/types.h>

#define HOLDFAST_THREADS 16384         // that can be watched at the same time
#define HOLDFAST_THREAD_MASK_WORDS 16  // CPUs 0 to 1023
#define HOLDFAST_THREAD_COMM 16

enum holdfast_thread_flags {
  HOLDFAST_THREAD_BY_CALL = 1,    // sched_setaffinity(2); else its cpuset, or the kernel by itself
  HOLDFAST_THREAD_BY_KERNEL = 2,  // a kernel thread did it
};

struct holdfast_thread_record {
  __u64 at_ns;     // CLOCK_MONOTONIC, when the thread had its new CPUs
  __u64 requests;  // for this thread since it is watched, this one included
  __u64 cgroup;    // id of whoever did it, in the unified hierarchy
  __u32 thread;    // tid in the first pid namespace
  __u32 flags;
  __u32 pid;  // of the process that did it, in the first pid namespace
  __u32 uid;
  __u32 parent;
  __u32 unused;
  char comm[HOLDFAST_THREAD_COMM];  // of the process, not of its thread
  char parent_comm[HOLDFAST_THREAD_COMM];
  __u64 mask[HOLDFAST_THREAD_MASK_WORDS];  // what the thread has since; bits beyond the host's
                                           // CPUs mean nothing
};

/// Of one watched thread.
struct holdfast_thread_count {
  __u64 requests;    // that the kernel carried out
  __u64 last_ns;     // when the last was
  __u64 carried_ns;  // when one was last put into the ring
  __u32 last_pid;
  __u32 last_flags;
  __u32 carried_pid;
  __u32 carried_flags;
};

struct holdfast_thread_totals {
  __u64 requests;  // of watched threads
  __u64 lost;      // records that found the ring full
};
