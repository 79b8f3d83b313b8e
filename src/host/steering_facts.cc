#include "host/steering_facts.h"

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

std::string text_or_empty(const Record& record, std::string_view name) {
  const std::string* text = record.text(name);
  return text ? *text : std::string();
}

std::optional<std::uint16_t> number16(const Record& record, std::string_view name) {
  const auto number = record.number(name);
  if (!number || *number > UINT16_MAX) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

RssContext decode_context(const Record& record) {
  RssContext context;
  context.id = record.number32("context").value_or(0);
  context.function = text_or_empty(record, "hfunc");
  const auto* transforms = record.texts("input-xfrm");
  if (transforms && !transforms->empty()) {
    context.input_transform = transforms->front();
  }
  if (const auto* key = record.text("hkey")) {
    context.key = parse_hexadecimal(*key).value_or(std::vector<std::uint8_t>());
  }
  if (const auto* queues = record.numbers("indir")) {
    context.indirection.reserve(queues->size());
    for (const std::uint64_t queue : *queues) {
      context.indirection.push_back(
          static_cast<std::uint32_t>(std::min<std::uint64_t>(queue, UINT32_MAX)));
    }
  }
  return context;
}

NtupleRule decode_rule(const Record& record) {
  NtupleRule rule{.location = record.number32("location").value_or(0),
                  .flow_type = text_or_empty(record, "flow-type"),
                  .src_ip = text_or_empty(record, "src-ip"),
                  .src_ip_mask = text_or_empty(record, "src-ip-mask"),
                  .dst_ip = text_or_empty(record, "dst-ip"),
                  .dst_ip_mask = text_or_empty(record, "dst-ip-mask"),
                  .src_port = number16(record, "src-port"),
                  .dst_port = number16(record, "dst-port"),
                  .src_port_mask = number16(record, "src-port-mask").value_or(0),
                  .dst_port_mask = number16(record, "dst-port-mask").value_or(0),
                  .vlan = number16(record, "vlan"),
                  .drops = record.number("drop").value_or(0) != 0,
                  .rss_context = record.number32("rss-context")};
  constexpr std::uint16_t kVlanBits = 0x0fff;  // of a tag; above are priority and eligibility
  if (rule.vlan) rule.vlan = static_cast<std::uint16_t>(*rule.vlan & kVlanBits);
  const auto queue = record.number32("queue");
  const bool own = !rule.drops && !rule.rss_context && !record.number("vf");
  if (queue && own) rule.queue = QueueIndex{*queue};
  return rule;
}

}  // namespace

std::optional<std::vector<std::uint8_t>> parse_hexadecimal(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  if (text.empty()) return bytes;
  bytes.reserve(text.size() / 3 + 1);
  for (const std::string_view digits : split(text, ':')) {
    const auto byte = digits.size() == 2 ? parse_number<std::uint8_t>(digits, 16) : std::nullopt;
    if (!byte) return std::nullopt;
    bytes.push_back(*byte);
  }
  return bytes;
}

std::vector<RssContext> decode_rss(const std::vector<Record>& answer) {
  std::vector<RssContext> contexts;
  contexts.reserve(answer.size());
  for (const auto& record : answer) contexts.push_back(decode_context(record));
  return contexts;
}

std::vector<HashFields> decode_hash_fields(const Record& fields) {
  std::vector<HashFields> all;
  for (const std::string_view type : {"tcp4", "udp4", "tcp6", "udp6"}) {
    const auto* names = fields.texts(type);
    if (!names && !fields.numbers(type)) continue;  // an empty list is one of numbers
    HashFields& hash = all.emplace_back();
    hash.flow_type = type;
    if (!names) continue;
    hash.fields = *names;
    const auto has = [names](std::string_view name) {
      return std::find(names->begin(), names->end(), name) != names->end();
    };
    hash.l3 = has("ip-src") && has("ip-dst");
    hash.ports = has("l4-b-0-1") && has("l4-b-2-3");
  }
  return all;
}

std::vector<NtupleRule> decode_ntuple(const Record& answer) {
  std::vector<NtupleRule> rules;
  if (const auto* records = answer.records("rules")) {
    rules.reserve(records->size());
    for (const auto& record : *records) rules.push_back(decode_rule(record));
  }
  return rules;
}

}  // namespace holdfast
