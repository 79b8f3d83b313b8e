// The laws of DESIGN §6, over hosts, demands, faults and kills out of a seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "apply/apply.h"
#include "apply/object_key.h"
#include "apply/recover.h"
#include "apply/rollback.h"
#include "apply/simulated_host.h"
#include "apply/simulated_world.h"
#include "plan/make_plan.h"
#include "plan/setting_value.h"

namespace holdfast {
namespace {

// Hosts of all laws together: 10,000 in CI, but for the sanitizers, which look for other things.
std::uint64_t seeds() {
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
  return 1'000;
#endif
#endif
  return std::getenv("CI") ? 10'000 : 2'000;
}

struct Life {
  explicit Life(std::uint64_t number, SimulatedFaults faults)
      : seed(number),
        world(simulated_world(seed)),
        demands(simulated_demands(seed, world)),
        host(world, seed, faults),
        runtime(host),
        files(host),
        start(host.truth()) {}

  ApplyOptions options() {
    ApplyOptions options;
    options.wait_seconds = 0.4;
    options.ceiling = Risk::drops_link;
    options.interruption = [this] { return host.interruption(); };
    return options;
  }
  JournalBegin stamp() const {
    JournalBegin begin;
    begin.id = 1;
    begin.boot_id = "boot";
    begin.at = "2026-05-01T14:03:07Z";
    return begin;
  }
  Outcome apply_demands() {
    Journal journal(runtime, files);
    return apply(host, journal, stamp(), {demands, std::nullopt, options()});
  }
  Outcome recover_from(const JournalRecord& record, Direction direction) {
    runtime.text.resize(record.sound_bytes);
    const auto files_record = parse_journal(files.text, "files");
    EXPECT_TRUE(files_record) << files_record.error().sentence;
    files.text.resize(files_record->sound_bytes);
    Journal journal(runtime, files, record, files_record->begun);
    return recover(host, journal, record, "boot", direction, options());
  }

  bool is_at_policy() const { return make_plan(demands, host.truth()).steps.empty(); }
  bool is_at_start() const { return all_settings(host.truth()) == all_settings(start); }
  /// A vector whose interrupt is handled elsewhere than at the start, and that nobody tells of.
  std::string misplaced(const Outcome& outcome) const {
    for (const auto& was : start.vectors) {
      const auto object = object_of(start, was);
      const Vector* is = vector_of(host.truth(), object);
      if (!is || host.is_idle(key_of(object))) continue;
      const auto& told = outcome.verdict.pending;
      if (std::any_of(told.begin(), told.end(), [&](const Difference& one) {
            return key_of(one.object) == key_of(object);
          })) {
        continue;
      }
      if (is->effective != was.effective) return label_of(object);
    }
    return "";
  }

