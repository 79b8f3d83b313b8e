#include "host/pseudonyms.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::size_t kMacSize = 17;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// The length of the MAC address at the front of `text`, 0 when there is none.
std::size_t mac_length(std::string_view text) {
  if (text.size() < kMacSize) return 0;
  for (std::size_t i = 0; i < kMacSize; ++i) {
    if (i % 3 == 2 ? text[i] != ':' : !is_hex(text[i])) return 0;
  }
  const bool goes_on = text.size() > kMacSize && (text[kMacSize] == ':' || is_hex(text[kMacSize]));
  return goes_on ? 0 : kMacSize;
}

/// The length of the dotted quad at the front of `text`, 0 when there is none.
std::size_t quad_length(std::string_view text, in_addr& address) {
  const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string quad(text.substr(0, end));
  return end >= 7 && ::inet_pton(AF_INET, quad.c_str(), &address) == 1 ? end : 0;
}

}  // namespace

std::string Pseudonyms::name(std::string_view real) {
  const auto known = names_.find(real);
  if (known != names_.end()) return known->second;
  return names_.emplace(real, fmt::format("program-{}", names_.size() + 1)).first->second;
}

void Pseudonyms::Tree::turn(std::uint8_t* bytes, std::size_t size, std::size_t first_bit,
                            const std::function<std::uint64_t()>& random) {
  std::uint32_t at = 0;
  for (std::size_t bit = 0; bit < size * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> bit % 8);
    const bool one = bytes[bit / 8] & mask;
    if (bit >= first_bit && places_[at].turns) bytes[bit / 8] ^= mask;
    if (places_[at].next[one] == 0) {
      places_[at].next[one] = static_cast<std::uint32_t>(places_.size());
      places_.push_back({.turns = (random() & 1U) != 0});
    }
    at = places_[at].next[one];
  }
}

std::uint32_t Pseudonyms::ipv4(std::uint32_t address) {
  const std::uint32_t first = address >> 24U;
  if (first == 0 || first == 127 || first == 255) return address;
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[i] = static_cast<std::uint8_t>(address >> (24 - 8 * i));
  }
  ipv4_.turn(bytes.data(), bytes.size(), 8, random_);
  std::uint32_t turned = 0;
  for (const auto byte : bytes) turned = turned << 8U | byte;
  return turned;
}

Pseudonyms::Ipv6 Pseudonyms::ipv6(const Ipv6& address) {
  Ipv6 turned = address;
  const auto zeros = std::find_if(address.begin(), address.end(), [](auto byte) { return byte; });
  const auto leading = static_cast<std::size_t>(zeros - address.begin());
  if (leading >= 15 && address[15] <= 1) return turned;
  if (leading == 10 && address[10] == 0xff && address[11] == 0xff) {
    std::uint32_t inner = 0;
    for (std::size_t i = 12; i < 16; ++i) inner = inner << 8U | address[i];
    inner = ipv4(inner);
    for (std::size_t i = 0; i < 4; ++i) {
      turned[12 + i] = static_cast<std::uint8_t>(inner >> (24 - 8 * i));
    }
    return turned;
  }
  ipv6_.turn(turned.data(), turned.size(), 16, random_);
  return turned;
}

std::string Pseudonyms::mac(std::string_view address) {
  std::string real(address);
  std::transform(real.begin(), real.end(), real.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
  if (real == "00:00:00:00:00:00" || real == "ff:ff:ff:ff:ff:ff") return real;
  const auto known = macs_.find(real);
  if (known != macs_.end()) return known->second;
  const bool multicast = parse_number<unsigned>(real.substr(0, 2), 16).value_or(0) & 1U;
  std::uint64_t bits = random_();
  std::string stand_in = multicast ? "03" : "02";
  for (int i = 0; i < 5; ++i, bits >>= 8U) stand_in += fmt::format(":{:02x}", bits & 0xffU);
  return macs_.emplace(std::move(real), std::move(stand_in)).first->second;
}

std::string Pseudonyms::in_text(std::string_view text) {
  Ipv6 six{};
  if (text.find(':') != std::string_view::npos &&
      ::inet_pton(AF_INET6, std::string(text).c_str(), six.data()) == 1) {
    six = ipv6(six);
    char shown[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(AF_INET6, six.data(), shown, sizeof shown);
    return shown;
  }
  std::string out;
  bool at_start = true;  // of a word: an address does not begin in the middle of a number
  while (!text.empty()) {
    in_addr four{};
    std::size_t taken = 1;
    if (const auto size = at_start ? mac_length(text) : 0) {
      out += mac(text.substr(0, size));
      taken = size;
    } else if (const auto quad = at_start ? quad_length(text, four) : 0) {
      four.s_addr = htonl(ipv4(ntohl(four.s_addr)));
      char shown[INET_ADDRSTRLEN] = {};
      ::inet_ntop(AF_INET, &four, shown, sizeof shown);
      out += shown;
      taken = quad;
    } else {
      out += text.front();
    }
    const char last = text[taken - 1];
    at_start = !is_hex(last) && last != '.' && last != ':' && last != '-' && last != '_';
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace holdfast
