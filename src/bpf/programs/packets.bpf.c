// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// What packets and their softirqs did: docs/observer.md has what each program costs. All are raw
// tracepoints but one, so that they load on a kernel that is locked down.
// clang-format off: the kernel's types come first
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
// clang-format on

#include "bpf/programs/packet_layout.h"
#include "bpf/programs/packet_types.h"

char LICENSE[] SEC("license") = "GPL";

#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define NET_TX 2
#define NET_RX 3
#define ONLY(type_, entries, key_, value_) \
  __uint(type, type_);                     \
  __uint(max_entries, entries);            \
  __type(key, key_);                       \
  __type(value, value_)

struct {
  ONLY(BPF_MAP_TYPE_ARRAY, 1, __u32, struct trace_settings);
} settings SEC(".maps");
struct {
  ONLY(BPF_MAP_TYPE_PERCPU_ARRAY, 1, __u32, struct softirq_cell);
} softirqs SEC(".maps");
struct {
  ONLY(BPF_MAP_TYPE_PERCPU_ARRAY, 1, __u32, struct napi_table);
} napis SEC(".maps");
struct {
  ONLY(BPF_MAP_TYPE_PERCPU_ARRAY, 1, __u32, struct delay_cell);
} delays SEC(".maps");
struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 21);
} records SEC(".maps");

// A datagram that is being waited for: the next but `ahead` that its socket's readers take.
struct awaited {
  struct packet_record record;
  __u64 skb;
  __u32 ahead;
  __u32 port;  // of the socket: one that was closed leaves its address to the next
};
struct {
  ONLY(BPF_MAP_TYPE_LRU_HASH, 4096, __u64, struct awaited);
} queued SEC(".maps");
struct {  // an awaited one is too large for the stack beside a record
  ONLY(BPF_MAP_TYPE_PERCPU_ARRAY, 1, __u32, struct awaited);
} scratch SEC(".maps");

#define FIRST(map)                                              \
  ({                                                            \
    __u32 zero_ = 0;                                            \
    (typeof(*(map).value)*)bpf_map_lookup_elem(&(map), &zero_); \
  })

// ---- softirqs

static __always_inline __u32 bucket_of(__u64 ns) {
  if (ns >> 36) return HOLDFAST_BUCKETS - 1;
  __u32 octave = 0;  // of the highest bit, above the linear part
  __u64 rest = ns >> HOLDFAST_SUB_BITS;
  if (rest >> 16) octave += 16, rest >>= 16;
  if (rest >> 8) octave += 8, rest >>= 8;
  if (rest >> 4) octave += 4, rest >>= 4;
  if (rest >> 2) octave += 2, rest >>= 2;
  if (rest >> 1) octave += 1, rest >>= 1;
  if (rest) octave += 1;
  if (octave == 0) return ns & 31;
  return (octave * 32 + ((ns >> (octave - 1)) & 31)) & (HOLDFAST_BUCKETS - 1);
}

// Where softirqs come more often than each 100 µs, fewer are timed, down to one in 64, and each
// counts for all of them. How long one takes must not decide whether the next is timed.
static __always_inline void set_period(struct softirq_cell* cell, __u64 now) {
  const __u64 gap = now - cell->timed_ns;
  if (gap < 100000) {
    if (cell->period < HOLDFAST_MOST_PERIOD) cell->period *= 2;
  } else if (gap > 400000 && cell->period > 1) {
    cell->period /= 2;
  }
  cell->timed_ns = now;
}

// 0: NET_TX, 1: NET_RX, so that the verifier sees that it is no more.
static __always_inline __u32 side_of(unsigned int vector) {
  asm volatile("" : "+r"(vector));
  return vector & 1;
}

SEC("tp_btf/softirq_raise")
int BPF_PROG(softirq_raised, unsigned int vector) {
  if (vector != NET_RX) return 0;
  struct softirq_cell* cell = FIRST(softirqs);
  if (!cell || cell->raised_ns || cell->left[1] > 1) return 0;
  cell->raised_ns = bpf_ktime_get_ns();
  return 0;
}

