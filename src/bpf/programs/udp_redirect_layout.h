// What udp_redirect.bpf.c is told before it is loaded, writes before a packet, and counts. C and
// C++.
#pragma once

#include <linux/types.h>

#define HOLDFAST_REDIRECT_CLOCK_TAI 1
#define HOLDFAST_REDIRECT_CLOCK_MONOTONIC 2

// Which packets; all in network order.
struct redirect_target {
  __u32 address[4];  // one word of IPv4
  __u32 words;       // 1: IPv4, 4: IPv6
  __u32 any;         // whatever their address is
  __u32 queue;       // host order
  __u16 port;
  __u16 stamps;  // write a redirect_stamp before each
};

// Directly before the frame's first byte. A frame's memory is used again: whoever reads one wipes
// its mark.
#define HOLDFAST_REDIRECT_MARK 0x68664d31
struct redirect_stamp {
  __s64 kernel_ns;  // when the program had the packet
  __s64 device_ns;  // the NIC's clock; 0: none
  __u32 clock;      // of kernel_ns
  __u32 mark;
};

// Of one CPU; only go up.
struct redirect_counts {
  __u64 redirected;
  __u64 unbound;      // ours, and no socket was there to take it
  __u64 other_queue;  // ours, of a queue that is not the socket's: left to the kernel
  __u64 fragments;    // of UDP to our address, of whichever port: left to the kernel
  __u64 unstamped;    // redirected, and the driver leaves no room for a stamp
  __u64 no_device_stamp;
};
