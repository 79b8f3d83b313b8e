// Reading: what stands in a line is believed when its hash, its place and its meaning are right.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "ledger/canary_ledger.h"
#include "ledger/json_canary_plan.h"
#include "ledger/sha256_text.h"
#include "model/json_node.h"

namespace holdfast {
namespace {

using json::JsonNode;

constexpr std::string_view kSeal = ",\"sha256\":\"";
constexpr std::size_t kDigits = 64;
constexpr std::size_t kSealBytes = kSeal.size() + kDigits + 2;  // with "} behind it

struct Reading {
  CanaryLedger& ledger;
  std::map<std::string, std::size_t, std::less<>> pairs_of_unit;
  std::set<std::pair<std::string, std::size_t>> seen;
};

void read_plan(const JsonNode& node, std::string_view at, Reading& reading) {
  auto& ledger = reading.ledger;
  if (ledger.plan) return node.reject("a line that is no second plan");
  auto plan = json::read_canary_plan(node);
  if (const auto sound = check_plan(plan); !sound) return node.reject(sound.error().sentence);
  ledger.planned_at = at;
  for (const auto& one : node.items("schedules")) {
    one.expect_only({"host", "sha256"});
    ledger.schedule_sha256[one.needed_text("host")] = one.needed_text("sha256");
  }
  for (const auto& unit : plan.units)
    reading.pairs_of_unit[unit.name] = pairs_of(plan, unit).size();
  ledger.plan = std::move(plan);
}

void read_pair(const JsonNode& node, Reading& reading) {
  if (!node.expect_object()) return;
  node.expect_only(
      {"unit", "pair", "cost", "ln_hj99x", "completion", "rejects", "drops", "treated_vam"});
  RecordedPair pair;
  pair.unit = node.needed_text("unit");
  pair.pair = node.number("pair");
  const auto unit = reading.pairs_of_unit.find(pair.unit);
  if (unit == reading.pairs_of_unit.end() || pair.pair >= unit->second) {
    return node.reject("a pair of the plan");
  }
  if (!reading.seen.insert({pair.unit, pair.pair}).second) {
    return node.reject("a pair that was not recorded before");
  }
  for (const auto outcome : kCanaryOutcomes) {
    const auto difference = node.decimal(std::string(name_of(outcome)).c_str());
    if (difference && std::fabs(*difference) > kLargestDifference) {
      return node.reject("differences of at most 1e9");
    }
    pair.differences[index_of(outcome)] = difference;
  }
  pair.treated_vam = node.decimal("treated_vam");
  reading.ledger.pairs.push_back(std::move(pair));
}

void read_line(const JsonNode& node, std::string_view previous, Reading& reading) {
  if (!node.expect_object()) return;
  auto& ledger = reading.ledger;
  if (node.needed_text("previous") != previous) {
    return node.reject("one that goes on with the line before it");
  }
  if (node.number("line") != ledger.lines + 1) return node.reject("its own number");
  const auto what = node.needed_text("what");
  const auto at = node.needed_text("at");
  if (what == "plan") return read_plan(node, at, reading);
  if (what == "torn") {
    ++ledger.torn_lines;
    return;
  }
  if (!ledger.plan) return node.reject("a plan before anything else");
  if (what == "pairs") {
    if (!ledger.seed.empty()) return node.reject("no pairs after the seed was revealed");
    for (const auto& pair : node.items("pairs")) read_pair(pair, reading);
  } else if (what == "decision") {
    ledger.decisions.push_back({at, node.needed_text("decision"), node.number("pairs")});
  } else if (what == "reveal") {
    ledger.seed = node.needed_text("seed");
    if (sha256_text(ledger.seed) != ledger.plan->seed_sha256) {
      node.reject("the seed whose SHA-256 the plan has");
    }
  } else {
    node.reject("a kind of line that this version knows");
  }
}

// What is wrong with the line; "" when it was taken in.
std::string take_line(std::string_view line, Reading& reading) {
  auto& ledger = reading.ledger;
  std::string changed = "it was changed after it was written (its SHA-256 is another)";
  if (line.size() <= kSealBytes || !line.ends_with("\"}") ||
      line.substr(line.size() - kSealBytes, kSeal.size()) != kSeal) {
    return changed;
  }
  const auto body = line.substr(0, line.size() - kSealBytes);
  const auto seal = line.substr(line.size() - 2 - kDigits, kDigits);
  if (sha256_text(body) != seal) return changed;
  const auto read = json::read_json(line, [&](const JsonNode& node) {
    read_line(node, ledger.head, reading);
    return true;
  });
  if (!read) return read.error().sentence;
  ledger.head = seal;
  ++ledger.lines;
  return "";
}

}  // namespace

Result<CanaryLedger> parse_ledger(std::string_view text, std::string_view path) {
  if (text.size() > kLargestLedger) {
    return fail(ErrorCode::too_large, fmt::format("{}: {} bytes; a ledger has at most {}", path,
                                                  text.size(), kLargestLedger));
  }
  CanaryLedger ledger;
  ledger.head = std::string(kDigits, '0');
  Reading reading{ledger, {}, {}};
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    if (end == std::string_view::npos) {
      ledger.torn_bytes = text.substr(at);
      ledger.torn = fmt::format(
          "{}: line {} has no end ({} bytes): a writer was killed; what it wrote there "
          "is left out",
          path, ledger.lines + 1, ledger.torn_bytes.size());
      break;
    }
    const auto wrong = take_line(text.substr(at, end - at), reading);
    if (!wrong.empty()) {
      return fail(ErrorCode::malformed,
                  fmt::format("{}: line {}: {}; nothing of the ledger is used", path,
                              ledger.lines + 1, wrong));
    }
    at = end + 1;
    ledger.sound_bytes = at;
  }
  return ledger;
}

std::vector<CanaryPair> canary_pairs(const CanaryLedger& ledger) {
  std::map<std::string_view, std::vector<PlannedPair>> planned;
  for (const auto& unit : ledger.plan->units) planned[unit.name] = pairs_of(*ledger.plan, unit);
  std::vector<CanaryPair> pairs;
  for (const auto& recorded : ledger.pairs) {
    const auto& one = planned[recorded.unit][recorded.pair];
    pairs.push_back({one.session, one.bucket, recorded.differences,
                     recorded.treated_vam && *recorded.treated_vam <= ledger.plan->most_vam});
  }
  return pairs;
}

}  // namespace holdfast