SEC("tp_btf/softirq_entry")
int BPF_PROG(softirq_entered, unsigned int vector) {
  if (vector != NET_RX && vector != NET_TX) return 0;
  const __u32 which = side_of(vector);
  struct softirq_cell* cell = FIRST(softirqs);
  if (!cell) return 0;
  if (cell->left[which] > 1) {
    --cell->left[which];
    return 0;
  }
  // Raised before we were attached: its delay is not known.
  if (vector == NET_RX && !cell->raised_ns) return 0;
  const __u64 now = bpf_ktime_get_ns();
  if (cell->period == 0) cell->period = 1;
  cell->left[which] = cell->period;
  cell->entered_ns = now;
  if (vector == NET_TX) return 0;
  cell->buckets[bucket_of(now - cell->raised_ns)] += cell->period;
  cell->raised_ns = 0;  // one that is raised from now on is another
  return 0;
}

SEC("tp_btf/softirq_exit")
int BPF_PROG(softirq_left, unsigned int vector) {
  if (vector != NET_RX && vector != NET_TX) return 0;
  const __u32 which = side_of(vector);
  struct softirq_cell* cell = FIRST(softirqs);
  if (!cell || !cell->entered_ns) return 0;
  const __u64 now = bpf_ktime_get_ns();
  cell->runs[which] += cell->left[which];
  cell->inside_ns[which] += (now - cell->entered_ns) * cell->left[which];
  cell->entered_ns = 0;
  set_period(cell, now);
  return 0;
}

// ---- NAPI

SEC("tp_btf/napi_poll")
int BPF_PROG(napi_polled, struct napi_struct* napi, int work) {
  struct napi_table* table = FIRST(napis);
  if (!table) return 0;
  ++table->polls;
  if (work > 0) table->packets += work;
  struct net_device* device = napi->dev;
  if (!device) return 0;  // a CPU's backlog
  const __u32 id = napi->napi_id;
  struct napi_cell* cell = &table->cells[id & (HOLDFAST_NAPI_SLOTS - 1)];
  if (cell->napi_id != id) {
    const struct trace_settings* wanted = FIRST(settings);
    if (!wanted || id == 0 || device->nd_net.net->ns.inum != wanted->netns) return 0;
    if (cell->napi_id > id) {
      ++table->crowded;
      return 0;
    }
    cell->polls = cell->packets = 0;  // the older one went with its queue: numbers only grow
    cell->ifindex = device->ifindex;
    cell->napi_id = id;
  }
  ++cell->polls;
  if (work > 0) cell->packets += work;
  return 0;
}

// ---- delays

// One in `one_in`, counted on each CPU by itself.
static __always_inline struct delay_cell* chosen(struct sock* sk) {
  const struct trace_settings* wanted = FIRST(settings);
  struct delay_cell* cell = FIRST(delays);
  if (!wanted || !cell) return 0;
  if (cell->left > 1) {
    ++cell->seen;
    --cell->left;
    return 0;
  }
  if (sk->__sk_common.skc_net.net->ns.inum != wanted->netns) return 0;
  ++cell->seen;
  cell->left = wanted->one_in;
  return cell;
}

// False without a stamp of the packet's arrival.
static __always_inline int describe(struct packet_record* record, const struct sk_buff* skb,
                                    __u8 protocol) {
  struct skb_shared_info* shared = (struct skb_shared_info*)(skb->head + skb->end);
  __u8 flags = 0;
  record->hardware_ns = 0;
  bpf_probe_read_kernel(&flags, sizeof flags, &shared->tx_flags);
  // With this flag (SKBTX_HW_TSTAMP_NETDEV) the member is the driver's own pointer.
  if (!(flags & (1 << 5))) {
    bpf_probe_read_kernel(&record->hardware_ns, sizeof record->hardware_ns,
                          &shared->hwtstamps.hwtstamp);
  }
  record->stamp_ns = skb->tstamp;
  record->napi_id = skb->napi_id;
  record->ifindex = skb->skb_iif;
  record->queue = skb->queue_mapping;
  record->protocol = protocol;
  return record->stamp_ns != 0 || record->hardware_ns != 0;
}

