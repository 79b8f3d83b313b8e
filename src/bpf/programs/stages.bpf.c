// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
//
// When a packet of the probe was where on its way from the interrupt to the program that reads it:
// docs/probe.md has the stages, docs/observer.md what these programs cost. Nothing is decided here:
// two kinds of records go up, and are joined where that can be tested (probe/packet_way.h).

// clang-format off: the kernel's types come first
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
// clang-format on

#include "bpf/programs/kernel_types.h"
#include "bpf/programs/packet_types.h"
#include "bpf/programs/stage_layout.h"

char LICENSE[] SEC("license") = "GPL";

#define UDP 17
#define NET_RX 3
#define MSG_PEEK 2
#define MAGIC 0x48465042  // src/probe/probe_message.cc
#define VERSION 1
#define PENDING \
  16  // a power of two, over the packets that NAPI hands up at once (gro_normal_batch)

struct pending {
  struct stage_packet packet;
  __u64 skb;
};

// Of one CPU: a softirq does not interrupt another there.
struct way {
  __u64 handler_ns;  // of the interrupt whose handler runs; 0: none
  __u64 interrupt_ns, raised_ns;
  __u32 handler_irq, irq;
  struct {
    __u64 interrupt_ns, raised_ns, entered_ns;
    __u32 irq, unused;
  } run;              // the NET_RX under way; entered_ns 0: none
  __u32 first, next;  // of `pending`; only go up
  struct pending pending[PENDING];
};

// The thread that reads the socket, which the first reading shows.
struct reader {
  __u64 waking_ns, running_ns;
  __u32 pid, unused;
};

#define ONLY(type_, value_) \
  __uint(type, type_);      \
  __uint(max_entries, 1);   \
  __type(key, __u32);       \
  __type(value, value_)

struct {
  ONLY(BPF_MAP_TYPE_ARRAY, struct stage_target);
} targets SEC(".maps");
struct {
  ONLY(BPF_MAP_TYPE_PERCPU_ARRAY, struct way);
} ways SEC(".maps");
struct {
  ONLY(BPF_MAP_TYPE_PERCPU_ARRAY, struct stage_counts);
} counts SEC(".maps");
struct {
  ONLY(BPF_MAP_TYPE_ARRAY, struct reader);
} readers SEC(".maps");
struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 22);
} records SEC(".maps");

#define FIRST(map)                                              \
  ({                                                            \
    __u32 zero_ = 0;                                            \
    (typeof(*(map).value)*)bpf_map_lookup_elem(&(map), &zero_); \
  })

static __always_inline void tell(void* record, __u64 size) {
  struct stage_counts* count = FIRST(counts);
  // Without a wake-up: the reader looks some 200 times a second.
  const long error = bpf_ringbuf_output(&records, record, size, BPF_RB_NO_WAKEUP);
  if (!count) return;
  if (error) {
    ++count->lost;
  } else {
    ++count->told;
  }
}

// ---- from the interrupt to the softirq

SEC("tp_btf/irq_handler_entry")
int BPF_PROG(handler_entered, int irq) {
  struct way* way = FIRST(ways);
  if (!way) return 0;
  way->handler_ns = bpf_ktime_get_ns();
  way->handler_irq = irq;
  return 0;
}

SEC("tp_btf/irq_handler_exit")
int BPF_PROG(handler_left, int irq) {
  struct way* way = FIRST(ways);
  if (way) way->handler_ns = 0;
  return 0;
}

// Of several before a run the first counts. One outside of a handler is a poll that goes on, a
// packet of this host's own, or another CPU's request.
SEC("tp_btf/softirq_raise")
int BPF_PROG(softirq_raised, unsigned int vector) {
  if (vector != NET_RX) return 0;
  struct way* way = FIRST(ways);
  if (!way || way->raised_ns) return 0;
  way->raised_ns = bpf_ktime_get_ns();
  way->interrupt_ns = way->handler_ns;
  way->irq = way->handler_irq;
  return 0;
}

