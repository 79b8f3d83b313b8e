#include <fmt/format.h>

#include <algorithm>

#include "model/canary.h"
#include "model/json_node.h"
#include "model/json_parts.h"

namespace holdfast {
namespace {

using json::JsonNode;

constexpr double kLeastWashoutsInABlock = 10;
constexpr double kLongestWashoutSeconds = 3600;
constexpr std::size_t kDigits = 64;  // of SHA-256

CanaryBlock read_block(const JsonNode& node) {
  CanaryBlock block;
  if (!node.expect_object()) return block;
  node.expect_only({"begin_ns", "end_ns", "arm"});
  block.begin_ns = static_cast<std::int64_t>(node.number("begin_ns", INT64_MAX));
  block.end_ns = static_cast<std::int64_t>(node.number("end_ns", INT64_MAX));
  const std::string arm = node.needed_text("arm");
  if (arm != "treated" && arm != "control") node.reject("a block whose arm is treated or control");
  block.arm = arm == "treated" ? CanaryArm::treated : CanaryArm::control;
  if (block.begin_ns <= 0 || block.end_ns <= block.begin_ns) {
    node.reject("a block that begins after 1970 and ends after it has begun");
  }
  return block;
}

bool is_sha256(std::string_view text) {
  return text.size() == kDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

CanarySchedule read_schedule(const JsonNode& node) {
  CanarySchedule schedule;
  if (!node.expect_object()) return schedule;
  node.expect_only({"format", "name", "seed_sha256", "washout_seconds", "blocks"});
  if (node.number("format") != 1) node.reject("a canary's schedule of format 1");
  schedule.name = node.needed_text("name");
  schedule.seed_sha256 = node.needed_text("seed_sha256");
  if (!is_sha256(schedule.seed_sha256)) {
    node.reject("complete: seed_sha256 is no SHA-256 in 64 small hexadecimal digits");
  }
  if (const auto washout = node.decimal("washout_seconds")) schedule.washout_seconds = *washout;
  if (schedule.washout_seconds < 0 || schedule.washout_seconds > kLongestWashoutSeconds) {
    node.reject("a schedule whose washout_seconds is from 0 to 3600");
  }
  const auto blocks = node.items("blocks");
  if (blocks.empty() || blocks.size() > kMostCanaryBlocks) {
    node.reject(fmt::format("a schedule of 1 to {} blocks", kMostCanaryBlocks));
    return schedule;
  }
  for (const auto& one : blocks) {
    CanaryBlock block = read_block(one);
    const double seconds = static_cast<double>(block.end_ns - block.begin_ns) / 1e9;
    if (seconds < kLeastWashoutsInABlock * schedule.washout_seconds) {
      one.reject("a block of at least ten times washout_seconds");
    }
    if (!schedule.blocks.empty() && block.begin_ns < schedule.blocks.back().end_ns) {
      one.reject("a block that begins after the one before has ended");
    }
    schedule.blocks.push_back(block);
  }
  return schedule;
}

}  // namespace

std::string_view name_of(CanaryArm arm) {
  return arm == CanaryArm::treated ? "treated" : "control";
}

Result<CanarySchedule> canary_from_json(std::string_view text) {
  return json::read_json(text, read_schedule);
}

std::string to_json(const CanarySchedule& schedule) {
  json::Json out{{"format", 1},
                 {"name", json::text_value(schedule.name)},
                 {"seed_sha256", schedule.seed_sha256},
                 {"washout_seconds", schedule.washout_seconds}};
  out["blocks"] = json::Json::array();
  for (const auto& block : schedule.blocks) {
    out["blocks"].push_back(json::Json{
        {"begin_ns", block.begin_ns}, {"end_ns", block.end_ns}, {"arm", name_of(block.arm)}});
  }
  return json::dump(out, -1);
}

}  // namespace holdfast
