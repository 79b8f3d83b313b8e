#include "ledger/canary_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/check.h"
#include "ledger/sha256_text.h"

namespace holdfast {
namespace {

constexpr double kNanoseconds = 1e9;
constexpr double kLeastWashoutsInABlock = 10, kLongestBlockSeconds = 86'400;
constexpr std::size_t kMostUnits = 1000, kMostSessions = 1000, kLongestName = 64;

tl::unexpected<Error> refuse(const std::string& sentence) {
  return fail(ErrorCode::usage, "canary: " + sentence);
}

std::int64_t nanoseconds(double seconds) {
  return static_cast<std::int64_t>(seconds * kNanoseconds);
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && name != "." && name != ".." &&
         std::ranges::all_of(name, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '.' || c == '_' || c == '-';
         });
}

std::int64_t blocks_in(const CanaryPlan& plan, const CanarySession& session) {
  return (session.end_ns - session.begin_ns) / nanoseconds(plan.block_seconds);
}

Result<void> check_units(const CanaryPlan& plan) {
  if (plan.units.empty()) return refuse("there is no pair of hosts and no host");
  if (plan.units.size() > kMostUnits) return refuse(fmt::format("more than {} units", kMostUnits));
  std::set<std::string_view> names, hosts;
  for (const auto& unit : plan.units) {
    if (!is_name(unit.name)) {
      return refuse(
          fmt::format("\"{}\" is no name: letters, digits, \".\", \"_\" and \"-\", at most "
                      "{}",
                      unit.name, kLongestName));
    }
    if (!names.insert(unit.name).second) return refuse("two units are called " + unit.name);
    if (unit.hosts.empty() || unit.hosts.size() > 2) {
      return refuse(
          fmt::format("{} has {} hosts; one or two make a unit", unit.name, unit.hosts.size()));
    }
    for (const auto& host : unit.hosts) {
      if (!is_name(host)) return refuse(fmt::format("\"{}\" is no host's name", host));
      if (!hosts.insert(host).second) return refuse(fmt::format("host {} stands twice", host));
    }
  }
  return {};
}

Result<void> check_sessions(const CanaryPlan& plan) {
  if (plan.sessions.empty()) return refuse("there is no session");
  if (plan.sessions.size() > kMostSessions) {
    return refuse(fmt::format("more than {} sessions", kMostSessions));
  }
  const bool has_single = std::ranges::any_of(
      plan.units, [](const CanaryUnit& unit) { return unit.hosts.size() == 1; });
  std::int64_t last_end = 0;
  std::size_t blocks = 0;
  std::set<std::string_view> names;
  for (const auto& session : plan.sessions) {
    if (session.name.empty() || session.name.size() > kLongestName ||
        !names.insert(session.name).second) {
      return refuse(fmt::format("session \"{}\" has no name of its own", session.name));
    }
    if (session.begin_ns <= 0 || session.end_ns <= session.begin_ns) {
      return refuse(fmt::format("session {} does not end after it has begun", session.name));
    }
    if (session.begin_ns < last_end) {
      return refuse(fmt::format("session {} begins before the one before has ended", session.name));
    }
    last_end = session.end_ns;
    const auto room = blocks_in(plan, session);
    if (room < (has_single ? 2 : 1)) {
      return refuse(fmt::format("session {} has no room for a pair of {:g} s blocks", session.name,
                                plan.block_seconds));
    }
    if (room > static_cast<std::int64_t>(kMostCanaryBlocks)) blocks = kMostCanaryBlocks;
    blocks += static_cast<std::size_t>(room);
    if (blocks > kMostCanaryBlocks) {
      return refuse(fmt::format("more than {} blocks of a host", kMostCanaryBlocks));
    }
  }
  return {};
}

Result<void> check_rule(const CanaryRule& rule) {
  const auto is_share = [](double value) { return value > 0 && value < 1; };
  // One-sided tests are made at twice the level.
  if (!is_share(rule.alpha) || !is_share(rule.harm_alpha) || rule.alpha > 0.4 ||
      rule.harm_alpha > 0.4) {
    return refuse("a level is above 0 and at most 0.4");
  }
  for (const auto outcome : {CanaryOutcome::cost, CanaryOutcome::hj99, CanaryOutcome::completion}) {
    if (!(rule.v_opt[index_of(outcome)] > 0)) {
      return refuse(
          fmt::format("the variance of {} between A/A pairs is not known, or 0", name_of(outcome)));
    }
  }
  const bool is_sound =
      std::ranges::all_of(rule.v_opt, [](double v) { return v >= 0 && v < 1e100; }) &&
      rule.target_pairs > 0 && rule.target_pairs <= 1'000'000 &&
      rule.most_pairs >= rule.least_pairs && rule.most_pairs <= 1'000'000 &&
      rule.completion_margin >= 0 && rule.completion_margin < 1 && rule.least_worthwhile_bps > 0 &&
      rule.least_worthwhile_bps < 1e6 && rule.least_fidelity >= 0 && rule.least_fidelity <= 1;
  if (!is_sound) return refuse("a figure of the rule is out of its range");
  return {};
}

CanaryBucket bucket_of(const CanaryPlan& plan, const CanarySession& session, std::int64_t begin_ns,
                       std::int64_t end_ns) {
  const auto edge = nanoseconds(plan.edge_seconds);
  if (begin_ns - session.begin_ns < edge) return CanaryBucket::open;
  return session.end_ns - end_ns < edge ? CanaryBucket::close : CanaryBucket::middle;
}

}  // namespace

