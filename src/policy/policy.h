// Policy: what a file says a host should be, with the place of every word. CPU sets are still
// expressions and "every queue" is not expanded: resolve (policy/resolve.h) does that for one host.
// The language is described in docs/policy.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/demand.h"
#include "model/probe_stream.h"
#include "model/regime.h"

namespace holdfast {

/// A value as it was written.
struct Word {
  std::string text;
  TextPlace place;
  friend bool operator==(const Word&, const Word&) = default;
};
using Words = std::vector<Word>;

struct Entry {
  Word key;
  Word value;
  friend bool operator==(const Entry&, const Entry&) = default;
};
using Entries = std::vector<Entry>;

/// Which hosts: each list that is not empty must hold one that fits. Globs.
struct HostMatch {
  Words hostname;
  Words driver;  // of any interface with a device
  Words instance_type;
  Words virtualization;  // "none" for metal
  Words architecture;
  Words kernel;
  bool empty() const;
};

/// Which interfaces, likewise.
struct InterfaceMatch {
  Words name, driver, pci, mac;
};

enum class Direction { rx, tx, both };

/// Where vectors go: of some queues, or of a role.
struct VectorRule {
  TextPlace place;
  std::optional<Word> queues;  // "0", "2-3", "all"
  std::optional<Word> role;    // "admin", "async", "ptp", "unknown"
  Direction direction = Direction::both;
  bool spread = false;  // queue i on the i-th CPU, modulo
  bool single = false;  // `cpu`: exactly one
  Word cpus;            // an expression
};

struct RssRule {
  std::optional<Word> key;    // "symmetric", hex, "default"
  std::optional<Word> equal;  // over so many queues: a number or count(EXPRESSION)
  std::optional<Word> indirection_default;
  Words weight;
  Words table;          // the queue of each bucket
  Entries hash_fields;  // "udp4": "sdfn"
};

/// Where the packets of a flow go. The name is that of the setting (model/setting.h).
struct FlowRule {
  TextPlace place;
  std::string name;                    // "udp4 dst-ip 239.1.1.100/32 dst-port 4000"
  std::optional<std::uint32_t> queue;  // absent: dropped
  std::optional<std::uint32_t> location;
};

struct InterfaceRule {
  TextPlace place;
  InterfaceMatch match;
  Entries channels;  // a number, "max", or count(EXPRESSION)
  Entries rings;     // a number or "max"
  Entries coalesce;
  Entries offloads;
  std::vector<VectorRule> vectors;
  std::optional<RssRule> rss;
  std::vector<FlowRule> flows;
  std::optional<Word> xps;               // "by-vector", "by-queue", "off"
  Entries xps_queues;                    // "tx-0": expression
  std::optional<Word> rps;               // "off" or an expression
  std::optional<Word> rps_single_queue;  // an expression, when one queue receives all; else off
  Entries rps_queues;                    // "rx-0": expression
  std::optional<Word> rfs;               // "off" or a number
  std::optional<Word> threaded_napi;
  std::optional<Word> napi_defer_hard_irqs;
  std::optional<Word> gro_flush_timeout;  // nanoseconds
};

enum class IrqbalanceMode { ignore, lease, banned, stopped };

struct BusyPoll {
  TextPlace place;
  bool automatic = false;
  std::optional<Word> read, poll;  // µs
};

struct Persist {
  std::optional<TextPlace> sysctl;
  std::optional<TextPlace> irqbalance;
  std::optional<TextPlace> boot;
};

/// The queue that a thread reads from.
struct ThreadQueue {
  Word nic;  // glob
  std::uint32_t queue = 0;
};

struct ThreadRule {
  TextPlace place;
  std::string name;  // for `exec --thread`; empty when it has none
  ThreadMatch match;
  std::optional<Word> cpus;
  std::optional<Word> policy;
  std::optional<Word> priority;
  std::optional<ThreadQueue> queue;
};

enum class ReconcileMode { observe, heal };

struct Reconcile {
  ReconcileMode mode = ReconcileMode::observe;
  std::uint32_t max_per_minute = 6;
  std::uint32_t yield_after = 3;
  Words allow;  // globs of units and of programs' paths: what they change is left alone
  std::uint32_t retry_seconds = 60;  // from yielding to the first new try; doubles up to an hour
};

/// The agent's probe packets.
struct ProbeStreamRule {
  TextPlace place;
  ProbeStreamSettings settings;  // without the CPU
  std::optional<Word> cpu;       // an expression, of one
};

struct Policy {
  std::string source;  // the file
  std::vector<std::string> included;
  std::string name;
  std::string version;
  std::vector<std::string> skipping;  // files with `unsupported: skip`
  HostMatch match;
  Entries cpus;  // class: expression
  std::vector<InterfaceRule> interfaces;
  std::optional<Word> other_irqs;  // an expression
  std::optional<Word> default_smp_affinity;
  IrqbalanceMode irqbalance = IrqbalanceMode::ignore;
  TextPlace irqbalance_place;
  std::optional<BusyPoll> busy_poll;
  Entries sysctl;  // words, or cpus(EXPRESSION)
  Persist persist;
  Entries kernel_command_line;  // an expression, or the text itself
  std::vector<ThreadRule> threads;
  Reconcile reconcile;
  RegimeSettings regime;
  std::optional<ProbeStreamRule> probe_stream;
};

/// Does what stands at `place` give way where the driver or the kernel lacks it?
bool is_optional(const Policy& policy, const TextPlace& place);

/// "lease"
std::string_view name_of(IrqbalanceMode mode);

}  // namespace holdfast
