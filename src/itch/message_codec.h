// One ITCH message between bytes and its struct, by the table of its fields. The offsets are
// constants when it is compiled, so the code is what one would write by hand.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <utility>

#include "itch/message.h"

namespace holdfast {

namespace detail {

template <class Owner, std::size_t... I>
void load_fields(const std::uint8_t* bytes, Owner& to, std::index_sequence<I...>) {
  constexpr auto fields = Owner::fields();
  (std::tuple_element_t<I, decltype(Owner::fields())>::Codec::load(
       bytes + std::get<I>(fields).offset, to.*std::get<I>(fields).member),
   ...);
}

template <class Owner, std::size_t... I>
void store_fields(std::uint8_t* bytes, const Owner& from, std::index_sequence<I...>) {
  constexpr auto fields = Owner::fields();
  (std::tuple_element_t<I, decltype(Owner::fields())>::Codec::store(
       bytes + std::get<I>(fields).offset, from.*std::get<I>(fields).member),
   ...);
}

template <class Owner>
using EachField = std::make_index_sequence<std::tuple_size_v<decltype(Owner::fields())>>;

/// Do the fields follow each other from `from` to `to`, without a gap?
template <class Owner>
constexpr bool fields_fill(std::size_t from, std::size_t to) {
  return std::apply(
      [&](const auto&... row) {
        return ((row.offset == std::exchange(from, from + row.length)) && ...) && from == to;
      },
      Owner::fields());
}
static_assert(fields_fill<MessageHeader>(1, MessageHeader::kEnd));

}  // namespace detail

/// Needs T::kLength bytes; the type's letter is not looked at.
template <class T>
void load_message(const std::uint8_t* bytes, T& to) {
  static_assert(detail::fields_fill<T>(MessageHeader::kEnd, T::kLength));
  detail::load_fields(bytes, to.header, detail::EachField<MessageHeader>{});
  detail::load_fields(bytes, to, detail::EachField<T>{});
}

/// The message's bytes, its type first.
template <class T>
std::array<std::uint8_t, T::kLength> encode_message(const T& message) {
  std::array<std::uint8_t, T::kLength> bytes;
  bytes[0] = static_cast<std::uint8_t>(T::kType);
  detail::store_fields(bytes.data(), message.header, detail::EachField<MessageHeader>{});
  detail::store_fields(bytes.data(), message, detail::EachField<T>{});
  return bytes;
}

/// Bytes of any one; the span is part of `room`.
std::span<const std::uint8_t> encode_message(const Message& message,
                                             std::array<std::uint8_t, kLongestMessage>& room);

/// The message that `bytes` are, exactly; nullopt for an unknown type or a wrong length.
std::optional<Message> decode_message(std::span<const std::uint8_t> bytes);

}  // namespace holdfast
