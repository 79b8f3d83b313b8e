#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "plan/irq_list.h"
#include "plan/setting_parts.h"

namespace holdfast {
namespace {

std::string one_blank(std::string_view text) {
  return fmt::format("{}", fmt::join(words_of(text), " "));
}

const Thread* thread_of(const HostSnapshot& host, const SettingObject& object) {
  for (const auto& thread : host.threads) {
    if (object.thread == thread.id && object.thread_start_ticks == thread.start_time_ticks) {
      return &thread;
    }
  }
  return nullptr;
}

std::string scheduling_text(const Thread& thread) {
  const bool realtime =
      thread.policy == SchedulingPolicy::fifo || thread.policy == SchedulingPolicy::rr;
  return realtime ? fmt::format("{} {}", name_of(thread.policy), thread.rt_priority)
                  : std::string(name_of(thread.policy));
}

void set_scheduling(Thread& thread, std::string_view text) {
  const auto policy = next_word(text);
  for (const auto each : {SchedulingPolicy::other, SchedulingPolicy::fifo, SchedulingPolicy::rr,
                          SchedulingPolicy::batch, SchedulingPolicy::idle,
                          SchedulingPolicy::deadline, SchedulingPolicy::ext}) {
    if (name_of(each) == policy) thread.policy = each;
  }
  thread.rt_priority = parse_number<std::uint32_t>(next_word(text)).value_or(0);
}

std::string service_text(const Irqbalance& irqbalance) {
  if (irqbalance.process) return "running";
  return irqbalance.masked ? "masked" : "stopped";
}

void set_service(Irqbalance& irqbalance, std::string_view text) {
  irqbalance.masked = text == "masked";
  if (text != "running") {
    irqbalance.process.reset();
  } else if (!irqbalance.process) {
    irqbalance.process = ThreadId{1};
  }
}

}  // namespace

Value host_value(const HostSnapshot& host, const SettingObject& object) {
  switch (object.kind) {
    case SettingKind::sysctl: {
      const auto found = host.settings.sysctls.find(object.name);
      return found != host.settings.sysctls.end() ? Value(one_blank(found->second)) : std::nullopt;
    }
    case SettingKind::default_smp_affinity: {
      const auto& cpus = host.settings.default_smp_affinity;
      return cpus ? Value(cpus->to_list()) : std::nullopt;
    }
    case SettingKind::irqbalance_ban:
      if (!host.irqbalance || !host.irqbalance->process) return std::nullopt;
      return to_list(host.irqbalance->banned_irqs);
    case SettingKind::irqbalance_service:
      return host.irqbalance ? Value(service_text(*host.irqbalance)) : std::nullopt;
    case SettingKind::thread_affinity: {
      const Thread* thread = thread_of(host, object);
      return thread ? Value(thread->affinity.to_list()) : std::nullopt;
    }
    case SettingKind::thread_scheduling: {
      const Thread* thread = thread_of(host, object);
      return thread ? Value(scheduling_text(*thread)) : std::nullopt;
    }
    case SettingKind::file: {
      const auto found = host.files.find(object.name);
      return found != host.files.end() ? found->second : std::string();
    }
    default: return std::nullopt;
  }
}

void set_host_value(HostSnapshot& host, const Setting& setting) {
  const auto& object = setting.object;
  const auto cpus = CpuSet::parse_list(setting.value);
  switch (object.kind) {
    case SettingKind::sysctl: host.settings.sysctls[object.name] = setting.value; return;
    case SettingKind::default_smp_affinity:
      if (cpus) host.settings.default_smp_affinity = *cpus;
      return;
    case SettingKind::irqbalance_ban:
      if (host.irqbalance) {
        host.irqbalance->banned_irqs =
            parse_irq_list(setting.value).value_or(host.irqbalance->banned_irqs);
      }
      return;
    case SettingKind::irqbalance_service:
      if (host.irqbalance) set_service(*host.irqbalance, setting.value);
      return;
    case SettingKind::thread_affinity:
    case SettingKind::thread_scheduling: {
      const Thread* found = thread_of(host, object);
      if (!found) return;
      auto& thread = host.threads[static_cast<std::size_t>(found - host.threads.data())];
      if (object.kind == SettingKind::thread_scheduling) {
        set_scheduling(thread, setting.value);
      } else if (cpus) {
        thread.affinity = *cpus;
      }
      return;
    }
    case SettingKind::file:
      if (setting.value.empty()) {
        host.files.erase(object.name);
      } else {
        host.files[object.name] = setting.value;
      }
      return;
    default: return;
  }
}

}  // namespace holdfast
