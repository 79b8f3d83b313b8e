#include "host/kernel_command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::string_view kPath = "/proc/cmdline";

// The next parameter, without its quotes; blanks inside quotes belong to it (lib/cmdline.c).
std::optional<std::string> next_parameter(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\n"), rest.size()));
  if (rest.empty()) return std::nullopt;
  std::string parameter;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ' ' || c == '\t' || c == '\n')) {
      break;
    } else {
      parameter += c;
    }
  }
  rest.remove_prefix(at);
  return parameter;
}

std::string without_dashes(std::string_view name) {
  std::string copy(name);
  std::replace(copy.begin(), copy.end(), '-', '_');
  return copy;
}

// lib/bitmap-str.c: "all" is every CPU, also before a stride, and "N" the last one.
std::string spelled_out(std::string_view list, std::uint32_t last_cpu) {
  const auto last = fmt::to_string(last_cpu);
  std::string text;
  for (std::size_t at = 0; at < list.size();) {
    if (list.substr(at).starts_with("all")) {
      text += "0-" + last;
      at += 3;
      continue;
    }
    if (list[at] == 'N') {
      text += last;
    } else {
      text += list[at];
    }
    ++at;
  }
  return text;
}

struct Parse {
  std::uint32_t last_cpu;
  Diagnostics& diagnostics;

  std::optional<CpuSet> cpus(std::string_view name, std::string_view list) const {
    const auto set = CpuSet::parse_list(spelled_out(list, last_cpu));
    if (set) return *set;
    diagnose(diagnostics, ErrorCode::malformed, kPath, 1,
             fmt::format("{}: {}", name, set.error().sentence));
    return std::nullopt;
  }
};

// "[flag,…]list": flags begin with a letter, and so do "all" and "N", which are the list's.
void take_isolcpus(std::string_view value, const Parse& parse, KernelCommandLine& out) {
  std::vector<std::string> flags;
  while (!value.empty() && ((value[0] >= 'a' && value[0] <= 'z') || value[0] == '_')) {
    const auto flag = value.substr(0, value.find(','));
    if (flag == "all" || flag.starts_with("all:")) break;
    flags.emplace_back(flag);
    value.remove_prefix(std::min(flag.size() + 1, value.size()));
  }
  if (flags.empty()) flags.emplace_back("domain");
  const auto set = parse.cpus("isolcpus", value);
  if (!set || out.isolcpus) return;
  out.isolcpus = set;
  out.isolcpus_flags = std::move(flags);
}

void take(std::string_view name, std::string_view value, const Parse& parse,
          KernelCommandLine& out) {
  if (name == "isolcpus") {
    take_isolcpus(value, parse, out);
  } else if (name == "nohz_full") {
    const auto set = parse.cpus(name, value);
    if (set && !out.nohz_full) out.nohz_full = set;
  } else if (name == "rcu_nocbs") {
    if (const auto set = parse.cpus(name, value)) out.rcu_nocbs = set;
  } else if (name == "irqaffinity") {
    if (const auto set = parse.cpus(name, value)) out.irqaffinity = set;
  } else if (name == "threadirqs") {
    out.threadirqs = true;
  }
}

}  // namespace

KernelCommandLine parse_kernel_command_line(std::string_view text, const CpuSet& possible,
                                            Diagnostics& diagnostics) {
  KernelCommandLine out;
  out.text = trim(text);
  const auto cpus = possible.to_vector();
  const Parse parse{cpus.empty() ? CpuSet::kMaxCpus - 1 : cpus.back().value, diagnostics};
  std::string_view rest = out.text;
  while (const auto parameter = next_parameter(rest)) {
    if (*parameter == "--") break;
    const auto equals = parameter->find('=');
    const auto value = equals == std::string::npos ? std::string{} : parameter->substr(equals + 1);
    take(without_dashes(parameter->substr(0, equals)), value, parse, out);
  }
  return out;
}

}  // namespace holdfast
