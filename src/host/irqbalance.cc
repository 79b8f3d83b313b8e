#include "host/irqbalance.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/irqbalance_text.h"
#include "host/package_status.h"
#include "host/read_errors.h"
#include "host/unattended_upgrades.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxDpkgStatus = std::size_t{64} << 20;
constexpr std::string_view kUnit = "irqbalance.service";

void name_source(Irqbalance& irqbalance, std::string_view from) {
  if (!irqbalance.bans_from.empty()) irqbalance.bans_from += ", ";
  irqbalance.bans_from += from;
}

void take_options(Irqbalance& irqbalance, const IrqbalanceOptions& options, std::string_view from) {
  irqbalance.one_shot |= options.one_shot;
  if (!options.policy_script.empty()) irqbalance.policy_script = options.policy_script;
  if (options.banned_irqs.empty()) return;
  irqbalance.banned_irqs = options.banned_irqs;
  std::sort(irqbalance.banned_irqs.begin(), irqbalance.banned_irqs.end());
  name_source(irqbalance, from);
}

/// What the socket told; absent when it told nothing.
std::optional<IrqbalanceSetup> ask_setup(HostSource& source, ThreadId process, ReadErrors& errors) {
  const std::string pid = fmt::format("{}", process.value);
  const std::string question = "irqbalance setup " + pid;
  const auto answer = source.ask({"irqbalance", "setup", pid});
  if (!answer) {
    // A daemon that was built without the socket, or a capture without the question.
    const bool has_none = answer.error() == std::errc::operation_not_supported ||
                          answer.error() == std::errc::connection_refused;
    if (!has_none) errors.add(question, answer.error());
    return std::nullopt;
  }
  const std::string* text = answer->empty() ? nullptr : answer->front().text("text");
  if (!text) return std::nullopt;
  auto setup = parse_irqbalance_setup(*text);
  if (!setup) {
    errors.add(question, setup.error());
    return std::nullopt;
  }
  return *std::move(setup);
}

/// The files that the unit of one distribution or another reads, in the order of precedence.
IrqbalanceEnvironment read_environment(HostSource& source, ReadErrors& errors,
                                       Diagnostics& diagnostics) {
  IrqbalanceEnvironment merged;
  std::string text;
  for (const std::string_view path : {"/usr/lib/irqbalance/defaults.env", "/etc/irqbalance.env",
                                      "/etc/sysconfig/irqbalance", "/etc/default/irqbalance"}) {
    if (const auto read = source.read_file(path, text); !read) {
      errors.add(path, read.error());
      continue;
    }
    IrqbalanceEnvironment one = parse_irqbalance_environment(text);
    for (const auto& [line, value] : one.not_understood) {
      diagnose(diagnostics, ErrorCode::malformed, path, line,
               fmt::format("expected CPUs or an interrupt number, found {:?}",
                           std::string_view(value).substr(0, 40)));
    }
    if (one.banned_cpus) merged.banned_cpus = one.banned_cpus;
    if (!one.options.banned_irqs.empty()) merged.options.banned_irqs = one.options.banned_irqs;
    if (!one.options.policy_script.empty()) {
      merged.options.policy_script = one.options.policy_script;
    }
    merged.options.one_shot |= one.options.one_shot;
  }
  return merged;
}

PackageStatus read_package(HostSource& source, ReadErrors& errors) {
  constexpr std::string_view kDpkg = "/var/lib/dpkg/status";
  std::string text;
  if (const auto read = source.read_file(kDpkg, text, kMaxDpkgStatus)) {
    return dpkg_status(text, "irqbalance");
  } else {
    errors.add(kDpkg, read.error());
  }
  // rpm's database is no text: the package's unit file stands for it.
  PackageStatus status;
  for (const std::string_view path :
       {"/usr/lib/systemd/system/irqbalance.service", "/lib/systemd/system/irqbalance.service"}) {
    const auto read = source.read_file(path, text);
    if (!read) errors.add(path, read.error());
    status.installed = status.installed || read.has_value();
    if (status.installed) break;
  }
  for (const std::string_view path :
       {"/etc/dnf/plugins/versionlock.list", "/etc/dnf/versionlock.toml", "/etc/dnf/dnf.conf",
        "/etc/yum/pluginconf.d/versionlock.list"}) {
    if (const auto read = source.read_file(path, text)) {
      status.held = status.held || is_locked_for_dnf(text, "irqbalance");
    } else {
      errors.add(path, read.error());
    }
  }
  return status;
}

void read_bans(HostSource& source, Irqbalance& irqbalance, ReadErrors& errors,
               Diagnostics& diagnostics) {
  const IrqbalanceEnvironment environment = read_environment(source, errors, diagnostics);
  IrqbalanceOptions options = environment.options;
  std::optional<IrqbalanceSetup> setup;
  if (irqbalance.process) {
    auto arguments = read_command_line(source, *irqbalance.process);
    if (!arguments.empty()) arguments.erase(arguments.begin());
    options = parse_irqbalance_options(arguments);
    options.one_shot |= environment.options.one_shot;
    setup = ask_setup(source, *irqbalance.process, errors);
  }
  if (setup) {
    options.banned_irqs.clear();  // the socket's list is the whole of them (KERNEL §24)
    irqbalance.banned_irqs = setup->banned_irqs;
    irqbalance.banned_cpus = setup->banned_cpus;
    name_source(irqbalance, "socket");
  }
  take_options(irqbalance, options, irqbalance.process ? "command line" : "configuration");
  if (setup || !environment.banned_cpus) return;
  irqbalance.banned_cpus = environment.banned_cpus;
  if (!irqbalance.bans_from.ends_with("configuration")) name_source(irqbalance, "configuration");
}

}  // namespace

std::optional<Irqbalance> read_irqbalance(HostSource& source, const ProcessTable& processes,
                                          const UnitLinks& units, Diagnostics& diagnostics) {
  ReadErrors errors;
  Irqbalance irqbalance;
  if (const ProcessStat* process = processes.find_program("irqbalance")) {
    irqbalance.process = process->id;
  }
  const PackageStatus package = read_package(source, errors);
  irqbalance.package_installed = package.installed;
  irqbalance.package_held = package.held;
  if (!irqbalance.process && !irqbalance.package_installed) {
    errors.report(diagnostics);
    return std::nullopt;
  }
  irqbalance.masked = units.is_masked(kUnit);
  irqbalance.enabled = !units.wanted_by(kUnit).empty();
  irqbalance.unattended_upgrades = read_unattended_upgrades(source, units, diagnostics);
  read_bans(source, irqbalance, errors, diagnostics);
  errors.report(diagnostics);
  return irqbalance;
}

}  // namespace holdfast
