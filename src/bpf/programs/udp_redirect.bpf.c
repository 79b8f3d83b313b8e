// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
//
// Takes the UDP packets of one address and port that come by one queue out of the network stack and
// gives them to an AF_XDP socket, whatever VLAN they are of. All else goes its way: other queues,
// fragments, IPv6 with extension headers, more than two VLAN tags.

// clang-format off: the kernel's types come first
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
// clang-format on

#include "bpf/programs/udp_redirect_layout.h"

char LICENSE[] SEC("license") = "GPL";

#define UDP 17
#define IPV6_FRAGMENT 44
#define MORE_FRAGMENTS_OR_OFFSET 0x3fff

enum kind { OTHER, FRAGMENT, OURS };

const volatile struct redirect_target target = {};

struct {
  __uint(type, BPF_MAP_TYPE_XSKMAP);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} sockets SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct redirect_counts);
} counts SEC(".maps");

/// Linux 6.3; of use only to a program that is bound to one device. On veth it is always 0.
extern int bpf_xdp_metadata_rx_timestamp(const struct xdp_md* context,
                                         __u64* timestamp) __ksym __weak;

static __always_inline _Bool is_tag(__be16 protocol) {
  return protocol == bpf_htons(ETH_P_8021Q) || protocol == bpf_htons(ETH_P_8021AD);
}

static __always_inline _Bool is_ours(const __u32* address) {
  if (target.any) return 1;
  if (address[0] != target.address[0]) return 0;
  if (target.words == 1) return 1;
  return address[1] == target.address[1] && address[2] == target.address[2] &&
         address[3] == target.address[3];
}

static __always_inline enum kind kind_of_udp(const void* at, const void* end) {
  if (at + 8 > end) return OTHER;
  return *(const __be16*)(at + 2) == target.port ? OURS : OTHER;
}

static __always_inline enum kind kind_of_ipv4(const void* at, const void* end) {
  if (target.words != 1 || at + 20 > end) return OTHER;
  const __u8* bytes = at;
  const __u32 header = (bytes[0] & 15) * 4;
  if (bytes[0] >> 4 != 4 || header < 20 || bytes[9] != UDP || !is_ours(at + 16)) return OTHER;
  if (*(const __be16*)(at + 6) & bpf_htons(MORE_FRAGMENTS_OR_OFFSET)) return FRAGMENT;
  return kind_of_udp(at + header, end);
}

static __always_inline enum kind kind_of_ipv6(const void* at, const void* end) {
  if (target.words != 4 || at + 40 > end) return OTHER;
  const __u8* bytes = at;
  if (bytes[0] >> 4 != 6 || !is_ours(at + 24)) return OTHER;
  if (bytes[6] == IPV6_FRAGMENT) return FRAGMENT;
  return bytes[6] == UDP ? kind_of_udp(at + 40, end) : OTHER;
}

static __always_inline enum kind kind_of(const struct xdp_md* context) {
  const void* at = (const void*)(long)context->data;
  const void* end = (const void*)(long)context->data_end;
  if (at + 14 > end) return OTHER;
  __be16 protocol = *(const __be16*)(at + 12);
  at += 14;
#pragma unroll
  for (int tag = 0; tag < 2; ++tag) {
    if (!is_tag(protocol)) break;
    if (at + 4 > end) return OTHER;
    protocol = *(const __be16*)(at + 2);
    at += 4;
  }
  if (protocol == bpf_htons(ETH_P_IP)) return kind_of_ipv4(at, end);
  if (protocol == bpf_htons(ETH_P_IPV6)) return kind_of_ipv6(at, end);
  return OTHER;
}

/// Behind all looks at the packet: it makes the pointers into it void.
static __always_inline void stamp(struct xdp_md* context, __s64 device_ns,
                                  struct redirect_counts* count) {
  if (bpf_xdp_adjust_meta(context, -(int)sizeof(struct redirect_stamp))) {
    ++count->unstamped;
    return;
  }
  struct redirect_stamp* written = (void*)(long)context->data_meta;
  if ((void*)(written + 1) > (void*)(long)context->data) return;
  if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_ktime_get_tai_ns)) {
    written->kernel_ns = bpf_ktime_get_tai_ns();
    written->clock = HOLDFAST_REDIRECT_CLOCK_TAI;
  } else {
    written->kernel_ns = bpf_ktime_get_ns();
    written->clock = HOLDFAST_REDIRECT_CLOCK_MONOTONIC;
  }
  written->device_ns = device_ns;
  written->mark = HOLDFAST_REDIRECT_MARK;
}

static __always_inline int redirect(struct xdp_md* context, _Bool asks_device) {
  const enum kind kind = kind_of(context);
  if (kind == OTHER) return XDP_PASS;
  __u32 zero = 0;
  struct redirect_counts* count = bpf_map_lookup_elem(&counts, &zero);
  if (!count) return XDP_PASS;
  if (kind == FRAGMENT) {
    ++count->fragments;
    return XDP_PASS;
  }
  if (context->rx_queue_index != target.queue) {
    ++count->other_queue;
    return XDP_PASS;
  }
  __u64 device_ns = 0;
  if (asks_device && (bpf_xdp_metadata_rx_timestamp(context, &device_ns) || !device_ns)) {
    ++count->no_device_stamp;
  }
  if (target.stamps) stamp(context, (__s64)device_ns, count);
  const int action = bpf_redirect_map(&sockets, 0, XDP_PASS);
  if (action == XDP_REDIRECT) {
    ++count->redirected;
  } else {
    ++count->unbound;
  }
  return action;
}

SEC("xdp")
int udp_redirect(struct xdp_md* context) { return redirect(context, 0); }

SEC("xdp")
int udp_redirect_with_device_stamp(struct xdp_md* context) { return redirect(context, 1); }