SEC("tp_btf/softirq_entry")
int BPF_PROG(softirq_entered, unsigned int vector) {
  if (vector != NET_RX) return 0;
  struct way* way = FIRST(ways);
  if (!way) return 0;
  way->run.entered_ns = bpf_ktime_get_ns();
  way->run.interrupt_ns = way->interrupt_ns;
  way->run.raised_ns = way->raised_ns;
  way->run.irq = way->irq;
  way->raised_ns = 0;  // one that is raised from now on is another
  if (way->first == way->next) return 0;
  // All that a run took from the device had been given to sockets when it ended.
  struct stage_counts* count = FIRST(counts);
  if (count) count->unqueued += way->next - way->first;
  way->first = way->next;
  return 0;
}

SEC("tp_btf/softirq_exit")
int BPF_PROG(softirq_left, unsigned int vector) {
  if (vector != NET_RX) return 0;
  struct way* way = FIRST(ways);
  if (way) way->run.entered_ns = 0;
  return 0;
}

// ---- the stack

struct udp_message {  // its header, and of the probe's message what names the packet
  __be16 from, to, length, checksum;
  __be32 magic;
  __be16 version, unused;
  __be32 session, unused2;
  __be64 sequence;
};

// Where UDP's header begins behind `data`, which is that of IP or of a VLAN tag; -1: no UDP, or a
// fragment.
static __always_inline int udp_at(const unsigned char* data, __be16 protocol) {
  int at = 0;
#pragma unroll
  for (int tag = 0; tag < 2; ++tag) {
    if (protocol != bpf_htons(0x8100) && protocol != bpf_htons(0x88a8)) break;
    if (bpf_probe_read_kernel(&protocol, sizeof protocol, data + at + 2)) return -1;
    at += 4;
  }
  __u8 ip[20];
  if (bpf_probe_read_kernel(ip, sizeof ip, data + at)) return -1;
  if (protocol == bpf_htons(0x0800)) {
    if (ip[9] != UDP || (ip[6] & 0x3f) || ip[7]) return -1;
    return at + (ip[0] & 15) * 4;
  }
  return protocol == bpf_htons(0x86dd) && ip[6] == UDP ? at + 40 : -1;
}

// 1: a packet of the probe, named in `packet`.
static __always_inline int identify(const struct sk_buff* skb, __u16 port,
                                    struct stage_packet* packet) {
  const unsigned char* data = skb->data;
  const int at = udp_at(data, skb->protocol);
  if (at < 0) return 0;
  struct udp_message message;
  // Behind the linear part there is memory of the kernel's, which names no packet.
  const __u32 linear = skb->len - skb->data_len;
  if ((__u32)at + 8 > linear) return 0;
  if (bpf_probe_read_kernel(&message, sizeof message, data + at)) return 0;
  if (message.to != port) return 0;
  if (at + sizeof message > linear) {
    struct stage_counts* count = FIRST(counts);
    if (count && skb->data_len) ++count->unreadable;
    return 0;
  }
  if (message.magic != bpf_htonl(MAGIC) || message.version != bpf_htons(VERSION)) return 0;
  packet->session = bpf_ntohl(message.session);
  packet->sequence = bpf_be64_to_cpu(message.sequence);
  return 1;
}

SEC("tp_btf/netif_receive_skb")
int BPF_PROG(stack_reached, struct sk_buff* skb) {
  struct net_device* device = skb->dev;
  const struct stage_target* target = FIRST(targets);
  if (!target || device->nd_net.net->ns.inum != target->netns) return 0;
  struct stage_packet packet = {.kind = HOLDFAST_STAGE_PACKET};
  if (!identify(skb, target->port, &packet)) return 0;
  struct way* way = FIRST(ways);
  if (!way) return 0;
  packet.stack_ns = bpf_ktime_get_ns();
  packet.cpu = bpf_get_smp_processor_id();
  // Busy polling and a NAPI thread come here without a softirq.
  if (way->run.entered_ns) {
    packet.interrupt_ns = way->run.interrupt_ns;
    packet.raised_ns = way->run.raised_ns;
    packet.entered_ns = way->run.entered_ns;
    if (packet.interrupt_ns) packet.irq = way->run.irq;
  }
  if (!target->has_queue_signal) {
    tell(&packet, sizeof packet);
    return 0;
  }
  if (way->next - way->first >= PENDING) {
    struct stage_counts* count = FIRST(counts);
    if (count) ++count->unqueued;
    ++way->first;
  }
  struct pending* one = &way->pending[way->next & (PENDING - 1)];
  one->packet = packet;
  one->skb = (__u64)skb;
  ++way->next;
  return 0;
}

