#include "policy/host_match.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

bool fits(const Words& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const Word& glob) { return matches_glob(glob.text, text); });
}

std::string listed(const Words& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word.text;
  return words.size() == 1 ? text : fmt::format("[{}]", text);
}

std::vector<std::string> drivers_of(const HostSnapshot& host) {
  std::vector<std::string> drivers;
  for (const auto& nic : host.nics) {
    const bool is_new = std::find(drivers.begin(), drivers.end(), nic.driver) == drivers.end();
    if (!nic.device.empty() && !nic.driver.empty() && is_new) drivers.push_back(nic.driver);
  }
  return drivers;
}

std::string or_nothing(std::string_view text) {
  return text.empty() ? "nothing known" : std::string(text);
}

std::string lowercase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool has_glob(const Words& words, std::string_view name) {
  return std::any_of(words.begin(), words.end(), [&](const Word& word) {
    return word.text.find('*') != std::string::npos && matches_glob(word.text, name);
  });
}

void add_bottom(const HostSnapshot& host, const Nic& nic, int depth, std::vector<const Nic*>& out) {
  constexpr int kDeepest = 4;  // VLAN on bond on …
  if (nic.members.empty() || depth > kDeepest) {
    if (std::find(out.begin(), out.end(), &nic) == out.end()) out.push_back(&nic);
    return;
  }
  for (const auto& name : nic.members) {
    if (const Nic* member = host.find_nic(name)) add_bottom(host, *member, depth + 1, out);
  }
}

}  // namespace

std::string mismatch_of(const HostMatch& match, const HostSnapshot& host) {
  const auto& settings = host.settings;
  const auto drivers = drivers_of(host);
  const bool has_driver = std::any_of(drivers.begin(), drivers.end(), [&](const auto& driver) {
    return fits(match.driver, driver);
  });
  if (!match.driver.empty() && !has_driver) {
    return fmt::format("it wants an interface with driver {}, this host has {}",
                       listed(match.driver),
                       drivers.empty() ? "none" : fmt::format("{}", fmt::join(drivers, ", ")));
  }
  const std::string metal = settings.virtualization.empty() ? "none" : settings.virtualization;
  const std::tuple<const char*, const Words&, const std::string&> facts[] = {
      {"hostname", match.hostname, settings.hostname},
      {"instance-type", match.instance_type, settings.instance_type},
      {"virtualization", match.virtualization, metal},
      {"architecture", match.architecture, settings.machine},
      {"kernel", match.kernel, settings.kernel_release}};
  for (const auto& [name, globs, value] : facts) {
    if (globs.empty() || fits(globs, value)) continue;
    return fmt::format("it wants {} {}, this host has {}", name, listed(globs), or_nothing(value));
  }
  return {};
}

bool matches(const InterfaceMatch& match, const Nic& nic) {
  if (!match.name.empty()) {
    const bool is_named = std::any_of(match.name.begin(), match.name.end(),
                                      [&](const Word& word) { return word.text == nic.name; });
    if (!is_named && (nic.device.empty() || !has_glob(match.name, nic.name))) return false;
  } else if (nic.device.empty()) {
    return false;
  }
  const auto mac = lowercase(nic.address);
  const bool has_mac = std::any_of(match.mac.begin(), match.mac.end(), [&](const Word& word) {
    return matches_glob(lowercase(word.text), mac);
  });
  return (match.driver.empty() || fits(match.driver, nic.driver)) &&
         (match.pci.empty() || fits(match.pci, nic.pci_address)) && (match.mac.empty() || has_mac);
}

std::vector<const Nic*> matching_nics(const InterfaceMatch& match, const HostSnapshot& host) {
  std::vector<const Nic*> nics;
  for (const auto& nic : host.nics) {
    if (matches(match, nic)) add_bottom(host, nic, 0, nics);
  }
  std::sort(nics.begin(), nics.end(),
            [](const Nic* a, const Nic* b) { return a->index < b->index; });
  return nics;
}

std::string text_of(const InterfaceMatch& match) {
  std::string text;
  const std::pair<const char*, const Words&> parts[] = {
      {"name", match.name}, {"driver", match.driver}, {"pci", match.pci}, {"mac", match.mac}};
  for (const auto& [key, words] : parts) {
    if (!words.empty())
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, listed(words));
  }
  return fmt::format("{{{}}}", text);
}

Result<std::size_t> choose_policy(const std::vector<Policy>& policies, const HostSnapshot& host) {
  std::vector<std::size_t> fitting;
  std::string reasons;
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const bool is_part = std::any_of(policies.begin(), policies.end(), [&](const Policy& other) {
      return std::find(other.included.begin(), other.included.end(), policies[i].source) !=
             other.included.end();
    });
    if (is_part) continue;
    const auto why = mismatch_of(policies[i].match, host);
    if (why.empty()) fitting.push_back(i);
    if (!why.empty()) reasons += fmt::format("; {}: {}", policies[i].source, why);
  }
  if (fitting.size() == 1) return fitting.front();
  const auto& settings = host.settings;
  if (fitting.empty()) {
    return fail(
        ErrorCode::usage,
        fmt::format("no policy here is for this host ({}, drivers {}, {}, kernel {}){}",
                    or_nothing(settings.hostname), fmt::join(drivers_of(host), ", "),
                    settings.virtualization.empty() ? "no hypervisor" : settings.virtualization,
                    or_nothing(settings.kernel_release), reasons));
  }
  std::vector<std::string> files;
  for (const auto index : fitting) files.push_back(policies[index].source);
  return fail(
      ErrorCode::usage,
      fmt::format("{} policies are for this host ({}): {}; narrow the 'match' of all but one",
                  files.size(), or_nothing(settings.hostname), fmt::join(files, ", ")));
}

}  // namespace holdfast
