// The members of kernel structures that packets.bpf.c and stages.bpf.c read, and no others: libbpf
// finds where each is in the kernel that it meets (CO-RE). The names are the kernel's.
#pragma once

#include <linux/types.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
  unsigned int inum;
};
struct net {
  struct ns_common ns;
};
typedef struct {
  struct net* net;
} possible_net_t;

struct net_device {
  int ifindex;
  possible_net_t nd_net;
};
struct napi_struct {
  struct net_device* dev;
  __u32 napi_id;
};

struct sk_buff;
struct sk_buff_head {
  struct sk_buff* next;
  struct sk_buff* prev;
  __u32 qlen;
};
struct sock_common {
  __u16 skc_num;
  possible_net_t skc_net;
};
struct sock {
  struct sock_common __sk_common;
  __u16 sk_type;
  __u16 sk_protocol;
  struct sk_buff_head sk_receive_queue;
};
struct udp_sock {
  struct sk_buff_head reader_queue;
};

struct skb_shared_hwtstamps {
  __s64 hwtstamp;
};
struct skb_shared_info {
  __u8 tx_flags;
  struct skb_shared_hwtstamps hwtstamps;
};
struct sk_buff {
  struct sock* sk;
  __s64 tstamp;
  unsigned int len, data_len;
  __be16 protocol;
  struct net_device* dev;
  unsigned char* data;
  __u16 queue_mapping;
  int skb_iif;
  unsigned int napi_id;
  unsigned int end;
  unsigned char* head;
};

#pragma clang attribute pop
