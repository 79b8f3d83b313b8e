// Texts as codes: 0, 1, … in the order of the texts' bytes.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace holdfast {

class TextCoder {
 public:
  /// The text's place among those that came, to be given to finish().
  std::uint32_t place(std::string_view text) {
    // Rows that follow each other often have the same text.
    if (last_ != nullptr && *last_ == text) return last_place_;
    auto found = places_.find(text);
    if (found == places_.end()) {
      texts_.emplace_back(text);
      found = places_.emplace(texts_.back(), static_cast<std::uint32_t>(places_.size())).first;
    }
    last_ = &found->first;
    return last_place_ = found->second;
  }

  /// Makes codes of places, and 0 of kNone; returns the texts by code.
  std::vector<std::string> finish(std::vector<std::uint32_t>& codes);

  static constexpr std::uint32_t kNone = 0xffffffff;  // the place of a null

 private:
  std::deque<std::string> texts_;  // by place; they stay where they are
  std::unordered_map<std::string_view, std::uint32_t> places_;
  const std::string_view* last_ = nullptr;
  std::uint32_t last_place_ = 0;
};

}  // namespace holdfast
