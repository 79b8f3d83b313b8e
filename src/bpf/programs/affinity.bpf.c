// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
//
// Who asks for an interrupt's CPUs, and when that reaches the chip (KERNEL §20, §22).
//
// All but vector_alloc and the two procfs functions run under the interrupt's lock, so that one
// interrupt's counters have one writer at a time. Only the first request of a process for an
// interrupt within kRestNs is put into the ring; the others are counted, and the watcher reads the
// counters: a burst costs the ring nothing, and its count is exact.

// clang-format off: the kernel's types come first
#include <linux/bpf.h>
#include <linux/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
// clang-format on

#include "bpf/programs/affinity_record.h"
#include "bpf/programs/kernel_types.h"

char LICENSE[] SEC("license") = "GPL";

#define PF_KTHREAD 0x00200000  // include/linux/sched.h, the same since 2.6
static const __u64 kRestNs = 50 * 1000 * 1000;

typedef struct holdfast_affinity_record Record;
typedef struct holdfast_affinity_count Count;

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 256 * 1024);
} ring SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, HOLDFAST_AFFINITY_IRQS);
  __type(key, __u32);
  __type(value, Count);
} counts SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct holdfast_affinity_totals);
} totals SEC(".maps");

/// How many bytes of a cpumask this kernel has, at most those of a record. Masks are allocated that
/// long: there is nothing of ours behind.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, __u32);
} mask_bytes SEC(".maps");

/// Threads that are writing a file below /proc/irq.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 1024);
  __type(key, __u32);
  __type(value, __u8);
} file_writers SEC(".maps");

static __always_inline Count* count_of(__u32 irq) { return bpf_map_lookup_elem(&counts, &irq); }

static __always_inline struct holdfast_affinity_totals* all(void) {
  __u32 zero = 0;
  return bpf_map_lookup_elem(&totals, &zero);
}

static __always_inline Record* new_record(__u32 kind, __u32 irq, __u64 now) {
  Record* record = bpf_ringbuf_reserve(&ring, sizeof(Record), 0);
  if (!record) {
    struct holdfast_affinity_totals* total = all();
    if (total) __sync_fetch_and_add(&total->lost, 1);
    return 0;
  }
  __builtin_memset(record, 0, sizeof *record);
  record->at_ns = now;
  record->kind = kind;
  record->irq = irq;
  return record;
}

static __always_inline void copy_mask(Record* record, const struct cpumask* mask) {
  __u32 zero = 0;
  const __u32* bytes = bpf_map_lookup_elem(&mask_bytes, &zero);
  __u32 size = bytes ? *bytes : 0;
  if (size > sizeof record->mask) size = sizeof record->mask;
  bpf_probe_read_kernel(record->mask, size, mask);
}

static __always_inline __u32 flags_of(struct task_struct* task) {
  __u32 thread = (__u32)bpf_get_current_pid_tgid();
  __u32 flags = bpf_map_lookup_elem(&file_writers, &thread) ? HOLDFAST_AFFINITY_BY_FILE : 0;
  if (BPF_CORE_READ(task, flags) & PF_KTHREAD) flags |= HOLDFAST_AFFINITY_KERNEL_THREAD;
  return flags;
}

static __always_inline void tell_actor(Record* record, struct task_struct* task) {
  record->cgroup = bpf_get_current_cgroup_id();
  record->uid = (__u32)bpf_get_current_uid_gid();
  record->parent = (__u32)BPF_CORE_READ(task, real_parent, tgid);
  BPF_CORE_READ_STR_INTO(&record->comm, task, group_leader, comm);
  BPF_CORE_READ_STR_INTO(&record->parent_comm, task, real_parent, comm);
}

/// No vector left: told once per rest, whichever of the two ways showed it.
static __always_inline int refused(__u32 irq, const struct cpumask* mask) {
  __u64 now = bpf_ktime_get_ns();
  Count* count = count_of(irq);
  if (count && count->refused_ns && now - count->refused_ns < kRestNs) return 0;
  Record* record = new_record(HOLDFAST_AFFINITY_REFUSED, irq, now);
  if (!record) return 0;
  if (mask) copy_mask(record, mask);
  if (count) count->refused_ns = now;
  bpf_ringbuf_submit(record, 0);
  return 0;
}

SEC("fentry/irq_affinity_proc_write")
int BPF_PROG(mask_write_begins) {
  __u32 thread = (__u32)bpf_get_current_pid_tgid();
  __u8 one = 1;
  bpf_map_update_elem(&file_writers, &thread, &one, BPF_ANY);
  return 0;
}

SEC("fexit/irq_affinity_proc_write")
int BPF_PROG(mask_write_ends) {
  __u32 thread = (__u32)bpf_get_current_pid_tgid();
  bpf_map_delete_elem(&file_writers, &thread);
  return 0;
}

