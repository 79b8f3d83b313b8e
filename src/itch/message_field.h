// A field of an ITCH message: its name in the specification's words, its place, its kind, and the
// member of the struct that holds it. Each message's fields() is the one table of them: decoding,
// encoding, JSON and the checks go by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "itch/alpha.h"
#include "itch/price.h"
#include "itch/wire.h"

namespace holdfast {

enum class FieldKind : std::uint8_t { alpha, integer, price4, price8, timestamp };

/// What a reader without the struct needs.
struct FieldLayout {
  std::string_view name;  // snake_case
  std::uint16_t offset = 0, length = 0;
  FieldKind kind = FieldKind::alpha;
};

/// Nanoseconds since midnight, in 6 bytes. Only the low 48 bits are encoded.
struct Timestamp48 {
  std::uint64_t ns = 0;
  friend constexpr auto operator<=>(const Timestamp48&, const Timestamp48&) = default;
};

template <class T>
struct FieldCodec;

template <std::size_t N>
struct FieldCodec<Alpha<N>> {
  static constexpr FieldKind kKind = FieldKind::alpha;
  static constexpr std::size_t kLength = N;
  static void load(const std::uint8_t* at, Alpha<N>& to) { std::memcpy(to.bytes.data(), at, N); }
  static void store(std::uint8_t* at, const Alpha<N>& from) {
    std::memcpy(at, from.bytes.data(), N);
  }
};
template <>
struct FieldCodec<char> {
  static constexpr FieldKind kKind = FieldKind::alpha;
  static constexpr std::size_t kLength = 1;
  static void load(const std::uint8_t* at, char& to) { to = static_cast<char>(*at); }
  static void store(std::uint8_t* at, char from) { *at = static_cast<std::uint8_t>(from); }
};
template <>
struct FieldCodec<std::uint16_t> {
  static constexpr FieldKind kKind = FieldKind::integer;
  static constexpr std::size_t kLength = 2;
  static void load(const std::uint8_t* at, std::uint16_t& to) { to = load_u16(at); }
  static void store(std::uint8_t* at, std::uint16_t from) { store_u16(at, from); }
};
template <>
struct FieldCodec<std::uint32_t> {
  static constexpr FieldKind kKind = FieldKind::integer;
  static constexpr std::size_t kLength = 4;
  static void load(const std::uint8_t* at, std::uint32_t& to) { to = load_u32(at); }
  static void store(std::uint8_t* at, std::uint32_t from) { store_u32(at, from); }
};
template <>
struct FieldCodec<std::uint64_t> {
  static constexpr FieldKind kKind = FieldKind::integer;
  static constexpr std::size_t kLength = 8;
  static void load(const std::uint8_t* at, std::uint64_t& to) { to = load_u64(at); }
  static void store(std::uint8_t* at, std::uint64_t from) { store_u64(at, from); }
};
template <>
struct FieldCodec<Price4> {
  static constexpr FieldKind kKind = FieldKind::price4;
  static constexpr std::size_t kLength = 4;
  static void load(const std::uint8_t* at, Price4& to) { to.ten_thousandths = load_u32(at); }
  static void store(std::uint8_t* at, Price4 from) { store_u32(at, from.ten_thousandths); }
};
template <>
struct FieldCodec<Price8> {
  static constexpr FieldKind kKind = FieldKind::price8;
  static constexpr std::size_t kLength = 8;
  static void load(const std::uint8_t* at, Price8& to) { to.hundred_millionths = load_u64(at); }
  static void store(std::uint8_t* at, Price8 from) { store_u64(at, from.hundred_millionths); }
};
template <>
struct FieldCodec<Timestamp48> {
  static constexpr FieldKind kKind = FieldKind::timestamp;
  static constexpr std::size_t kLength = 6;
  static void load(const std::uint8_t* at, Timestamp48& to) { to.ns = load_u48(at); }
  static void store(std::uint8_t* at, Timestamp48 from) { store_u48(at, from.ns); }
};

/// A row of the table: where a member of `Message` stands.
template <class Message, class Member>
struct MessageField {
  using Codec = FieldCodec<Member>;
  std::string_view name;
  std::uint16_t offset = 0, length = 0;
  Member Message::* member = nullptr;

  constexpr FieldLayout layout() const { return {name, offset, length, Codec::kKind}; }
};

/// One row; it does not compile when the member's type has another length.
template <std::uint16_t offset, std::uint16_t length, class Message, class Member>
constexpr auto field(std::string_view name, Member Message::* member) {
  static_assert(FieldCodec<Member>::kLength == length, "the member has another length");
  return MessageField<Message, Member>{name, offset, length, member};
}

}  // namespace holdfast