// ---- the socket

static __always_inline int is_ours(const struct sock* sk) {
  const struct stage_target* target = FIRST(targets);
  return target && sk->sk_protocol == UDP && sk->__sk_common.skc_num == bpf_ntohs(target->port) &&
         sk->__sk_common.skc_net.net->ns.inum == target->netns;
}

// The socket's last packet tells which it is; where a reader that spins has it already, it is the
// oldest of those under way, as a CPU gives them to their socket in order.
static __always_inline int queued(const struct sock* sk) {
  if (!is_ours(sk)) return 0;
  struct way* way = FIRST(ways);
  if (!way || way->first == way->next) return 0;
  const __u64 now = bpf_ktime_get_ns();
  const __u64 last = (__u64)sk->sk_receive_queue.prev;
  __u32 found = way->first;
#pragma unroll
  for (__u32 i = 0; i < PENDING; ++i) {
    const __u32 at = way->first + i;
    if (at == way->next) break;
    if (way->pending[at & (PENDING - 1)].skb != last) continue;
    found = at;
    break;
  }
  struct stage_counts* count = FIRST(counts);
  if (count) count->unqueued += found - way->first;
  struct stage_packet packet = way->pending[found & (PENDING - 1)].packet;
  way->first = found + 1;
  packet.queued_ns = now;
  tell(&packet, sizeof packet);
  return 0;
}

SEC("tp_btf/sk_data_ready")
int BPF_PROG(socket_signalled, const struct sock* sk) { return queued(sk); }

// The same place, for kernels before that tracepoint (Linux 6.3).
SEC("fentry/sock_def_readable")
int BPF_PROG(socket_readable, struct sock* sk) { return queued(sk); }

// ---- the thread

SEC("tp_btf/sched_waking")
int BPF_PROG(thread_woken, struct task_struct* task) {
  struct reader* reader = FIRST(readers);
  if (!reader || (__u32)task->pid != reader->pid) return 0;
  if (reader->pid) reader->waking_ns = bpf_ktime_get_ns();
  return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(thread_switched, _Bool preempt, struct task_struct* from, struct task_struct* to) {
  struct reader* reader = FIRST(readers);
  if (!reader || (__u32)to->pid != reader->pid) return 0;
  if (reader->pid) reader->running_ns = bpf_ktime_get_ns();
  return 0;
}

static __always_inline int was_read(const struct sock* sk) {
  if (!is_ours(sk)) return 0;
  struct reader* reader = FIRST(readers);
  if (!reader) return 0;
  const __u32 pid = (__u32)bpf_get_current_pid_tgid();
  struct stage_read read = {.kind = HOLDFAST_STAGE_READ, .read_ns = bpf_ktime_get_ns()};
  if (reader->pid == pid) {
    read.waking_ns = reader->waking_ns;
    read.running_ns = reader->running_ns;
  } else {
    reader->pid = pid;
    reader->waking_ns = reader->running_ns = 0;
  }
  tell(&read, sizeof read);
  return 0;
}

// `length` is negative for a look (MSG_PEEK).
SEC("fentry/skb_consume_udp")
int BPF_PROG(datagram_consumed, struct sock* sk, struct sk_buff* skb, int length) {
  return length < 0 ? 0 : was_read(sk);
}

// Without fentry (Linux 6.3): behind the copy, and the first sight of it.
SEC("tp_btf/sock_recv_length")
int BPF_PROG(socket_read, struct sock* sk, int length, int flags) {
  return length < 0 || (flags & MSG_PEEK) ? 0 : was_read(sk);
}
