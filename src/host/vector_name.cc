#include "host/vector_name.h"

#include <algorithm>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxInterface = 15;     // IFNAMSIZ - 1, <linux/if.h>
constexpr std::size_t kMaxAction = 128;       // the longest row: prefix, interface, suffix
constexpr std::uint32_t kMaxNumber = 0xFFFF;  // more queues than any device has
constexpr std::string_view kVirtualDevices[] = {"virtio", "vif"};
// "0000:00:00.0" to "ffffffff:00:00.0": pci_name() prints the domain with %04x.
constexpr std::size_t kMinPciAddress = 12;
constexpr std::size_t kMaxPciAddress = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

struct Match {
  std::string_view pattern;
  std::string_view text;
  VectorName& name;

  bool set_number(std::string_view digits, bool has_meaning) const {
    const auto number = parse_number<std::uint32_t>(digits);
    if (!number || *number > kMaxNumber) return false;
    if (has_meaning) name.number = number;
    return true;
  }

  bool take_front_digits(bool has_meaning) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    return set_number(digits, has_meaning);
  }

  bool take_back_digits(bool has_meaning) {
    const auto end = std::find_if_not(text.rbegin(), text.rend(), is_digit);
    const auto digits = text.substr(text.size() - static_cast<std::size_t>(end - text.rbegin()));
    text.remove_suffix(digits.size());
    return set_number(digits, has_meaning);
  }

  bool take_pci_address() {
    for (std::size_t size = kMinPciAddress; size <= std::min(kMaxPciAddress, text.size()); ++size) {
      if (!is_pci_address(text.substr(0, size))) continue;
      name.pci_address = text.substr(0, size);
      text.remove_prefix(size);
      return true;
    }
    return false;
  }

  bool take_virtual_device() {
    for (const auto bus : kVirtualDevices) {
      if (!text.starts_with(bus)) continue;
      const auto digits = text.begin() + static_cast<std::ptrdiff_t>(bus.size());
      const auto end = std::find_if_not(digits, text.end(), is_digit);
      name.device = text.substr(0, static_cast<std::size_t>(end - text.begin()));
      text.remove_prefix(name.device.size());
      return name.device.size() > bus.size();
    }
    return false;
  }

  /// Matches from the left up to the end or to %i or %a, which stays in `pattern`.
  bool match_front() {
    while (!pattern.empty()) {
      if (pattern[0] != '%') {
        if (text.empty() || text[0] != pattern[0]) return false;
        text.remove_prefix(1);
        pattern.remove_prefix(1);
        continue;
      }
      const char token = pattern[1];
      if (token == 'i' || token == 'a') return true;
      const bool taken = token == 'p'   ? take_pci_address()
                         : token == 'd' ? take_virtual_device()
                                        : take_front_digits(token == 'n');
      if (!taken) return false;
      pattern.remove_prefix(2);
    }
    return text.empty();
  }

  /// Matches from the right down to %i or %a, which takes what is left.
  bool match_back() {
    while (pattern.size() > 2) {
      if (pattern[pattern.size() - 2] == '%') {
        if (!take_back_digits(pattern.back() == 'n')) return false;
        pattern.remove_suffix(2);
        continue;
      }
      if (text.empty() || text.back() != pattern.back()) return false;
      text.remove_suffix(1);
      pattern.remove_suffix(1);
    }
    if (text.empty()) return false;
    if (pattern != "%i") return true;
    name.interface = text;
    return text.size() <= kMaxInterface;
  }
};

bool matches(const VectorScheme& scheme, std::string_view action, VectorName& name) {
  Match match{scheme.pattern, action, name};
  return match.match_front() && (match.pattern.empty() || match.match_back());
}

}  // namespace

bool is_pci_address(std::string_view text) {
  if (text.size() < kMinPciAddress || text.size() > kMaxPciAddress) return false;
  const auto tail = text.substr(text.size() - 8);  // ":81:00.0"
  return std::all_of(text.begin(), text.end() - 8, is_hex) && tail[0] == ':' && is_hex(tail[1]) &&
         is_hex(tail[2]) && tail[3] == ':' && is_hex(tail[4]) && is_hex(tail[5]) &&
         tail[6] == '.' && tail[7] >= '0' && tail[7] <= '7';
}

bool is_same_device(std::string_view in_name, std::string_view bus_device) {
  if (in_name.empty()) return false;
  if (in_name == bus_device) return true;
  constexpr std::string_view kVif = "vif";
  return in_name.starts_with(kVif) && bus_device.starts_with("vif-") &&
         in_name.substr(kVif.size()) == bus_device.substr(kVif.size() + 1);
}

std::optional<std::uint32_t> VectorName::queue() const {
  if (!number) return std::nullopt;
  if (meaning() == NameNumber::queue) return number;
  if (meaning() == NameNumber::from_one && *number > 0) return *number - 1;
  return std::nullopt;
}

VectorName parse_vector_name(std::string_view action, std::string_view interface) {
  if (action.size() > kMaxAction) return {};
  for (const auto& scheme : vector_schemes()) {
    VectorName name{.scheme = &scheme};
    if (matches(scheme, action, name) && (interface.empty() || name.interface == interface)) {
      return name;
    }
  }
  return {};
}

}  // namespace holdfast