Result<void> check_plan(const CanaryPlan& plan) {
  if (plan.name.empty() || plan.name.size() > kLongestName) {
    return refuse(fmt::format("its name has 1 to {} bytes", kLongestName));
  }
  if (!is_sha256_text(plan.seed_sha256)) return refuse("the seed's SHA-256 is none");
  if (!(plan.washout_seconds >= 0 && plan.block_seconds >= 1 &&
        plan.block_seconds <= kLongestBlockSeconds &&
        plan.block_seconds >= kLeastWashoutsInABlock * plan.washout_seconds)) {
    return refuse(
        fmt::format("a block of {:g} s: it has at least ten washouts (here {:g} s), and 1 "
                    "to {:g} s",
                    plan.block_seconds, plan.washout_seconds, kLongestBlockSeconds));
  }
  if (!(plan.edge_seconds >= 0 && plan.edge_seconds <= kLongestBlockSeconds && plan.most_vam >= 0 &&
        plan.most_vam <= 1)) {
    return refuse("a figure of the plan is out of its range");
  }
  if (auto units = check_units(plan); !units) return units;
  if (auto sessions = check_sessions(plan); !sessions) return sessions;
  return check_rule(plan.rule);
}

std::vector<PlannedPair> pairs_of(const CanaryPlan& plan, const CanaryUnit& unit) {
  const auto length = nanoseconds(plan.block_seconds);
  const std::int64_t step = unit.hosts.size() == 2 ? 1 : 2;
  std::vector<PlannedPair> pairs;
  for (const auto& session : plan.sessions) {
    for (std::int64_t block = 0; block + step <= blocks_in(plan, session); block += step) {
      const auto begin = session.begin_ns + block * length;
      const CanaryCell first{unit.hosts.front(), begin, begin + length};
      const CanaryCell second{unit.hosts.back(), begin + (step - 1) * length,
                              begin + step * length};
      pairs.push_back(
          {first, second, session.name, bucket_of(plan, session, begin, second.end_ns)});
    }
  }
  return pairs;
}

bool treats_first(std::string_view seed, std::string_view unit, std::size_t pair) {
  const auto digest = sha256_text(fmt::format("{}\n{}\n{}", seed, unit, pair));
  // The second digit is the lower half of the first byte.
  return std::string_view("13579bdf").find(digest[1]) != std::string_view::npos;
}

CanarySchedule schedule_of(const CanaryPlan& plan, std::string_view seed, std::string_view host) {
  const auto unit = std::ranges::find_if(plan.units, [&](const CanaryUnit& one) {
    return std::ranges::find(one.hosts, host) != one.hosts.end();
  });
  HOLDFAST_CHECK(unit != plan.units.end());
  CanarySchedule schedule{plan.name, plan.seed_sha256, plan.washout_seconds, {}};
  const auto add = [&](const CanaryCell& cell, bool is_treated) {
    if (cell.host != host) return;
    schedule.blocks.push_back(
        {cell.begin_ns, cell.end_ns, is_treated ? CanaryArm::treated : CanaryArm::control});
  };
  const auto pairs = pairs_of(plan, *unit);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const bool first = treats_first(seed, unit->name, i);
    add(pairs[i].first, first);
    add(pairs[i].second, !first);
  }
  return schedule;
}

}  // namespace holdfast
