#include "itch/message_layout.h"

#include <array>

#include "itch/message.h"

namespace holdfast {
namespace {

template <class T>
constexpr auto rows_of() {
  return std::apply([](const auto&... row) { return std::array{row.layout()...}; },
                    std::tuple_cat(MessageHeader::fields(), T::fields()));
}
template <class T>
constexpr auto kRows = rows_of<T>();

template <class Variant>
struct Layouts;
template <class... T>
struct Layouts<std::variant<T...>> {
  static constexpr std::array kAll = {MessageLayout{T::kType, T::kName, T::kLength, kRows<T>}...};
};

constexpr auto kByType = [] {
  std::array<const MessageLayout*, 256> all{};
  for (const auto& layout : Layouts<Message>::kAll) {
    all[static_cast<std::uint8_t>(layout.type)] = &layout;
  }
  return all;
}();

}  // namespace

std::span<const MessageLayout> message_layouts() { return Layouts<Message>::kAll; }

const MessageLayout* message_layout(char type) { return kByType[static_cast<std::uint8_t>(type)]; }

}  // namespace holdfast
