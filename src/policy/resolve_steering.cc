// RSS, flow rules, XPS, RPS, RFS and NAPI of one interface.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/resolving.h"

namespace holdfast {
namespace {

using Kind = SettingKind;

// True when the demand at `place` is to give way, since `why`.
bool gives_way(Resolving& resolving, const Nic& nic, const TextPlace& place, bool lacks,
               std::string_view why) {
  if (!lacks || !is_optional(resolving.policy, place)) return false;
  resolving.note(fmt::format("{}: left out: {}", nic.name, why));
  return true;
}

void resolve_indirection(Resolving& resolving, const Nic& nic, const RssRule& rule,
                         const QueueCounts& queues) {
  if (rule.indirection_default) {
    resolving.demand(Kind::rss_table, nic.name, "0", "default", rule.indirection_default->place);
  }
  if (rule.equal) {
    const auto count = resolving.number_of(*rule.equal, nic, queues.rx);
    if (!count) return;
    if (*count > queues.rx) {
      resolving.complaints.error(
          rule.equal->place,
          fmt::format("{}: RSS over {} queues, and it has {}", nic.name, *count, queues.rx));
      return;
    }
    resolving.demand(Kind::rss_table, nic.name, "0", fmt::format("equal {}", *count),
                     rule.equal->place);
  }
  if (!rule.table.empty()) {
    std::string value;
    for (const auto& word : rule.table) value += (value.empty() ? "" : " ") + word.text;
    resolving.demand(Kind::rss_table, nic.name, "0", value, rule.table.front().place);
  }
  if (rule.weight.empty()) return;
  std::string value = "weight";
  for (const auto& word : rule.weight) value += " " + word.text;
  if (rule.weight.size() > queues.rx) {
    resolving.complaints.error(rule.weight.front().place,
                               fmt::format("{}: {} weights, and it has {} receive queues", nic.name,
                                           rule.weight.size(), queues.rx));
    return;
  }
  resolving.demand(Kind::rss_table, nic.name, "0", value, rule.weight.front().place);
}

void resolve_rss(Resolving& resolving, const Nic& nic, const RssRule& rule,
                 const QueueCounts& queues) {
  const TextPlace& place = rule.key                   ? rule.key->place
                           : rule.equal               ? rule.equal->place
                           : !rule.weight.empty()     ? rule.weight.front().place
                           : !rule.table.empty()      ? rule.table.front().place
                           : rule.indirection_default ? rule.indirection_default->place
                                                      : TextPlace{};
  const bool has_table = !nic.rss.empty() && !nic.rss.front().indirection.empty();
  const bool has_key = !nic.rss.empty() && !nic.rss.front().key.empty();
  if (rule.key && rule.key->text != "default" &&
      !gives_way(resolving, nic, place, !has_key, "the driver tells no RSS key")) {
    resolving.demand(Kind::rss_key, nic.name, "0", rule.key->text, rule.key->place);
  }
  if (!gives_way(resolving, nic, place, !has_table, "the driver tells no RSS table")) {
    resolve_indirection(resolving, nic, rule, queues);
  }
  for (const auto& [type, fields] : rule.hash_fields) {
    const bool is_told =
        std::any_of(nic.hash_fields.begin(), nic.hash_fields.end(),
                    [&](const HashFields& known) { return known.flow_type == type.text; });
    if (gives_way(resolving, nic, fields.place, !is_told,
                  fmt::format("the driver tells no hash fields of {}", type.text))) {
      continue;
    }
    resolving.demand(Kind::rss_hash_fields, nic.name, type.text, fields.text, fields.place);
  }
}

void resolve_flows(Resolving& resolving, const NicRules& of, const QueueCounts& queues) {
  constexpr const char* kFeature = "rx-ntuple-filter";
  const Nic& nic = *of.nic;
  const Feature* ntuple = nic.feature(kFeature);
  const bool can = ntuple && (ntuple->active || !ntuple->fixed);
  bool is_wanted = false;
  for (const auto* rule : of.rules) {
    for (const auto& flow : rule->flows) {
      if (gives_way(resolving, nic, flow.place, !can, "the device has no flow rules (ntuple)")) {
        continue;
      }
      if (flow.queue && *flow.queue >= queues.rx) {
        resolving.complaints.error(
            flow.place, fmt::format("{}: a flow to receive queue {}, and it has {}", nic.name,
                                    *flow.queue, queues.rx));
        continue;
      }
      // The rules are refused while the feature is off.
      if (!is_wanted && ntuple) {
        resolving.demand(Kind::feature, nic.name, kFeature, "on", flow.place);
      }
      is_wanted = true;
      std::string value = "drop";
      if (flow.queue) value = fmt::format("queue {}", *flow.queue);
      if (flow.location) value += fmt::format(" location {}", *flow.location);
      resolving.demand(Kind::flow_rule, nic.name, flow.name, value, flow.place);
    }
  }
}

void resolve_masks(Resolving& resolving, const Nic& nic, Kind kind, const Entries& masks,
                   std::uint32_t count) {
  for (const auto& [queue, expression] : masks) {
    const auto number = parse_number<std::uint32_t>(std::string_view(queue.text).substr(3));
    if (!number || *number >= count) {
      resolving.complaints.error(
          queue.place, fmt::format("{} has no queue {}: it has {}", nic.name, queue.text, count));
      continue;
    }
    if (expression.text == "none") {
      resolving.demand(kind, nic.name, queue.text, "", queue.place);
    } else if (const auto cpus = resolving.cpus_of(expression, &nic)) {
      resolving.demand(kind, nic.name, queue.text, cpus->to_list(), queue.place);
    }
  }
}

void resolve_xps(Resolving& resolving, const NicRules& of, const QueueCounts& queues) {
  const Nic& nic = *of.nic;
  for (const auto* rule : of.rules) {
    // net/core/net-sysfs.c: a device with one transmit queue has no XPS.
    if (rule->xps && !gives_way(resolving, nic, rule->xps->place, queues.tx <= 1,
                                "XPS: it has one transmit queue")) {
      resolving.demand(Kind::xps, nic.name, "", rule->xps->text, rule->xps->place);
    }
    resolve_masks(resolving, nic, Kind::xps, rule->xps_queues, queues.tx);
  }
}

void resolve_rps(Resolving& resolving, const NicRules& of, const QueueCounts& queues) {
  const Nic& nic = *of.nic;
  for (const auto* rule : of.rules) {
    std::optional<Word> everywhere = rule->rps;
    if (rule->rps_single_queue) {
      everywhere = rule->rps_single_queue;
      if (queues.rx > 1) everywhere->text = "off";
    }
    if (everywhere && everywhere->text == "off") {
      resolving.demand(Kind::rps, nic.name, "", "", everywhere->place);
    } else if (everywhere) {
      if (const auto cpus = resolving.cpus_of(*everywhere, &nic)) {
        resolving.demand(Kind::rps, nic.name, "", cpus->to_list(), everywhere->place);
      }
    }
    resolve_masks(resolving, nic, Kind::rps, rule->rps_queues, queues.rx);
    if (rule->rfs) {
      resolving.demand(Kind::rps_flow_count, nic.name, "",
                       rule->rfs->text == "off" ? "0" : rule->rfs->text, rule->rfs->place);
    }
  }
}

void resolve_napi(Resolving& resolving, const NicRules& of) {
  const Nic& nic = *of.nic;
  for (const auto* rule : of.rules) {
    const auto plain = [&](const std::optional<Word>& word, Kind kind, bool exists,
                           std::string_view file) {
      if (!word) return;
      const auto why = fmt::format("this kernel has no {} of it", file);
      if (gives_way(resolving, nic, word->place, !exists, why)) return;
      resolving.demand(kind, nic.name, "", word->text, word->place);
    };
    plain(rule->threaded_napi, Kind::threaded_napi, nic.threaded_napi.has_value(), "threaded NAPI");
    plain(rule->napi_defer_hard_irqs, Kind::napi_defer_hard_irqs,
          nic.napi_defer_hard_irqs.has_value(), "napi_defer_hard_irqs");
    plain(rule->gro_flush_timeout, Kind::gro_flush_timeout, nic.gro_flush_timeout_ns.has_value(),
          "gro_flush_timeout");
  }
}

}  // namespace

void resolve_steering(Resolving& resolving, const NicRules& of, const QueueCounts& queues) {
  for (const auto* rule : of.rules) {
    if (rule->rss) resolve_rss(resolving, *of.nic, *rule->rss, queues);
  }
  resolve_flows(resolving, of, queues);
  resolve_napi(resolving, of);
  resolve_xps(resolving, of, queues);
  resolve_rps(resolving, of, queues);
}

}  // namespace holdfast
