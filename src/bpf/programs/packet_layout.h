// What packets.bpf.c writes and packet_tracer.cc reads: the values of its maps. C and C++.
#pragma once

#include <linux/types.h>

// A histogram of nanoseconds whose buckets are linear within an octave: below 2^5 each is 1 ns
// wide, then 32 to an octave, so that a bucket's middle is within 1.6 % of what fell into it. The
// last one takes all that is longer than 2^36 ns. model/trace.h has the same figures.
#define HOLDFAST_SUB_BITS 5
#define HOLDFAST_BUCKETS 1024

// Below this share of softirqs is timed where they come fast; docs/observer.md says what it saves.
#define HOLDFAST_MOST_PERIOD 64

#define HOLDFAST_NAPI_SLOTS 1024

// Of one CPU; all but the first line only go up.
struct softirq_cell {
  __u64 raised_ns, entered_ns;      // CLOCK_MONOTONIC; 0: not under way
  __u64 timed_ns;                   // when the last one was timed
  __u32 period;                     // one in so many is timed
  __u32 left[2], unused;            // NET_TX, NET_RX: until the next one that is
  __u64 runs[2];                    // NET_TX, NET_RX: of those timed, each counted `period` times
  __u64 inside_ns[2];               // likewise
  __u64 buckets[HOLDFAST_BUCKETS];  // raise to entry of NET_RX, likewise
};

// Of one NAPI instance on one CPU. Of two that share a slot, the newer has it.
struct napi_cell {
  __u32 napi_id, ifindex;  // 0: free
  __u64 polls, packets;
};
struct napi_table {
  __u64 crowded;         // polls whose slot was another's
  __u64 polls, packets;  // all, the backlog's among them
  struct napi_cell cells[HOLDFAST_NAPI_SLOTS];
};

// Written by user space before anything is attached.
struct trace_settings {
  __u32 netns;   // inode of /proc/thread-self/ns/net
  __u32 one_in;  // of the packets that programs read, one in so many is told
};

struct delay_cell {
  __u64 seen, told;
  __u64 lost;  // the ring was full
  __u64 odd;   // no receive stamp: unstamped, or of another clock
  __u32 left, unused;
};

#define HOLDFAST_CLOCK_MONOTONIC 0
#define HOLDFAST_CLOCK_TAI 1

// A packet that a program has read.
struct packet_record {
  __s64 stamp_ns;     // the kernel's, CLOCK_REALTIME; 0: none
  __s64 hardware_ns;  // the NIC's, its own clock; 0: none
  __s64 read_ns;      // of `clock`
  __u32 pid;
  __u32 napi_id, ifindex;  // 0: not known
  __u16 queue;             // receive queue + 1; 0: not known
  __u8 clock, protocol;
  char comm[16];  // of the reader; ends with a 0
};
