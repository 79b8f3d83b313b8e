// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// clang-format off: the kernel's types come first
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
// clang-format on

#include "bpf/programs/kernel_types.h"

char LICENSE[] SEC("license") = "GPL";

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 2);
  __type(key, __u32);
  __type(value, __u64);
} counts SEC(".maps");

static __always_inline void count(__u32 which) {
  __u64* seen = bpf_map_lookup_elem(&counts, &which);
  if (seen) __sync_fetch_and_add(seen, 1);
}

SEC("fentry/irq_set_affinity_locked")
int BPF_PROG(affinity_requested, struct irq_data* irq) {
  if (irq) count(0);
  return 0;
}

SEC("tp_btf/vector_update")
int BPF_PROG(vector_updated, unsigned int irq) {
  if (irq) count(1);
  return 0;
}