SEC("fentry/irq_affinity_list_proc_write")
int BPF_PROG(list_write_begins) {
  __u32 thread = (__u32)bpf_get_current_pid_tgid();
  __u8 one = 1;
  bpf_map_update_elem(&file_writers, &thread, &one, BPF_ANY);
  return 0;
}

SEC("fexit/irq_affinity_list_proc_write")
int BPF_PROG(list_write_ends) {
  __u32 thread = (__u32)bpf_get_current_pid_tgid();
  bpf_map_delete_elem(&file_writers, &thread);
  return 0;
}

SEC("fentry/irq_set_affinity_locked")
int BPF_PROG(request_begins, struct irq_data* data) {
  Count* count = count_of(data->irq);
  if (count) count->state |= HOLDFAST_AFFINITY_ASKED;
  return 0;
}

// When it ends, the mask can be read below /proc/irq; when it begins, a reader would still find the
// old one.
SEC("fexit/irq_set_affinity_locked")
int BPF_PROG(request_ends, struct irq_data* data, const struct cpumask* mask, _Bool force,
             int result) {
  __u32 irq = data->irq;
  Count* count = count_of(irq);
  if (result < 0) {
    if (count) count->state &= ~HOLDFAST_AFFINITY_ASKED;
    return 0;
  }
  struct task_struct* task = (struct task_struct*)bpf_get_current_task();
  __u64 now = bpf_ktime_get_ns();
  __u32 pid = bpf_get_current_pid_tgid() >> 32;
  __u32 flags = flags_of(task);
  if (!count || count->carried_pid != pid || count->last_flags != flags || !count->carried_ns ||
      now - count->carried_ns >= kRestNs) {
    Record* record = new_record(HOLDFAST_AFFINITY_REQUESTED, irq, now);
    if (record) {
      record->requests = count ? count->requests + 1 : 0;
      record->flags = flags;
      record->pid = pid;
      tell_actor(record, task);
      copy_mask(record, mask);
      bpf_ringbuf_submit(record, 0);
      if (count) count->carried_ns = now;
      if (count) count->carried_pid = pid;
    }
  }
  if (!count) return 0;
  count->last_ns = now;
  count->last_pid = pid;
  count->last_flags = flags;
  // Behind the record: whoever reads a count finds the records that it counts.
  __sync_fetch_and_add(&count->requests, 1);
  struct holdfast_affinity_totals* total = all();
  if (total) __sync_fetch_and_add(&total->requests, 1);
  return 0;
}

SEC("fexit/irq_do_set_affinity")
int BPF_PROG(applied, struct irq_data* data, const struct cpumask* mask, _Bool force, int result) {
  __u32 irq = data->irq;
  if (result == -ENOSPC) return refused(irq, mask);
  if (result < 0) return 0;
  __u64 now = bpf_ktime_get_ns();
  Count* count = count_of(irq);
  _Bool asked = !count || count->state != HOLDFAST_AFFINITY_KNOWN;
  if (count) {
    __u64* told_ns = asked ? &count->applied_ns : &count->unasked_ns;
    count->state = HOLDFAST_AFFINITY_KNOWN;
    if (*told_ns && now - *told_ns < kRestNs) return 0;
    *told_ns = now;
  }
  // Its task is whatever the interrupt came upon: not told.
  Record* record = new_record(HOLDFAST_AFFINITY_APPLIED, irq, now);
  if (!record) return 0;
  record->flags = asked ? 0 : HOLDFAST_AFFINITY_UNASKED;
  copy_mask(record, mask);
  bpf_ringbuf_submit(record, 0);
  return 0;
}

// Raw tracepoints, whose arguments are numbers: no function of the kernel is replaced for them.
SEC("raw_tp/vector_config")
int BPF_PROG(vector_configured, unsigned int irq, unsigned int vector, unsigned int cpu) {
  __u64 now = bpf_ktime_get_ns();
  Count* count = count_of(irq);
  if (count) {
    if (count->applied_ns && now - count->applied_ns < kRestNs) return 0;
    count->applied_ns = now;
  }
  Record* record = new_record(HOLDFAST_AFFINITY_APPLIED, irq, now);
  if (!record) return 0;
  if (cpu / 64 < HOLDFAST_AFFINITY_MASK_WORDS) record->mask[cpu / 64] = 1ULL << (cpu % 64);
  bpf_ringbuf_submit(record, 0);
  return 0;
}

SEC("raw_tp/vector_alloc")
int BPF_PROG(vector_allocated, unsigned int irq, unsigned int vector, _Bool reserved, int result) {
  return result == -ENOSPC ? refused(irq, 0) : 0;
}
