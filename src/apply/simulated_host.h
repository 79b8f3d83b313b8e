// SimulatedHost: a host in memory that behaves as KERNEL.md says kernels do, for the tests of
// apply.
//
// - A vector's effective CPU follows its mask at its next interrupt; some never fire.
// - A change of channels gives the remaining vectors new numbers and wide masks, empties XPS and
//   puts the RSS table to its default.
// - A write can be refused, ignored, or take effect late; at most `most_faults` in one life.
// - It can be killed at any moment that matters: before and after each write and, by
//   SimulatedSink, before, in the middle of and after each line of a journal.
//
// Everything follows from the seed. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <random>
#include <set>
#include <string>

#include "apply/apply_options.h"
#include "apply/host_port.h"
#include "apply/journal.h"

namespace holdfast {

struct SimulatedFaults {
  std::uint32_t percent = 0;       // of the writes
  std::uint32_t most_faults = 0;   // then all goes well
  std::uint32_t idle_percent = 0;  // of the vectors
  std::uint64_t kill_at = 0;       // the moment, from 1; 0: never
};

class SimulatedHost final : public HostPort {
 public:
  SimulatedHost(HostSnapshot start, std::uint64_t seed, SimulatedFaults faults);

  Result<void> write(const Setting& wanted) override;
  HostSnapshot read() override;
  Instant now() override { return now_; }
  void wait(double seconds) override;

  /// The host as it is, without a reading's effects.
  const HostSnapshot& truth() const { return host_; }
  /// For a test that plays another actor.
  HostSnapshot& change() { return host_; }
  /// Sees every write first; true: the kernel accepts it and does nothing.
  std::function<bool(const Setting&)> swallow;
  bool is_idle(const std::string& vector_key) const { return idle_.contains(vector_key); }
  /// Every vector fires from now on.
  void wake_all() { idle_.clear(); }

  /// A moment at which it may be killed passes; true: it is dead, and nothing has any effect.
  bool moment();
  bool killed() const { return killed_; }
  std::uint64_t moments() const { return moments_; }
  /// Dies so many moments from now.
  void kill_in(std::uint64_t moments) { faults_.kill_at = moments_ + moments; }
  /// The next process, without faults.
  void revive();
  /// What an apply asks: leave when dead.
  Interruption interruption() const { return killed_ ? Interruption::leave : Interruption::none; }

 private:
  struct Late {
    Instant due;
    Setting setting;
  };
  bool chance(std::uint32_t percent) { return random_() % 100 < percent; }
  void take_effect(const Setting& wanted);
  void set_channels(const Setting& wanted);
  void fire();
  void pass(std::int64_t ns);

  HostSnapshot host_;
  std::vector<Vector> all_vectors_;  // as the device has them with the most channels
  std::mt19937_64 random_;
  SimulatedFaults faults_;
  std::uint32_t faults_left_ = 0;
  std::set<std::string> idle_;  // key_of
  std::deque<Late> late_;
  Instant now_;
  std::uint64_t moments_ = 0;
  std::uint32_t next_irq_ = 100;
  bool killed_ = false;
};

/// A journal in memory, which dies with the host.
class SimulatedSink final : public JournalSink {
 public:
  explicit SimulatedSink(SimulatedHost& host) : host_(host) {}
  Result<void> append(std::string_view line) override;
  std::string text;
  bool full = false;  // refuses every line from now on

 private:
  SimulatedHost& host_;
};

}  // namespace holdfast