  std::uint64_t seed;
  HostSnapshot world;
  Demands demands;
  SimulatedHost host;
  SimulatedSink runtime, files;
  HostSnapshot start;
};

std::string differing(const Life& run) {
  std::string text;
  const auto was = all_settings(run.start);
  const auto is = all_settings(run.host.truth());
  for (const auto& [key, value] : was) {
    const auto found = is.find(key);
    if (found == is.end() || found->second != value) {
      text +=
          key + ": \"" + value + "\" → \"" + (found == is.end() ? "gone" : found->second) + "\"; ";
    }
  }
  for (const auto& [key, value] : is) {
    if (!was.contains(key)) text += key + " is new; ";
  }
  return text;
}

TEST(ApplyLaws, AfterAnApplyThePlanIsEmptyOrOnlyPending) {
  for (std::uint64_t seed = 0; seed < seeds() / 4; ++seed) {
    Life run(seed, {.percent = 0, .most_faults = 0, .idle_percent = 30});
    const auto outcome = run.apply_demands();
    ASSERT_TRUE(outcome.kind == OutcomeKind::done || outcome.kind == OutcomeKind::pending ||
                outcome.kind == OutcomeKind::nothing_to_do)
        << "seed " << seed << ": " << name_of(outcome.kind) << ": " << outcome.sentence;
    ASSERT_TRUE(run.is_at_policy()) << "seed " << seed;
    const bool waits = !verify(run.demands, run.host.truth()).pending.empty();
    ASSERT_EQ(outcome.kind == OutcomeKind::pending, waits) << "seed " << seed;
  }
}

TEST(ApplyLaws, ASecondApplyDoesNothing) {
  for (std::uint64_t seed = 0; seed < seeds() / 20; ++seed) {
    Life run(seed, {});
    (void)run.apply_demands();
    const auto size = run.runtime.text.size();
    ASSERT_EQ(run.apply_demands().kind, OutcomeKind::nothing_to_do) << "seed " << seed;
    ASSERT_EQ(run.runtime.text.size(), size) << "seed " << seed << ": the journal has grown";
  }
}

TEST(ApplyLaws, AfterAFailedApplyEverythingIsAsBefore) {
  std::size_t failed = 0;
  for (std::uint64_t seed = 0; seed < seeds() / 5; ++seed) {
    Life run(seed, {.percent = 15, .most_faults = 3, .idle_percent = 20});
    const auto outcome = run.apply_demands();
    if (outcome.kind != OutcomeKind::rolled_back) {
      ASSERT_NE(outcome.kind, OutcomeKind::not_rolled_back)
          << "seed " << seed << ": " << outcome.sentence;
      ASSERT_TRUE(run.is_at_policy()) << "seed " << seed << ": " << outcome.sentence;
      continue;
    }
    ++failed;
    ASSERT_TRUE(run.is_at_start())
        << "seed " << seed << ": " << outcome.sentence << ": " << differing(run);
    ASSERT_EQ(run.misplaced(outcome), "") << "seed " << seed;
  }
  EXPECT_GT(failed, seeds() / 50) << "too few of the faults made an apply fail";
}

// The outcome of a life that ended at `moment`, and of the next one.
void kill_and_recover(std::uint64_t seed, std::uint64_t moment, Direction direction) {
  Life run(seed, {.percent = 5, .most_faults = 1, .idle_percent = 0, .kill_at = moment});
  const auto outcome = run.apply_demands();
  if (!run.host.killed()) return;
  ASSERT_EQ(outcome.kind == OutcomeKind::left || outcome.kind == OutcomeKind::refused ||
                run.host.killed(),
            true);
  run.host.revive();
  const auto record = parse_journal(run.runtime.text, "runtime");
  ASSERT_TRUE(record) << "seed " << seed << " kill " << moment << ": " << record.error().sentence;
  const auto where = "seed " + std::to_string(seed) + " kill " + std::to_string(moment);
  if (!record->begun) {
    ASSERT_TRUE(run.is_at_start()) << where << ": changed before the journal was begun";
    return;
  }
  if (record->finished()) {
    ASSERT_TRUE(run.is_at_start() || run.is_at_policy()) << where;
    return;
  }
  const auto second = run.recover_from(*record, direction);
  if (direction == Direction::back) {
    ASSERT_TRUE(run.is_at_start()) << where << ": " << name_of(second.kind) << ": "
                                   << second.sentence << ": " << differing(run);
    ASSERT_EQ(run.misplaced(second), "") << where;
  } else {
    ASSERT_TRUE(run.is_at_policy() || run.is_at_start())
        << where << ": " << name_of(second.kind) << ": " << second.sentence;
  }
  const auto after = parse_journal(run.runtime.text, "runtime");
  ASSERT_TRUE(after) << where << ": " << after.error().sentence;
  ASSERT_TRUE(after->finished()) << where;
}

TEST(ApplyLaws, AKillAtAnyMomentOfSomeAppliesIsRecovered) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Life whole(seed, {.percent = 5, .most_faults = 1});
    (void)whole.apply_demands();
    for (std::uint64_t moment = 1; moment <= whole.host.moments(); ++moment) {
      kill_and_recover(seed, moment, moment % 2 == 0 ? Direction::back : Direction::forward);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(ApplyLaws, AKillAtSomeMomentOfAnyApplyIsRecovered) {
  for (std::uint64_t seed = 100; seed < 100 + seeds() / 4; ++seed) {
    kill_and_recover(seed, 1 + seed * 7919 % 60,
                     seed % 3 == 0 ? Direction::forward : Direction::back);
    if (HasFatalFailure()) return;
  }
}

TEST(ApplyLaws, ARecoveryThatIsKilledIsRecovered) {
  for (std::uint64_t seed = 0; seed < seeds() / 20; ++seed) {
    SimulatedFaults faults{
        .percent = 0, .most_faults = 0, .idle_percent = 0, .kill_at = 20 + seed % 30};
    Life run(seed, faults);
    (void)run.apply_demands();
    for (int life = 0; life < 3 && run.host.killed(); ++life) {
      run.host.revive();
      if (life < 2) run.host.kill_in(5 + seed % 17);
      const auto record = parse_journal(run.runtime.text, "runtime");
      ASSERT_TRUE(record) << "seed " << seed << ": " << record.error().sentence;
      if (!record->begun || record->finished()) break;
      (void)run.recover_from(*record, Direction::back);
    }
    ASSERT_TRUE(run.is_at_start() || run.is_at_policy()) << "seed " << seed << differing(run);
  }
}

TEST(ApplyLaws, ARollbackRestoresRequestedAndEffective) {
  for (std::uint64_t seed = 0; seed < seeds() / 5; ++seed) {
    Life run(seed, {.percent = 0, .most_faults = 0, .idle_percent = 0});
    if (run.apply_demands().kind != OutcomeKind::done) continue;
    std::vector<StoredJournal> stored(1);
    auto record = parse_journal(run.runtime.text, "runtime");
    ASSERT_TRUE(record) << record.error().sentence;
    stored[0].id = 1;
    stored[0].record = *record;
    const auto choice = choose_rollback(stored, {}, "boot");
    ASSERT_TRUE(choice) << choice.error().sentence;
    SimulatedSink runtime(run.host), files(run.host);
    Journal journal(runtime, files);
    auto stamp = run.stamp();
    stamp.id = 2;
    const auto outcome = roll_back(run.host, journal, stamp, *choice, run.options());
    ASSERT_TRUE(outcome.kind == OutcomeKind::done || outcome.kind == OutcomeKind::pending)
        << "seed " << seed << ": " << outcome.sentence;
    ASSERT_TRUE(run.is_at_start()) << "seed " << seed << ": " << differing(run);
    ASSERT_EQ(run.misplaced(outcome), "") << "seed " << seed;
    if (outcome.kind == OutcomeKind::pending) continue;  // the second one tries those again
    Journal again(runtime, files);
    ASSERT_EQ(roll_back(run.host, again, stamp, *choice, run.options()).kind,
              OutcomeKind::nothing_to_do);
  }
}

}  // namespace
}  // namespace holdfast
