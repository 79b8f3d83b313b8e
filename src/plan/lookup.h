// Lookup: what looking demands up on a host shares: the list of wanted settings, the refusals, and
// the questions that several kinds ask. Only wanted_*.cc include this.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/host_snapshot.h"
#include "plan/make_plan.h"

namespace holdfast {

class Lookup {
 public:
  Lookup(const Demands& demands, const HostSnapshot& host, std::vector<Refusal>& refusals);

  const Demands& demands() const { return demands_; }
  const HostSnapshot& host() const { return host_; }
  /// Of that kind, in the policy's order.
  std::vector<const Demand*> demands_of(SettingKind kind) const;

  /// The same object again: the later value wins; of values with keys, each key's later word.
  void want(SettingObject object, std::string value, const Demand& demand, bool exists = true);
  /// Expected when `expected`, or when the demand is an optional one.
  void refuse(const Demand& demand, std::string object, std::string why, bool expected = false);

  /// The demand's interface; refused, once for each, when there is none.
  const Nic* nic_of(const Demand& demand);
  /// The object of a demand for something of an interface that needs no looking up.
  static SettingObject object_of(const Demand& demand, std::string name = {});

  /// The value now, as value_of().
  std::optional<std::string> now(const SettingObject& object) const;
  /// The value that is wanted so far; nullptr when none is.
  const Wanted* find(const SettingObject& object) const;
  const std::vector<Wanted>& wanted() const { return wanted_; }

  /// Queues of the interface with the channels that are wanted; 0 when unknown.
  std::uint32_t rx_queues(const Nic& nic) const;
  std::uint32_t tx_queues(const Nic& nic) const;
  bool changes_channels(const Nic& nic) const;
  /// Does the vector serve only queues that are not used with the channels that are wanted? Some
  /// drivers keep such vectors; they never fire.
  bool is_idle(const Nic& nic, const Vector& vector) const;

  /// In the order of SettingKind, then interface and queue.
  std::vector<Wanted> take();

 private:
  std::uint32_t queues(const Nic& nic, std::string_view own, std::uint32_t without) const;
  std::size_t place_of(std::string_view nic) const;

  const Demands& demands_;
  const HostSnapshot& host_;
  std::vector<Refusal>& refusals_;
  std::vector<Wanted> wanted_;
  std::map<std::string, std::size_t> index_;  // of wanted_, by identity
  std::set<std::string> missing_nics_;
  std::set<std::string> refused_;  // object, kind and reason of each refusal
};

/// A text that is the same exactly when same_object() says so, but for interrupts that were found
/// in two ways.
std::string identity_of(const SettingObject& object);

/// What is wrong with putting something on these CPUs; nullopt when nothing is.
std::optional<std::string> cpu_fault(const CpuTopology& topology, const CpuSet& cpus);

/// The CPUs of a demand's value; refused, with `object`, when they are none of this host's.
/// `unless` a value that is there already, which nobody has to judge.
std::optional<CpuSet> cpus_of(Lookup& lookup, const Demand& demand, const std::string& object,
                              const std::optional<std::string>& unless);

// wanted_nic.cc
void want_channels(Lookup& lookup);
void want_rings(Lookup& lookup);
void want_coalesce(Lookup& lookup);
void want_nic_numbers(Lookup& lookup);
// wanted_feature.cc
void want_features(Lookup& lookup);
// wanted_rss.cc
void want_rss_keys(Lookup& lookup);
void want_rss_tables(Lookup& lookup);
void want_hash_fields(Lookup& lookup);
// wanted_flow.cc
void want_flow_rules(Lookup& lookup);
// wanted_vector.cc
void want_vectors(Lookup& lookup);
// wanted_irq.cc
void want_device_irqs(Lookup& lookup);
void clear_trading_cpus(Lookup& lookup);
// wanted_queue.cc
void want_xps(Lookup& lookup);
void want_rps(Lookup& lookup);
// wanted_host.cc
void want_host_settings(Lookup& lookup);
void want_irqbalance_bans(Lookup& lookup);
// wanted_thread.cc
void want_threads(Lookup& lookup);
// vector_budget.cc
void check_vector_budget(Lookup& lookup);

}  // namespace holdfast
