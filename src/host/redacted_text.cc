#include "host/redacted_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::string_view kUser = "1000";  // of everyone but root

/// Words that begin a setting holdfast looks after, in scripts, units, rules and sysctl files.
constexpr std::array<std::string_view, 26> kSettings{
    "affinity", "irqbalance", "rps_",      "xps_",       "ethtool",     "sysctl",   "net.",
    "vm.",      "kernel.",    "gro_flush", "napi_",      "threaded",    "governor", "perftune",
    "mlnx_",    "cpupower",   "taskset",   "chrt",       "CPUAffinity", "tuned",    "tc qdisc",
    "txqueue",  "offload-",   "hardware-", "unattended", "IRQBALANCE"};

/// `text` line by line through `change`, which gives the line to stand there.
std::string by_line(std::string_view text,
                    const std::function<std::string(std::string_view line)>& change) {
  std::string out;
  while (const auto line = next_line(text)) {
    out += change(*line);
    out += '\n';
  }
  return out;
}

/// The kernel prints the words of an address as numbers of this little-endian machine.
std::optional<std::string> redacted_hex(std::string_view hex, Pseudonyms& pseudonyms) {
  const auto number = parse_number<std::uint32_t>(hex.substr(0, 8), 16);
  if (!number) return std::nullopt;
  return fmt::format("{:08X}", __builtin_bswap32(pseudonyms.ipv4(__builtin_bswap32(*number))));
}

std::optional<Pseudonyms::Ipv6> bytes_of(std::string_view hex) {
  Pseudonyms::Ipv6 bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = parse_number<std::uint8_t>(hex.substr(2 * i, 2), 16);
    if (!byte) return std::nullopt;
    bytes[i] = *byte;
  }
  return bytes;
}

/// tcp6 prints four little-endian words; igmp6 and if_inet6 print the bytes as they are.
std::optional<std::string> redacted_hex6(std::string_view hex, bool in_words,
                                         Pseudonyms& pseudonyms) {
  auto bytes = bytes_of(hex);
  if (!bytes) return std::nullopt;
  const auto swap = [&] {
    for (std::size_t word = 0; in_words && word < 4; ++word) {
      std::reverse(bytes->begin() + static_cast<std::ptrdiff_t>(4 * word),
                   bytes->begin() + static_cast<std::ptrdiff_t>(4 * word + 4));
    }
  };
  swap();
  *bytes = pseudonyms.ipv6(*bytes);
  swap();
  std::string out;
  for (const auto byte : *bytes) {
    out += in_words ? fmt::format("{:02X}", byte) : fmt::format("{:02x}", byte);
  }
  return out;
}

/// "0100007F:0016" with another address.
std::optional<std::string> redacted_endpoint(std::string_view word, Pseudonyms& pseudonyms) {
  const auto colon = word.find(':');
  if (colon != 8 && colon != 32) return std::nullopt;
  const auto address = colon == 8 ? redacted_hex(word, pseudonyms)
                                  : redacted_hex6(word.substr(0, 32), true, pseudonyms);
  if (!address) return std::nullopt;
  return *address + std::string(word.substr(colon));
}

}  // namespace

std::string redacted_socket_table(std::string_view text, Pseudonyms& pseudonyms) {
  constexpr std::size_t kUid = 7;
  bool header = true;
  return by_line(text, [&](std::string_view line) -> std::string {
    if (std::exchange(header, false)) return std::string(line);
    auto words = words_of(line);
    if (words.size() <= kUid) return "";
    const auto local = redacted_endpoint(words[1], pseudonyms);
    const auto remote = redacted_endpoint(words[2], pseudonyms);
    if (!local || !remote) return "";
    words[1] = *local;
    words[2] = *remote;
    if (words[kUid] != "0") words[kUid] = kUser;
    return fmt::format("{}", fmt::join(words, " "));
  });
}

