#include "model/setting.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "model/demand.h"
#include "model/plan.h"

namespace holdfast {
namespace {

constexpr std::array kKinds = {
    std::pair{SettingKind::channels, std::string_view("channels")},
    std::pair{SettingKind::rings, std::string_view("rings")},
    std::pair{SettingKind::feature, std::string_view("feature")},
    std::pair{SettingKind::coalesce, std::string_view("coalesce")},
    std::pair{SettingKind::rss_key, std::string_view("rss_key")},
    std::pair{SettingKind::rss_table, std::string_view("rss_table")},
    std::pair{SettingKind::rss_hash_fields, std::string_view("rss_hash_fields")},
    std::pair{SettingKind::flow_rule, std::string_view("flow_rule")},
    std::pair{SettingKind::threaded_napi, std::string_view("threaded_napi")},
    std::pair{SettingKind::napi_defer_hard_irqs, std::string_view("napi_defer_hard_irqs")},
    std::pair{SettingKind::gro_flush_timeout, std::string_view("gro_flush_timeout")},
    std::pair{SettingKind::irqbalance_service, std::string_view("irqbalance_service")},
    std::pair{SettingKind::irqbalance_ban, std::string_view("irqbalance_ban")},
    std::pair{SettingKind::default_smp_affinity, std::string_view("default_smp_affinity")},
    std::pair{SettingKind::vector, std::string_view("vector")},
    std::pair{SettingKind::device_irq, std::string_view("device_irq")},
    std::pair{SettingKind::xps, std::string_view("xps")},
    std::pair{SettingKind::rps, std::string_view("rps")},
    std::pair{SettingKind::rps_flow_count, std::string_view("rps_flow_count")},
    std::pair{SettingKind::sysctl, std::string_view("sysctl")},
    std::pair{SettingKind::thread_affinity, std::string_view("thread_affinity")},
    std::pair{SettingKind::thread_scheduling, std::string_view("thread_scheduling")},
    std::pair{SettingKind::file, std::string_view("file")},
};

std::string joined_words(std::initializer_list<std::string_view> words) {
  std::string text;
  for (const auto word : words) {
    if (word.empty()) continue;
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

}  // namespace

std::string_view name_of(SettingKind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return name;
  }
  return "unknown";
}

std::optional<SettingKind> parse_setting_kind(std::string_view name) {
  for (const auto& [kind, known] : kKinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

std::string label_of(const SettingObject& object) {
  const std::string kind(name_of(object.kind));
  switch (object.kind) {
    case SettingKind::vector:
      return joined_words(
          {object.nic, object.name, object.irq ? fmt::format("(irq {})", object.irq->value) : ""});
    case SettingKind::device_irq:
      return object.irq ? fmt::format("irq {} ({})", object.irq->value, object.name)
                        : joined_words({"irq", object.name});
    case SettingKind::thread_affinity:
    case SettingKind::thread_scheduling:
      return joined_words(
          {"thread", object.name,
           object.thread ? fmt::format("({})", object.thread->value) : std::string(),
           object.kind == SettingKind::thread_affinity ? "affinity" : "scheduling"});
    case SettingKind::irqbalance_ban: return "irqbalance bans";
    case SettingKind::irqbalance_service: return "irqbalance service";
    case SettingKind::file: return object.name;
    case SettingKind::feature: return joined_words({object.nic, object.name});
    case SettingKind::rss_key:
    case SettingKind::rss_table:
      return joined_words({object.nic, kind == "rss_key" ? "RSS key" : "RSS table",
                           object.name == "0" || object.name.empty() ? "" : "context",
                           object.name == "0" ? "" : object.name});
    case SettingKind::rss_hash_fields: return joined_words({object.nic, "RSS hash", object.name});
    case SettingKind::flow_rule: return joined_words({object.nic, "flow", object.name});
    default: return joined_words({object.nic, kind, object.name});
  }
}

std::string to_text(const TextPlace& place) {
  if (place.line == 0) return place.file;
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string_view name_of(Risk risk) {
  switch (risk) {
    case Risk::safe: return "safe";
    case Risk::resets_queues: return "resets-queues";
    case Risk::drops_link: return "drops-link";
  }
  return "drops-link";
}

std::optional<Risk> parse_risk(std::string_view name) {
  for (const auto risk : {Risk::safe, Risk::resets_queues, Risk::drops_link}) {
    if (name_of(risk) == name) return risk;
  }
  return std::nullopt;
}

std::string_view name_of(StepReason reason) {
  switch (reason) {
    case StepReason::differs: return "differs";
    case StepReason::follows: return "follows";
    case StepReason::before_channels: return "before-channels";
    case StepReason::placement: return "placement";
    case StepReason::persists: return "persists";
    case StepReason::restores: return "restores";
  }
  return "differs";
}

std::string_view sentence_of(StepReason reason) {
  switch (reason) {
    case StepReason::differs: return "The policy names it, and it is otherwise.";
    case StepReason::follows:
      return "An earlier step makes it or resets it, so that it is set after that step.";
    case StepReason::before_channels:
      return "The RSS table goes to its default before channels shrink: it may not name queues "
             "that go away.";
    case StepReason::placement:
      return "The mask is right already, but the interrupt is delivered elsewhere.";
    case StepReason::persists: return "So that it is there after a boot.";
    case StepReason::restores: return "The rollback puts back what was.";
  }
  return "";
}

bool Plan::is_refused() const {
  for (const auto& refusal : refusals) {
    if (!refusal.expected) return true;
  }
  return false;
}

}  // namespace holdfast
