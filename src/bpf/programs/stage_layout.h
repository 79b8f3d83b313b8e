// What stages.bpf.c is told, writes into its ring and counts. C and C++.
#pragma once

#include <linux/types.h>

// Which packets; of network 0 there are none.
struct stage_target {
  __u32 netns;            // inode of /proc/thread-self/ns/net
  __u16 port;             // UDP's, where the packets go to; network order
  __u8 has_queue_signal;  // a packet is told when its socket signals it, not at the stack
  __u8 unused;
};

// Times are of CLOCK_MONOTONIC; 0: not seen.
#define HOLDFAST_STAGE_PACKET 1
#define HOLDFAST_STAGE_READ 2

// A probe packet, as far as its socket.
struct stage_packet {
  __u32 kind, session;
  __u64 sequence;
  __u64 interrupt_ns;  // the handler's entry, when the softirq was raised in it
  __u64 raised_ns;     // NET_RX, for the run that took the packet from the device
  __u64 entered_ns;    // that run
  __u64 stack_ns;      // netif_receive_skb
  __u64 queued_ns;     // the socket's signal that it has the packet
  __u32 cpu, irq;      // irq: of interrupt_ns
};

// A datagram that a thread has taken out of the socket; which, only the order tells.
struct stage_read {
  __u32 kind, unused;
  __u64 waking_ns;   // the last time that somebody woke the thread
  __u64 running_ns;  // the last time that it was given a CPU
  __u64 read_ns;     // the copy was made
};

// Of one CPU; only go up.
struct stage_counts {
  __u64 told, lost;  // lost: the ring was full
  __u64 unreadable;  // to our port, and its message is not in the packet's linear part
  __u64 unqueued;    // reached the stack, and no socket signalled it: dropped between
};
