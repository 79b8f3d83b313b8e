#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "base/text.h"
#include "plan/cpu_roles.h"
#include "plan/rules.h"

namespace holdfast {
namespace {

/// A file acts at boot or when a device appears; a program acts when it runs or is started at boot.
bool is_active(const Writer& writer) {
  const bool program = writer.kind == WriterKind::service || writer.kind == WriterKind::unit ||
                       writer.kind == WriterKind::orchestrator || writer.kind == WriterKind::tool;
  return !program || writer.running || writer.enabled;
}

/// What a writer owns, one thing each, in lower case; "irq" is written out.
std::vector<std::string> things_of(const Writer& writer) {
  std::vector<std::string> things;
  for (const auto piece : split(writer.owns, ',')) {
    std::string thing(trim(piece));
    std::transform(thing.begin(), thing.end(), thing.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (thing.starts_with("irq ")) thing.replace(0, 3, "interrupt");
    if (!thing.empty()) things.push_back(std::move(thing));
  }
  return things;
}

std::string state_of(const Writer& writer) {
  if (writer.running) return writer.enabled ? "running, starts at boot" : "running";
  return writer.enabled ? "starts at boot" : "present";
}

Evidence evidence_of(const Writer& writer) { return {writer.evidence, state_of(writer)}; }

/// The unit that the evidence names ("process 7 tuned, /etc/systemd/…/tuned.service"); or empty.
std::string_view unit_of(const Writer& writer) {
  const std::string_view evidence = writer.evidence;
  if (!evidence.ends_with(".service")) return {};
  return evidence.substr(evidence.rfind('/') + 1);
}

/// How to stop it; empty for a tool that will be gone by itself.
std::string way_out(const Writer& writer) {
  const auto path = writer.evidence.substr(0, writer.evidence.find(':'));
  const bool is_file = path.starts_with('/');
  switch (writer.kind) {
    case WriterKind::service:
    case WriterKind::unit:
    case WriterKind::orchestrator:
      if (const auto unit = unit_of(writer); !unit.empty()) {
        return fmt::format("systemctl disable --now {}", unit);
      }
      return writer.process ? fmt::format("systemctl disable --now $(ps -o unit= -p {})",
                                          writer.process->value)
                            : "";
    case WriterKind::udev_rule:
    case WriterKind::link_file:
      return is_file ? fmt::format("mv {0} {0}.disabled && udevadm control --reload", path) : "";
    case WriterKind::cron:
    case WriterKind::boot_script:
    case WriterKind::sysctl_file: return is_file ? fmt::format("mv {0} {0}.disabled", path) : "";
    case WriterKind::tool: return "";
  }
  return "";
}

void check_writers(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  for (const auto& writer : input.host.writers) {
    if (!is_active(writer)) continue;
    add_finding(findings, rule, writer.name,
                fmt::format("{} ({}, {}) sets {}; a policy should name what it leaves to it",
                            writer.name, name_of(writer.kind), state_of(writer), writer.owns),
                {evidence_of(writer)}, {"", way_out(writer)});
  }
}

/// Programs that are made to work together: tuned and CRI-O take CPUs away from irqbalance by its
/// own configuration, and OpenShift's operator runs tuned.
bool is_of_one_set(std::string_view name) {
  constexpr std::string_view kSet[] = {"tuned", "irqbalance", "node tuning operator", "CRI-O",
                                       "kubelet"};
  return std::find(std::begin(kSet), std::end(kSet), name) != std::end(kSet);
}

/// Two that own the same thing and do no harm to each other.
bool get_on(const Writer& a, const Writer& b) {
  // Of files of one kind, read in order, the last one holds.
  const auto read_in_order = [&](WriterKind kind) { return a.kind == kind && b.kind == kind; };
  const bool googles = a.name.starts_with("google") && b.name.starts_with("google");
  return a.name == b.name || read_in_order(WriterKind::sysctl_file) ||
         read_in_order(WriterKind::link_file) || googles ||
         (is_of_one_set(a.name) && is_of_one_set(b.name));
}

void check_conflicts(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  std::map<std::string, std::vector<const Writer*>> owners;
  for (const auto& writer : input.host.writers) {
    if (!is_active(writer)) continue;
    for (const auto& thing : things_of(writer)) {
      auto& of_thing = owners[thing];
      const bool peaceful = std::any_of(of_thing.begin(), of_thing.end(), [&](const Writer* other) {
        return get_on(*other, writer);
      });
      if (!peaceful) of_thing.push_back(&writer);
    }
  }
  for (const auto& [thing, writers] : owners) {
    if (writers.size() < 2) continue;
    std::vector<std::string> names;
    std::vector<Evidence> evidence;
    for (const auto* writer : writers) {
      names.push_back(writer->name);
      evidence.push_back(evidence_of(*writer));
    }
    add_finding(findings, rule, thing,
                fmt::format("{} writers may set {}: {}; there should be one", writers.size(), thing,
                            joined(names)),
                std::move(evidence), {"", way_out(*writers.back())});
  }
}

bool sets_affinity(const Writer& writer) {
  const auto things = things_of(writer);
  return std::any_of(things.begin(), things.end(), [](const std::string& thing) {
    const bool interrupts =
        thing.find("irq") != std::string::npos || thing.find("interrupt") != std::string::npos;
    return interrupts && thing.find("affinit") != std::string::npos;
  });
}

void check_isolation(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  const auto isolated = isolated_cpus(input.host.topology);
  const Vector* astray = nullptr;
  for (const auto& vector : input.host.vectors) {
    if (vector.nic.empty() || vector.managed || !vector.effective) continue;
    if (!vector.effective->empty() && vector.effective->is_subset_of(isolated)) {
      astray = &vector;
      break;
    }
  }
  if (!astray) return;
  for (const auto& writer : input.host.writers) {
    // irqbalance leaves isolated and nohz_full CPUs alone by itself, and has rules of its own.
    if (!is_active(writer) || writer.name == "irqbalance" || !sets_affinity(writer)) continue;
    const auto irq = astray->irq.value;
    add_finding(
        findings, rule, writer.name,
        fmt::format("{} sets interrupt affinity, cpu {} is set apart, and vector {} of {} "
                    "is on cpu {}; it should be kept to cpu {}",
                    writer.name, isolated.to_list(), irq, astray->nic, astray->effective->to_list(),
                    input.host.topology.housekeeping().to_list()),
        {evidence_of(writer),
         {fmt::format("/proc/irq/{}/effective_affinity_list", irq), astray->effective->to_list()},
         {"/sys/devices/system/cpu/isolated", input.host.topology.isolated.to_list()},
         {"/sys/devices/system/cpu/nohz_full", input.host.topology.nohz_full.to_list()}},
        {"", way_out(writer)});
  }
}

void check_bypass(const AuditInput& input, const Rule& rule, std::vector<Finding>& findings) {
  for (const auto& device : input.host.bypassed) {
    add_finding(
        findings, rule, device.pci_address,
        fmt::format("{} ({}) is bound to {} and bypasses the kernel's network stack: its "
                    "queues and interrupts belong to the program that opened it",
                    device.pci_address, device.vendor_device, device.driver),
        {{fmt::format("/sys/bus/pci/devices/{}/driver", device.pci_address), device.driver}}, {});
  }
  for (const auto& nic : input.host.nics) {
    if (!nic.onload) continue;
    add_finding(findings, rule, nic.name,
                fmt::format("{} ({}) is taken by Onload: accelerated sockets bypass the kernel's "
                            "network stack, its counters see the others only",
                            nic.name, nic.driver),
                {{"/proc/driver/onload", "stacks"},
                 {fmt::format("/sys/class/net/{}/device/driver", nic.name), nic.driver}},
                {});
  }
}

constexpr Rule kRules[] = {
    {21, "writer-against-isolation", Severity::warning,
     "something else sets interrupt affinity, and a movable NIC vector is on a CPU set apart",
     "A script that spreads vectors over all CPUs knows nothing of isolated ones, and puts them "
     "back there whenever it runs.",
     "", "systemctl disable --now NAME", "https://docs.kernel.org/core-api/irq/irq-affinity.html",
     check_isolation},
    {21, "writers-conflict", Severity::warning, "two active writers set the same thing",
     "Whichever ran last wins, so that the host differs from boot to boot and a repair is undone.",
     "", "systemctl disable --now NAME",
     "https://www.freedesktop.org/software/systemd/man/latest/systemctl.html", check_conflicts},
    {21, "other-writer", Severity::note, "another program, unit or file sets what a policy may set",
     "It is not wrong. It is who may have moved a vector or changed a setting, and who will do so "
     "again after it was put right.",
     "", "systemctl disable --now NAME",
     "https://www.freedesktop.org/software/systemd/man/latest/systemctl.html", check_writers},
    {25, "nic-bypassed", Severity::note,
     "a NIC is taken from the kernel's stack by vfio, DPDK or Onload",
     "Nothing is broken: no rule about queues, vectors or settings applies to it.", "",
     "driverctl unset-override ADDRESS  # gives it back to the kernel",
     "https://docs.kernel.org/driver-api/vfio.html", check_bypass},
};

}  // namespace

std::span<const Rule> host_rules() { return kRules; }

}  // namespace holdfast
