#include "host/setting_file_write.h"

#include <fmt/format.h>

#include <functional>

#include "base/check.h"
#include "base/text.h"
#include "host/irq_lookup.h"
#include "host/setting_file_meaning.h"
#include "host/write_refusal.h"
#include "model/setting_path.h"

namespace holdfast {
namespace {

/// The mask notation, without leading zeros: bits beyond the kernel's CPUs are EOVERFLOW.
std::string mask_of(const CpuSet& cpus) {
  const auto all = cpus.to_vector();
  return all.empty() ? "0" : cpus.to_mask(all.back().value + 1);
}

Result<void> put(HostFiles& files, const Setting& wanted, const std::string& path,
                 std::string_view text, const std::function<std::string(std::errc)>& meaning) {
  const auto written = files.put(path, text);
  if (!written) return refused(wanted, written.error(), meaning(written.error()));
  return {};
}

Result<CpuSet> cpus_of(const Setting& wanted) {
  auto cpus = CpuSet::parse_list(wanted.value);
  if (!cpus) return refused(wanted, ErrorCode::usage, "expected CPUs such as 0-3,8");
  return cpus;
}

/// The CPUs; refused when none of them is online.
Result<CpuSet> online_cpus_of(HostFiles& files, const Setting& wanted) {
  auto cpus = cpus_of(wanted);
  if (!cpus) return cpus;
  if (cpus->empty()) return refused(wanted, ErrorCode::usage, "no CPU is named");
  const auto text = files.text("/sys/devices/system/cpu/online");
  const auto online = text ? CpuSet::parse_list(*text) : fail(ErrorCode::absent, "");
  if (online && !cpus->intersects(*online)) {
    return refused(wanted, ErrorCode::failed,
                   fmt::format("none of these CPUs is online (online: {})", online->to_list()));
  }
  return cpus;
}

Result<void> write_interrupt(HostFiles& files, const Setting& wanted) {
  const auto irq = find_irq(files, wanted);
  if (!irq) return tl::unexpected(irq.error());
  const auto cpus = online_cpus_of(files, wanted);
  if (!cpus) return tl::unexpected(cpus.error());
  SettingObject now = wanted.object;
  now.irq = *irq;
  return put(files, wanted, setting_path_of(now), cpus->to_list(),
             [&](std::errc error) { return meaning_for_interrupt(error, wanted); });
}

Result<void> write_default_affinity(HostFiles& files, const Setting& wanted) {
  const auto cpus = online_cpus_of(files, wanted);
  if (!cpus) return tl::unexpected(cpus.error());
  return put(files, wanted, "/proc/irq/default_smp_affinity", mask_of(*cpus),
             [&](std::errc error) { return meaning_for_interrupt(error, wanted); });
}

Result<void> write_queue_file(HostFiles& files, const Setting& wanted) {
  const std::string path = setting_path_of(wanted.object);
  if (path.empty()) {
    return refused(wanted, ErrorCode::usage, "expected a queue such as rx-0 or tx-0");
  }
  std::string text = wanted.value;
  if (wanted.object.kind != SettingKind::rps_flow_count) {
    const auto cpus = cpus_of(wanted);
    if (!cpus) return tl::unexpected(cpus.error());
    text = mask_of(*cpus);
  } else if (!parse_number<std::uint32_t>(text)) {
    return refused(wanted, ErrorCode::usage, "expected a number");
  }
  return put(files, wanted, path, text,
             [&](std::errc error) { return meaning_for_queue(error, wanted); });
}

Result<void> write_nic_file(HostFiles& files, const Setting& wanted) {
  std::string text = wanted.value;
  if (wanted.object.kind == SettingKind::threaded_napi) {
    if (text != "on" && text != "off") {
      return refused(wanted, ErrorCode::usage, "expected on or off");
    }
    text = text == "on" ? "1" : "0";
  } else if (!parse_number<std::uint64_t>(text)) {
    return refused(wanted, ErrorCode::usage, "expected a number");
  }
  const std::string path = setting_path_of(wanted.object);
  return put(files, wanted, path, text, [&](std::errc error) {
    if (error == std::errc::no_such_file_or_directory) {
      return std::string(files.exists(path.substr(0, path.rfind('/')))
                             ? "this kernel does not have this setting"
                             : "there is no such interface");
    }
    return meaning_for_queue(error, wanted);
  });
}

Result<void> write_sysctl(HostFiles& files, const Setting& wanted) {
  const std::string path = setting_path_of(wanted.object);
  if (path.empty()) return refused(wanted, ErrorCode::usage, "this is no name of a sysctl");
  if (wanted.value.find('\n') != std::string::npos) {
    return refused(wanted, ErrorCode::usage, "a sysctl has one line");
  }
  return put(files, wanted, path, wanted.value, meaning_for_sysctl);
}

}  // namespace

bool is_setting_file(SettingKind kind) {
  switch (kind) {
    case SettingKind::threaded_napi:
    case SettingKind::napi_defer_hard_irqs:
    case SettingKind::gro_flush_timeout:
    case SettingKind::default_smp_affinity:
    case SettingKind::vector:
    case SettingKind::device_irq:
    case SettingKind::xps:
    case SettingKind::rps:
    case SettingKind::rps_flow_count:
    case SettingKind::sysctl: return true;
    default: return false;
  }
}

Result<void> write_setting_file(HostFiles& files, const Setting& wanted) {
  HOLDFAST_CHECK(is_setting_file(wanted.object.kind));
  switch (wanted.object.kind) {
    case SettingKind::vector:
    case SettingKind::device_irq: return write_interrupt(files, wanted);
    case SettingKind::default_smp_affinity: return write_default_affinity(files, wanted);
    case SettingKind::sysctl: return write_sysctl(files, wanted);
    default: break;
  }
  if (nic_path_of(wanted.object.nic).empty()) {
    return refused(wanted, ErrorCode::usage, "this is no name of an interface");
  }
  const bool of_queue = wanted.object.kind == SettingKind::xps ||
                        wanted.object.kind == SettingKind::rps ||
                        wanted.object.kind == SettingKind::rps_flow_count;
  return of_queue ? write_queue_file(files, wanted) : write_nic_file(files, wanted);
}

}  // namespace holdfast
