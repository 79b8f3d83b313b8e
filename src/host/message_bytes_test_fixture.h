// Netlink datagrams for tests, put together byte by byte, as the kernel lays them out.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace holdfast {

static_assert(std::endian::native == std::endian::little, "the literal bytes are little-endian");

class MessageBytes {
 public:
  MessageBytes& u8(std::uint8_t value) { return put(value); }
  MessageBytes& u16(std::uint16_t value) { return put(value); }
  MessageBytes& u32(std::uint32_t value) { return put(value); }
  MessageBytes& u64(std::uint64_t value) { return put(value); }
  MessageBytes& text(std::string_view value) {
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
  }
  MessageBytes& zeros(std::size_t count) {
    bytes_.insert(bytes_.end(), count, 0);
    return *this;
  }
  /// An attribute of netlink, padded to four bytes.
  MessageBytes& attribute(std::uint16_t id, const std::vector<std::uint8_t>& payload) {
    u16(static_cast<std::uint16_t>(4 + payload.size())).u16(id);
    bytes_.insert(bytes_.end(), payload.begin(), payload.end());
    return zeros((4 - payload.size() % 4) % 4);
  }
  const std::vector<std::uint8_t>& bytes() const { return bytes_; }

  /// A whole message: the header with its length, then `payload`.
  static std::vector<std::uint8_t> message(std::uint16_t type,
                                           const std::vector<std::uint8_t>& payload) {
    MessageBytes whole;
    whole.u32(static_cast<std::uint32_t>(16 + payload.size())).u16(type).u16(0).u32(0).u32(0);
    whole.bytes_.insert(whole.bytes_.end(), payload.begin(), payload.end());
    return whole.bytes_;
  }
  static std::vector<std::uint8_t> of_text(std::string_view value) {
    std::vector<std::uint8_t> bytes(value.begin(), value.end());
    bytes.push_back(0);
    return bytes;
  }

 private:
  template <class Value>
  MessageBytes& put(Value value) {
    const auto at = bytes_.size();
    bytes_.resize(at + sizeof value);
    std::memcpy(bytes_.data() + at, &value, sizeof value);
    return *this;
  }
  std::vector<std::uint8_t> bytes_;
};

}  // namespace holdfast
