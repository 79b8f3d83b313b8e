#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "plan/fix_text.h"
#include "plan/steering_checks.h"
#include "rss/collision.h"
#include "rss/hash_input.h"

namespace holdfast {
namespace {

constexpr std::uint16_t kSymmetricPattern = 0x6d5a;

const RssContext* default_context(const Nic& nic) {
  for (const auto& context : nic.rss) {
    if (context.id == 0) return &context;
  }
  return nullptr;
}

std::string list_of(const std::set<std::uint32_t>& queues) {
  CpuSet set;  // the list notation serves queues as well
  for (const auto queue : queues) {
    if (queue < CpuSet::kMaxCpus) set.add(CpuId{queue});
  }
  return set.to_list();
}

// Queues that something else than the default table feeds: they are rightly left out of it.
std::set<std::uint32_t> queues_set_apart(const Nic& nic) {
  std::set<std::uint32_t> apart;
  for (const auto& rule : nic.ntuple) {
    if (rule.queue && !rule.rss_context) apart.insert(rule.queue->value);
  }
  for (const auto& context : nic.rss) {
    if (context.id != 0) apart.insert(context.indirection.begin(), context.indirection.end());
  }
  return apart;
}

struct Table {
  const RssContext& context;
  std::uint32_t queues;  // active ones
  std::map<std::uint32_t, std::size_t> buckets;
  std::set<std::uint32_t> apart;
  std::set<std::uint32_t> skipped;  // active, not in the table, not set apart
};

// The default table of a NIC with several queues; nullopt when it has none, or when it names queues
// that do not exist, which is table-names-missing-queue's to tell.
std::optional<Table> table_of(const Nic& nic) {
  const auto* context = default_context(nic);
  const auto queues = nic.active_rx_queues();
  if (!context || context->indirection.empty() || queues < 2) return std::nullopt;
  Table table{*context, queues, buckets_of(context->indirection), queues_set_apart(nic), {}};
  if (table.buckets.rbegin()->first >= queues) return std::nullopt;
  for (std::uint32_t queue = 0; queue < queues; ++queue) {
    if (!table.buckets.contains(queue) && !table.apart.contains(queue)) table.skipped.insert(queue);
  }
  return table;
}

// Bucket i holds queue i modulo k: what a driver writes for k queues.
bool is_default_for(const Table& table, std::uint32_t k) {
  const auto& entries = table.context.indirection;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i] != i % k) return false;
  }
  return true;
}

bool looks_left_over(const Table& table) {
  const auto used = static_cast<std::uint32_t>(table.buckets.size());
  return !table.skipped.empty() && table.apart.empty() && is_default_for(table, used);
}

Fix equal_fix(const Nic& nic, std::uint32_t queues) {
  return {.policy = interface_policy(nic.name,
                                     fmt::format("rss: {{indirection: {{equal: {}}}}}", queues)),
          .shell = fmt::format("ethtool -X {} equal {}", shell_word(nic.name), queues)};
}

std::vector<Evidence> table_evidence(const Nic& nic, const Table& table) {
  std::vector<std::string> pieces;
  for (const auto& [queue, buckets] : table.buckets) {
    pieces.push_back(fmt::format("{}: {}", queue, buckets));
  }
  return {{fmt::format("ethtool -x {}", shell_word(nic.name)),
           fmt::format("buckets per queue {}", joined(pieces, ", "))},
          {fmt::format("ethtool -l {}", shell_word(nic.name)),
           fmt::format("{} receive queues", table.queues)}};
}

bool is_zero(const std::vector<std::uint8_t>& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

bool serves_tcp(const HostSnapshot& host, const Nic& nic) {
  return std::any_of(host.flows.begin(), host.flows.end(), [&](const Flow& flow) {
    return flow.transport == Transport::tcp && carries(host, nic, flow.nic);
  });
}

}  // namespace