std::string redacted_routes(std::string_view text, Pseudonyms& pseudonyms) {
  constexpr std::size_t kMask = 7;
  bool header = true;
  return by_line(text, [&](std::string_view line) -> std::string {
    if (std::exchange(header, false)) return std::string(line);
    auto words = words_of(line);
    if (words.size() <= kMask) return "";
    const auto destination = redacted_hex(words[1], pseudonyms);
    const auto gateway = redacted_hex(words[2], pseudonyms);
    const auto mask = parse_number<std::uint32_t>(words[kMask], 16);
    if (!destination || !gateway || !mask) return "";
    const auto network = parse_number<std::uint32_t>(*destination, 16).value_or(0) & *mask;
    const std::string masked = fmt::format("{:08X}", network);
    words[1] = masked;
    words[2] = *gateway;
    return fmt::format("{}", fmt::join(words, "\t"));
  });
}

std::string redacted_hex_addresses(std::string_view text, bool ipv4, Pseudonyms& pseudonyms) {
  const std::size_t size = ipv4 ? 8 : 32;
  return by_line(text, [&](std::string_view line) {
    std::string out;
    while (!line.empty()) {
      const auto blanks = std::min(line.find_first_not_of(" \t"), line.size());
      out += line.substr(0, blanks);
      line.remove_prefix(blanks);
      const auto word = line.substr(0, line.find_first_of(" \t"));
      line.remove_prefix(word.size());
      const auto address = word.size() != size ? std::nullopt
                           : ipv4              ? redacted_hex(word, pseudonyms)
                                               : redacted_hex6(word, false, pseudonyms);
      out += address ? *address : std::string(word);
    }
    return out;
  });
}

std::string renamed_stat(std::string_view text, std::string_view name) {
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return "";
  return fmt::format("{}{}{}", text.substr(0, open + 1), name, text.substr(close));
}

std::string redacted_status(std::string_view text, std::string_view name) {
  return by_line(text, [&](std::string_view line) -> std::string {
    const auto key = line.substr(0, line.find(':'));
    if (key == "Name") return fmt::format("Name:\t{}", name);
    if (key == "Groups") return "Groups:\t";
    if (key != "Uid" && key != "Gid") return std::string(line);
    std::string out(key.data(), key.size());
    out += ':';
    auto rest = line.substr(std::min(key.size() + 1, line.size()));
    for (const auto word : words_of(rest)) {
      out += '\t';
      out += word == "0" ? word : kUser;
    }
    return out;
  });
}

std::string redacted_cgroup(std::string_view text, const RedactionRules& rules,
                            Pseudonyms& pseudonyms) {
  constexpr std::array<std::string_view, 4> kSlices{"system.slice", "user.slice", "machine.slice",
                                                    "init.scope"};
  return by_line(text, [&](std::string_view line) -> std::string {
    const auto path = line.find(":/");
    if (path == std::string_view::npos) return "";
    std::string out(line.substr(0, path + 1));
    for (const auto piece : split(line.substr(path + 2), '/')) {
      out += '/';
      if (piece.empty()) continue;
      const auto dot = piece.rfind('.');
      const bool keeps = std::find(kSlices.begin(), kSlices.end(), piece) != kSlices.end() ||
                         rules.known_program(piece.substr(0, dot));
      const auto ending = dot == std::string_view::npos ? "" : piece.substr(dot);
      const bool unit = ending == ".service" || ending == ".scope" || ending == ".slice";
      out += keeps ? std::string(piece) : pseudonyms.name(piece) + std::string(unit ? ending : "");
    }
    return out;
  });
}

std::string redacted_configuration(std::string_view text, Pseudonyms& pseudonyms) {
  return by_line(text, [&](std::string_view line) -> std::string {
    const bool kept = std::any_of(kSettings.begin(), kSettings.end(), [&](auto word) {
      return line.find(word) != std::string_view::npos;
    });
    return kept ? pseudonyms.in_text(line) : "";
  });
}

std::string redacted_packages(std::string_view text, const RedactionRules& rules) {
  bool known = false;
  std::string out;
  while (const auto line = next_line(text)) {
    if (line->starts_with("Package: ")) known = rules.known_program(line->substr(9));
    const bool told = line->starts_with("Package: ") || line->starts_with("Status: ") ||
                      line->starts_with("Version: ") || line->empty();
    if (!known || !told) continue;
    out += *line;
    out += '\n';
  }
  return out;
}

}  // namespace holdfast