static __always_inline void tell(struct delay_cell* cell, struct packet_record* record) {
  if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_ktime_get_tai_ns)) {
    record->read_ns = bpf_ktime_get_tai_ns();
    record->clock = HOLDFAST_CLOCK_TAI;
  } else {
    record->read_ns = bpf_ktime_get_ns();
    record->clock = HOLDFAST_CLOCK_MONOTONIC;
  }
  record->pid = bpf_get_current_pid_tgid() >> 32;
  bpf_get_current_comm(record->comm, sizeof record->comm);
  // Without a wake-up: the agent reads once per window.
  if (bpf_ringbuf_output(&records, record, sizeof *record, BPF_RB_NO_WAKEUP)) {
    ++cell->lost;
  } else {
    ++cell->told;
  }
}

// The copy has been made; `length` is negative for a look (MSG_PEEK).
SEC("fentry/skb_consume_udp")
int BPF_PROG(datagram_consumed, struct sock* sk, struct sk_buff* skb, int length) {
  if (length < 0) return 0;
  struct delay_cell* cell = chosen(sk);
  if (!cell) return 0;
  struct packet_record record = {};
  if (describe(&record, skb, IPPROTO_UDP)) {
    tell(cell, &record);
  } else {
    ++cell->odd;
  }
  return 0;
}

// Without fentry. A datagram that fits one page frame is copied without any tracepoint, so it is
// noted as it is queued, and told when its socket has given as many as stood before it.
SEC("tp_btf/sk_data_ready")
int BPF_PROG(datagram_queued, struct sock* sk) {
  if (sk->sk_protocol != IPPROTO_UDP) return 0;
  struct delay_cell* cell = chosen(sk);
  if (!cell) return 0;
  struct sk_buff* skb = sk->sk_receive_queue.prev;
  // A reader that spins may have it already.
  if ((void*)skb == (void*)&sk->sk_receive_queue) return 0;
  struct awaited* one = FIRST(scratch);
  if (!one) return 0;
  if (!describe(&one->record, skb, IPPROTO_UDP)) {
    ++cell->odd;
    return 0;
  }
  const struct udp_sock* udp = (const struct udp_sock*)sk;
  __u32 taken = 0;
  bpf_core_read(&taken, sizeof taken, &udp->reader_queue.qlen);
  const __u32 length = sk->sk_receive_queue.qlen;
  one->ahead = (length ? length - 1 : 0) + taken;
  one->skb = (__u64)skb;
  one->port = sk->__sk_common.skc_num;
  const __u64 key = (__u64)sk;
  const struct awaited* other = bpf_map_lookup_elem(&queued, &key);
  if (!other || other->port != one->port) bpf_map_update_elem(&queued, &key, one, BPF_ANY);
  return 0;
}

#define MSG_PEEK 2

SEC("tp_btf/sock_recv_length")
int BPF_PROG(socket_read, struct sock* sk, int length, int flags) {
  if (length < 0 || (flags & MSG_PEEK) || sk->sk_protocol != IPPROTO_UDP) return 0;
  const __u64 key = (__u64)sk;
  struct awaited* one = bpf_map_lookup_elem(&queued, &key);
  if (!one) return 0;
  if (one->port != sk->__sk_common.skc_num) {
    bpf_map_delete_elem(&queued, &key);
    return 0;
  }
  if (one->ahead > 0) {
    --one->ahead;
    return 0;
  }
  // It stands there still: what was read had been taken out before ours was counted.
  __u64 head = (__u64)sk->sk_receive_queue.next;
  if (head == one->skb) return 0;
  const struct udp_sock* udp = (const struct udp_sock*)sk;
  bpf_core_read(&head, sizeof head, &udp->reader_queue.next);
  if (head == one->skb) return 0;
  struct delay_cell* cell = FIRST(delays);
  if (cell) tell(cell, &one->record);
  bpf_map_delete_elem(&queued, &key);
  return 0;
}

// TCP. A stamp is of the newest segment that was merged into the buffer, so only a buffer that is
// read in one piece is told, once. Datagrams come by the programs above.
SEC("tp_btf/skb_copy_datagram_iovec")
int BPF_PROG(segment_copied, const struct sk_buff* skb, int length) {
  struct sock* sk = skb->sk;
  if (!sk || sk->sk_protocol != IPPROTO_TCP || length <= 0 || skb->len != (__u32)length) return 0;
  struct delay_cell* cell = chosen(sk);
  if (!cell) return 0;
  struct packet_record record = {};
  if (describe(&record, skb, IPPROTO_TCP)) {
    tell(cell, &record);
  } else {
    ++cell->odd;
  }
  return 0;
}
