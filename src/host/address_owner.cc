#include "host/address_owner.h"

#include <algorithm>
#include <bit>
#include <optional>

#include "base/text.h"
#include "host/read_errors.h"
#include "host/socket_table.h"
#include "model/address.h"

namespace holdfast {
namespace {

constexpr std::size_t kMaxAddresses = 65'536;  // of each kind; what is beyond stays unknown

/// 32 hexadecimal digits in network order, as if_inet6 and igmp6 print an address.
Address parse_plain_hex(std::string_view hex) {
  if (hex.size() != 32) return {};
  Address address;
  for (; !hex.empty(); hex.remove_prefix(2)) {
    const auto byte = parse_number<std::uint8_t>(hex.substr(0, 2), 16);
    if (!byte) return {};
    address.push_back(*byte);
  }
  return address;
}

std::string key_of(const Address& address) { return {address.begin(), address.end()}; }

std::uint32_t number_of(const Address& ipv4) {
  return std::uint32_t{ipv4[0]} << 24 | std::uint32_t{ipv4[1]} << 16 | std::uint32_t{ipv4[2]} << 8 |
         ipv4[3];
}

}  // namespace

std::string AddressOwner::interface_of(const Address& local) const {
  if (const auto found = interfaces_.find(key_of(local)); found != interfaces_.end())
    return found->second;
  if (local.size() != 4 || is_multicast(local)) return {};
  const std::uint32_t address = number_of(local);
  const Route* best = nullptr;  // the longest prefix
  for (const Route& route : routes_) {
    if ((address & route.mask) != route.network) continue;
    if (!best || std::popcount(route.mask) > std::popcount(best->mask)) best = &route;
  }
  return best ? best->interface : std::string{};
}

void AddressOwner::add(const Address& address, std::string_view interface) {
  if (address.empty() || interfaces_.size() >= kMaxAddresses) return;
  const auto [place, is_new] = interfaces_.try_emplace(key_of(address), interface);
  if (!is_new && place->second == "lo") place->second = interface;
}

void AddressOwner::add_routes(std::string_view text) {
  constexpr std::uint64_t kUp = 1;  // RTF_UP, RTF_GATEWAY of include/uapi/linux/route.h
  constexpr std::uint64_t kGateway = 2;
  next_line(text);
  while (const auto line = next_line(text)) {
    const auto cells = words_of(*line);  // Iface Destination Gateway Flags RefCnt Use Metric Mask …
    if (cells.size() < 8 || routes_.size() >= kMaxAddresses) continue;
    const Address network = parse_word_address(cells[1]);
    const Address mask = parse_word_address(cells[7]);
    const auto flags = parse_number(cells[3], 16);
    if (network.size() != 4 || mask.size() != 4 || !flags) continue;
    if ((*flags & kUp) == 0 || (*flags & kGateway) != 0 || number_of(mask) == 0) continue;
    routes_.push_back({number_of(network), number_of(mask), std::string(cells[0])});
  }
}

void AddressOwner::add_if_inet6(std::string_view text) {
  while (const auto line = next_line(text)) {
    const auto cells = words_of(*line);  // address ifindex prefix scope flags name
    if (cells.size() >= 6) add(parse_plain_hex(cells[0]), cells[5]);
  }
}

void AddressOwner::add_igmp(std::string_view text) {
  std::string_view interface;
  while (const auto line = next_line(text)) {
    const auto cells = words_of(*line);
    if (cells.empty()) continue;
    if (line->front() != '\t' && line->front() != ' ') {  // "4\teth0      :     1      V3"
      interface = cells.size() > 1 ? cells[1] : std::string_view{};
      if (interface.ends_with(':')) interface.remove_suffix(1);  // a name of ten characters or more
      continue;
    }
    if (!interface.empty()) add(parse_word_address(cells[0]), interface);
  }
}

void AddressOwner::add_igmp6(std::string_view text) {
  while (const auto line = next_line(text)) {
    const auto cells = words_of(*line);  // ifindex name group users flags timer
    if (cells.size() >= 3) add(parse_plain_hex(cells[2]), cells[1]);
  }
}

AddressOwner read_address_owner(HostSource& source, const std::vector<Nic>& nics,
                                Diagnostics& diagnostics) {
  AddressOwner owner;
  if (const auto answer = source.ask({"rt-addr", "getaddr", ""})) {
    for (const Record& record : *answer) {
      const auto index = record.number32("ifindex");
      const std::string* address = record.text("address");
      const auto nic = std::find_if(nics.begin(), nics.end(),
                                    [&](const Nic& each) { return index && each.index == *index; });
      if (!address || nic == nics.end()) continue;
      if (const auto bytes = parse_address(*address)) owner.add(*bytes, nic->name);
    }
  }
  ReadErrors errors;
  std::string text;
  const auto read = [&](std::string_view path, void (AddressOwner::*add)(std::string_view)) {
    const auto done = source.read_file(path, text);
    if (!done) return errors.add(path, done.error());
    (owner.*add)(text);
  };
  if (owner.empty()) {
    read("/proc/net/if_inet6", &AddressOwner::add_if_inet6);
    read("/proc/net/route", &AddressOwner::add_routes);
  }
  read("/proc/net/igmp", &AddressOwner::add_igmp);
  read("/proc/net/igmp6", &AddressOwner::add_igmp6);
  errors.report(diagnostics);
  return owner;
}

}  // namespace holdfast