void check_rss_key_asymmetric(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto* context = default_context(*nic);
    if (!context || context->key.empty() || nic->active_rx_queues() < 2) continue;
    if (!context->function.empty() && context->function != "toeplitz") continue;
    if (is_symmetric_transform(context->input_transform) || is_symmetric_key(context->key))
      continue;
    if (!serves_tcp(input.host, *nic)) continue;
    const auto key = key_text(repeated_key(kSymmetricPattern, context->key.size()));
    const auto shown = std::span(context->key).first(std::min<std::size_t>(8, context->key.size()));
    add_finding(findings, rule, nic->name,
                fmt::format("{} serves TCP, and its {}-byte hash key ({}:…) is not symmetric",
                            nic->name, context->key.size(), key_text(shown)),
                {{fmt::format("ethtool -x {}", shell_word(nic->name)),
                  fmt::format("RSS hash key: {}:…", key_text(shown))},
                 {"ss -Htn", fmt::format("TCP connections at {}", nic->name)}},
                {.policy = interface_policy(nic->name, "rss: {key: symmetric}"),
                 .shell = fmt::format("ethtool -X {} hkey {}", shell_word(nic->name), key)});
  }
}

void check_udp_addresses_only(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto table = table_of(*nic);
    if (!table || table->buckets.size() < 2) continue;
    std::vector<std::string> types;
    std::vector<std::string> commands;
    std::vector<Evidence> evidence;
    for (const auto& fields : nic->hash_fields) {
      const bool udp = fields.flow_type == "udp4" || fields.flow_type == "udp6";
      if (!udp || !fields.l3 || fields.ports) continue;
      types.push_back(fields.flow_type);
      commands.push_back(fmt::format("ethtool -N {} rx-flow-hash {} sdfn", shell_word(nic->name),
                                     fields.flow_type));
      evidence.push_back(
          {fmt::format("ethtool -n {} rx-flow-hash {}", shell_word(nic->name), fields.flow_type),
           "IP SA, IP DA; no L4 ports"});
    }
    if (types.empty()) continue;
    add_finding(findings, rule, nic->name,
                fmt::format("{} hashes {} on addresses only, not on ports", nic->name,
                            joined(types, " and ")),
                std::move(evidence), {.shell = joined(commands, "\n")});
  }
}

void check_rss_table_broken(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto table = table_of(*nic);
    if (!table || !looks_left_over(*table)) continue;
    const auto used = table->buckets.size();
    // sfc shows zeros for both when it does not know what the device holds.
    const bool may_be_unread =
        used == 1 && !table->context.key.empty() && is_zero(table->context.key);
    auto& finding = add_finding(
        findings, rule, nic->name,
        fmt::format(
            "the RSS table of {} is the default for {} {}, and {} has {}: {}queues {} get no "
            "packets",
            nic->name, used, used == 1 ? "queue" : "queues", nic->name, table->queues,
            may_be_unread ? "unless the driver shows zeros for want of the true table and key, "
                          : "",
            list_of(table->skipped)),
        table_evidence(*nic, *table), equal_fix(*nic, table->queues));
    if (may_be_unread) finding.severity = Severity::advice;
  }
}

void check_rss_table_skips(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto table = table_of(*nic);
    if (!table || table->skipped.empty() || looks_left_over(*table)) continue;
    add_finding(
        findings, rule, nic->name,
        fmt::format("the RSS table of {} skips queues {} of {}, and no ntuple rule or other "
                    "table feeds them",
                    nic->name, list_of(table->skipped), table->queues),
        table_evidence(*nic, *table), equal_fix(*nic, table->queues));
  }
}

void check_rss_table_favours(const AuditInput& input, const Rule& rule, Findings& findings) {
  for (const auto* nic : audited_nics(input.host)) {
    const auto table = table_of(*nic);
    if (!table || table->buckets.size() < 2) continue;
    const auto by_size = [](const auto& a, const auto& b) { return a.second < b.second; };
    const auto most = *std::max_element(table->buckets.begin(), table->buckets.end(), by_size);
    // A table that is not a multiple of the queues gives some of them one bucket more.
    const auto fair = table->context.indirection.size() / table->buckets.size() + 1;
    std::pair<std::uint32_t, std::size_t> least = most;
    for (const auto& entry : table->buckets) {
      if (!table->apart.contains(entry.first) && entry.second < least.second) least = entry;
    }
    if (most.second <= fair || least.second + 1 >= most.second) continue;
    add_finding(findings, rule, nic->name,
                fmt::format("the RSS table of {} gives queue {} {} buckets and queue {} {}",
                            nic->name, most.first, most.second, least.first, least.second),
                table_evidence(*nic, *table), equal_fix(*nic, table->queues));
  }
}

}  // namespace holdfast
