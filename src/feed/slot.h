// What a ring's slot holds: exactly Bytes bytes (FixedSlot), or up to Bytes − 8 of them
// (SizedSlot).
//
// A slot is written and copied as 64-bit words, each stored with release and loaded with acquire
// (plain moves on x86-64), so that a copy made while it is overwritten is no data race, only
// worthless; feed/drop_consumer.h says how that is found out. A slot is a template parameter of the
// ring.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "base/check.h"
#include "feed/ring_layout.h"

namespace holdfast {

/// The bytes of a value, as a slot takes them.
template <class T>
std::span<const std::byte, sizeof(T)> bytes_of(const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  return std::as_bytes(std::span<const T, 1>(&value, 1));
}

/// The value that the bytes are; there must be as many.
template <class T>
T value_of(std::span<const std::byte> bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  HOLDFAST_CHECK(bytes.size() == sizeof(T));
  T out;
  std::memcpy(&out, bytes.data(), sizeof out);
  return out;
}

namespace slot {

inline void store_word(std::uint64_t& word, const std::byte* from, std::size_t bytes = 8) {
  std::uint64_t value = 0;
  std::memcpy(&value, from, bytes);
  std::atomic_ref(word).store(value, std::memory_order_release);
}

inline std::uint64_t load_word(std::uint64_t& word) {
  return std::atomic_ref(word).load(std::memory_order_acquire);
}

}  // namespace slot

/// Every event has `Bytes` bytes: a multiple of 64.
template <std::size_t Bytes>
struct alignas(kCacheLineBytes) FixedSlot {
  static_assert(Bytes >= kCacheLineBytes && Bytes % kCacheLineBytes == 0 && Bytes <= 65'536);
  static constexpr std::uint32_t kKind = 1;
  using Payload = std::span<const std::byte, Bytes>;

  std::array<std::uint64_t, Bytes / 8> words;

  void store(Payload payload) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      slot::store_word(words[i], payload.data() + 8 * i);
    }
  }
  /// May be torn until the caller has made sure.
  void copy_to(FixedSlot& out) {
    for (std::size_t i = 0; i < words.size(); ++i) out.words[i] = slot::load_word(words[i]);
  }
  Payload payload() const { return std::as_bytes(std::span(words)); }
};

/// An event has its own length, up to kMostBytes; more is a CHECK.
template <std::size_t Bytes>
struct alignas(kCacheLineBytes) SizedSlot {
  static_assert(Bytes >= kCacheLineBytes && Bytes % kCacheLineBytes == 0 && Bytes <= 65'536);
  static constexpr std::uint32_t kKind = 2;
  static constexpr std::size_t kMostBytes = Bytes - 8;
  using Payload = std::span<const std::byte>;

  std::uint64_t length;
  std::array<std::uint64_t, kMostBytes / 8> words;

  void store(Payload payload) {
    const std::size_t bytes = payload.size();
    HOLDFAST_CHECK(bytes <= kMostBytes);
    std::atomic_ref(length).store(bytes, std::memory_order_release);
    for (std::size_t at = 0; at < bytes; at += 8) {
      slot::store_word(words[at / 8], payload.data() + at, std::min<std::size_t>(8, bytes - at));
    }
  }
  /// May be torn until the caller has made sure; the length is within bounds whatever was read.
  void copy_to(SizedSlot& out) {
    out.length = std::min<std::uint64_t>(slot::load_word(length), kMostBytes);
    const std::size_t count = (out.length + 7) / 8;
    for (std::size_t i = 0; i < count; ++i) out.words[i] = slot::load_word(words[i]);
  }
  Payload payload() const {
    return std::as_bytes(std::span(words)).first(std::min<std::uint64_t>(length, kMostBytes));
  }
};

}  // namespace holdfast
