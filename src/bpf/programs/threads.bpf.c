// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
//
// Who gives a thread of the policy other CPUs: by sched_setaffinity(2), by its cpuset, or the
// kernel by itself. Every other thread costs its mover one look into a table.
//
// Both functions stand in every kernel since 5.15 with these parameters; what is behind the second
// one of __sched_setaffinity changed with 6.2 and is not looked at: the thread itself has its CPUs
// when they return. A CPU that goes offline takes neither way (do_set_cpus_allowed); its uevent
// tells of that.

// clang-format off: the kernel's types come first
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
// clang-format on

#include "bpf/programs/kernel_types.h"
#include "bpf/programs/thread_record.h"

char LICENSE[] SEC("license") = "GPL";

#define PF_KTHREAD 0x00200000  // include/linux/sched.h, the same since 2.6
static const __u64 kRestNs = 50 * 1000 * 1000;

typedef struct holdfast_thread_record Record;
typedef struct holdfast_thread_count Count;

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 64 * 1024);
} ring SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(map_flags, BPF_F_MMAPABLE);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct holdfast_thread_totals);
} totals SEC(".maps");

/// The policy's threads, by tid.
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, HOLDFAST_THREADS);
  __type(key, __u32);
  __type(value, Count);
} threads SEC(".maps");

static __always_inline void tell(struct task_struct* thread, Count* count, __u32 tid, __u32 flags,
                                 struct holdfast_thread_totals* total) {
  __u64 now = bpf_ktime_get_ns();
  __u32 pid = bpf_get_current_pid_tgid() >> 32;
  count->last_ns = now;
  count->last_pid = pid;
  count->last_flags = flags;
  // A burst of one process costs the ring nothing: its count is read by the watcher.
  if (count->carried_ns && now - count->carried_ns < kRestNs && count->carried_pid == pid &&
      count->carried_flags == flags) {
    return;
  }
  Record* record = bpf_ringbuf_reserve(&ring, sizeof(Record), 0);
  if (!record) {
    if (total) __sync_fetch_and_add(&total->lost, 1);
    return;
  }
  __builtin_memset(record, 0, sizeof *record);
  struct task_struct* actor = (struct task_struct*)bpf_get_current_task();
  record->at_ns = now;
  record->requests = count->requests + 1;
  record->cgroup = bpf_get_current_cgroup_id();
  record->thread = tid;
  record->flags = flags;
  record->pid = pid;
  record->uid = (__u32)bpf_get_current_uid_gid();
  record->parent = (__u32)BPF_CORE_READ(actor, real_parent, tgid);
  BPF_CORE_READ_STR_INTO(&record->comm, actor, group_leader, comm);
  BPF_CORE_READ_STR_INTO(&record->parent_comm, actor, real_parent, comm);
  bpf_probe_read_kernel(record->mask, sizeof record->mask,
                        __builtin_preserve_access_index(&thread->cpus_mask));
  bpf_ringbuf_submit(record, 0);
  count->carried_ns = now;
  count->carried_pid = pid;
  count->carried_flags = flags;
}

static __always_inline int placed(struct task_struct* thread, __u32 flags) {
  __u32 tid = (__u32)BPF_CORE_READ(thread, pid);
  Count* count = bpf_map_lookup_elem(&threads, &tid);
  if (!count) return 0;
  struct task_struct* actor = (struct task_struct*)bpf_get_current_task();
  if (BPF_CORE_READ(actor, flags) & PF_KTHREAD) flags |= HOLDFAST_THREAD_BY_KERNEL;
  __u32 zero = 0;
  struct holdfast_thread_totals* total = bpf_map_lookup_elem(&totals, &zero);
  tell(thread, count, tid, flags, total);
  // Behind the record: whoever reads a count finds the record that it counts.
  __sync_fetch_and_add(&count->requests, 1);
  if (total) __sync_fetch_and_add(&total->requests, 1);
  return 0;
}

SEC("fexit/__sched_setaffinity")
int BPF_PROG(called, struct task_struct* thread, void* request, int result) {
  return result < 0 ? 0 : placed(thread, HOLDFAST_THREAD_BY_CALL);
}

SEC("fexit/set_cpus_allowed_ptr")
int BPF_PROG(confined, struct task_struct* thread, void* cpus, int result) {
  return result < 0 ? 0 : placed(thread, 0);
}
