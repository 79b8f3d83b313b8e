#include "base/printable.h"
#include "model/gateway_gauges.h"
#include "model/json_node.h"

namespace holdfast {
namespace {

using json::JsonNode;

// What fits into a column of the store.
std::uint64_t count_of(const JsonNode& node, const char* name) {
  return node.number(name, INT64_MAX);
}
std::optional<std::uint64_t> maybe_count_of(const JsonNode& node, const char* name) {
  return node.find(name) ? std::optional(count_of(node, name)) : std::nullopt;
}

std::string name_of(const JsonNode& node, const char* key) {
  auto name = node.needed_text(key);
  if (name.size() > kMostGatewayName || name != printable(name)) {
    node.reject("of a name of at most 64 printable bytes");
  }
  return name;
}

GatewayGauges::Reader read_reader(const JsonNode& node, const std::string& ring) {
  return {.ring = ring,
          .reader = name_of(node, "reader"),
          .depth = count_of(node, "depth"),
          .largest_batch = count_of(node, "largest_batch"),
          .events = count_of(node, "events"),
          .lost = count_of(node, "lost"),
          .lost_ranges = count_of(node, "lost_ranges"),
          .blocked_ns = count_of(node, "blocked_ns")};
}

GatewayGauges::Thread read_thread(const JsonNode& node) {
  return {.thread = name_of(node, "thread"),
          .turns = count_of(node, "turns"),
          .turns_ns = count_of(node, "turns_ns"),
          .longest_turn_ns = count_of(node, "longest_turn_ns"),
          .messages = count_of(node, "messages"),
          .bytes = count_of(node, "bytes"),
          .migrations = maybe_count_of(node, "migrations"),
          .involuntary_switches = maybe_count_of(node, "involuntary_switches")};
}

void read_lost(const JsonNode& stream, std::vector<GatewayGauges::Lost>& out) {
  const auto ranges = stream.items("recent_lost");
  if (ranges.empty()) return;
  const auto session = name_of(stream, "session");
  for (const auto& range : ranges) {
    const auto ends = range.elements();
    if (ends.size() != 2) {
      range.reject("a first and a last sequence number");
      return;
    }
    out.push_back({session, ends[0].as_number(INT64_MAX), ends[1].as_number(INT64_MAX)});
    if (out.back().last < out.back().first)
      range.reject("a range whose first is not after its last");
  }
}

GatewayGauges read_gauges(const JsonNode& node) {
  GatewayGauges out;
  if (!node.expect_object()) return out;
  const auto seconds = node.decimal("seconds");
  if (!seconds || *seconds < 0) node.reject("a gateway's gauges: its \"seconds\" are missing");
  out.seconds = seconds.value_or(0);
  for (const auto& ring : node.items("rings")) {
    out.rings.push_back({.ring = name_of(ring, "ring"),
                         .capacity = count_of(ring, "capacity"),
                         .published = count_of(ring, "published"),
                         .blocked_ns = count_of(ring, "blocked_ns")});
    for (const auto& reader : ring.items("readers")) {
      out.readers.push_back(read_reader(reader, out.rings.back().ring));
    }
  }
  for (const auto& thread : node.items("threads")) out.threads.push_back(read_thread(thread));
  for (const auto& stream : node.items("streams")) read_lost(stream, out.lost);
  if (out.size() > kMostGatewayRows) node.reject("of at most 4096 rows");
  return out;
}

}  // namespace

Result<GatewayGauges> gateway_gauges_from_json(std::string_view text) {
  return json::read_json(text, read_gauges);
}

}  // namespace holdfast
