// Pseudonyms: stand-ins for the names and addresses of a host. Equal things get equal stand-ins.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

class Pseudonyms {
 public:
  using Ipv6 = std::array<std::uint8_t, 16>;

  /// `random` gives 64 bits that nobody can guess; they are all that hides an address.
  explicit Pseudonyms(std::function<std::uint64_t()> random) : random_(std::move(random)) {}

  /// "program-1", "program-2", … in the order of asking; at most 15 bytes, as of a thread.
  std::string name(std::string_view real);
  /// Two addresses share as many leading bits as the real ones did. The first byte stays, so
  /// loopback, multicast and private 10/8 are still such; 0/8, 127/8 and 255/8 stay whole.
  std::uint32_t ipv4(std::uint32_t address);
  /// Likewise; the first two bytes stay, "::" and "::1" whole; ::ffff:a.b.c.d goes by ipv4().
  Ipv6 ipv6(const Ipv6& address);
  /// "aa:bb:cc:dd:ee:ff": all zeros and all ones stay, others become a locally administered one,
  /// multicast if it was one.
  std::string mac(std::string_view address);
  /// All IPv4 and MAC addresses in a text, and a text that is one IPv6 address.
  std::string in_text(std::string_view text);

 private:
  /// A tree over the bits of addresses; at each place one random bit tells whether to turn the
  /// next.
  struct Place {
    std::array<std::uint32_t, 2> next{};
    bool turns = false;
  };
  class Tree {
   public:
    /// Turns the bits of `bytes` from `first_bit` on.
    void turn(std::uint8_t* bytes, std::size_t size, std::size_t first_bit,
              const std::function<std::uint64_t()>& random);

   private:
    std::vector<Place> places_{1};
  };

  std::function<std::uint64_t()> random_;
  Tree ipv4_;
  Tree ipv6_;
  std::map<std::string, std::string, std::less<>> names_;
  std::map<std::string, std::string, std::less<>> macs_;
};

}  // namespace holdfast
