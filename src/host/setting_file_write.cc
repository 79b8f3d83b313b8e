#include "host/setting_file_write.h"

#include <fmt/format.h>

#include <functional>

#include "base/check.h"
#include "base/text.h"
#include "host/irq_lookup.h"
#include "host/setting_file_meaning.h"
#include "host/write_refusal.h"

namespace holdfast {
namespace {

constexpr std::string_view kNet = "/sys/class/net";

bool is_plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

/// "rx-3" below the interface's queues.
bool is_queue_name(std::string_view name, std::string_view direction) {
  return name.starts_with(direction) && parse_number<std::uint32_t>(name.substr(direction.size()));
}

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
  return put(files, wanted, fmt::format("/proc/irq/{}/smp_affinity_list", irq->value),
             cpus->to_list(),
             [&](std::errc error) { return meaning_for_interrupt(error, wanted); });
}

Result<void> write_default_affinity(HostFiles& files, const Setting& wanted) {
  const auto cpus = online_cpus_of(files, wanted);
  if (!cpus) return tl::unexpected(cpus.error());
  return put(files, wanted, "/proc/irq/default_smp_affinity", mask_of(*cpus),
             [&](std::errc error) { return meaning_for_interrupt(error, wanted); });
}

Result<void> write_queue_file(HostFiles& files, const Setting& wanted) {
  const auto& object = wanted.object;
  const bool xps = object.kind == SettingKind::xps;
  if (!is_queue_name(object.name, xps ? "tx-" : "rx-")) {
    return refused(wanted, ErrorCode::usage, "expected a queue such as rx-0 or tx-0");
  }
  std::string text = wanted.value;
  std::string_view file = "rps_flow_cnt";
  if (object.kind != SettingKind::rps_flow_count) {
    const auto cpus = cpus_of(wanted);
    if (!cpus) return tl::unexpected(cpus.error());
    text = mask_of(*cpus);
    file = xps ? "xps_cpus" : "rps_cpus";
  } else if (!parse_number<std::uint32_t>(text)) {
    return refused(wanted, ErrorCode::usage, "expected a number");
  }
  return put(files, wanted, fmt::format("{}/{}/queues/{}/{}", kNet, object.nic, object.name, file),
             text, [&](std::errc error) { return meaning_for_queue(error, wanted); });
}

Result<void> write_nic_file(HostFiles& files, const Setting& wanted) {
  std::string text = wanted.value;
  std::string_view file = name_of(wanted.object.kind);  // the kernel's names, but one
  if (wanted.object.kind == SettingKind::threaded_napi) {
    file = "threaded";
    if (text != "on" && text != "off") {
      return refused(wanted, ErrorCode::usage, "expected on or off");
    }
    text = text == "on" ? "1" : "0";
  } else if (!parse_number<std::uint64_t>(text)) {
    return refused(wanted, ErrorCode::usage, "expected a number");
  }
  const std::string folder = fmt::format("{}/{}", kNet, wanted.object.nic);
  return put(files, wanted, fmt::format("{}/{}", folder, file), text, [&](std::errc error) {
    if (error == std::errc::no_such_file_or_directory) {
      return std::string(files.exists(folder) ? "this kernel does not have this setting"
                                              : "there is no such interface");
    }
    return meaning_for_queue(error, wanted);
  });
}

Result<void> write_sysctl(HostFiles& files, const Setting& wanted) {
  const std::string path = procfs_path_of(wanted.object.name);
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

std::string procfs_path_of(std::string_view name) {
  std::string path(name);
  // As sysctl(8): the separator that comes first is the one between the parts.
  const auto first = path.find_first_of("./");
  if (first != std::string::npos && path[first] == '.') {
    for (char& c : path) c = c == '.' ? '/' : c == '/' ? '.' : c;
  }
  for (const auto part : split(path, '/')) {
    if (!is_plain_name(part)) return "";
  }
  return "/proc/sys/" + path;
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
  if (!is_plain_name(wanted.object.nic)) {
    return refused(wanted, ErrorCode::usage, "this is no name of an interface");
  }
  const bool of_queue = wanted.object.kind == SettingKind::xps ||
                        wanted.object.kind == SettingKind::rps ||
                        wanted.object.kind == SettingKind::rps_flow_count;
  return of_queue ? write_queue_file(files, wanted) : write_nic_file(files, wanted);
}

}  // namespace holdfast
