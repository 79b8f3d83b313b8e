#include "table/text_coder.h"

#include <algorithm>
#include <numeric>

namespace holdfast {

std::vector<std::string> TextCoder::finish(std::vector<std::uint32_t>& codes) {
  std::vector<std::uint32_t> order(texts_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {},
                    [&](std::uint32_t place) -> std::string_view { return texts_[place]; });
  std::vector<std::string> levels;
  std::vector<std::uint32_t> code_of(order.size());
  for (const auto place : order) {
    code_of[place] = static_cast<std::uint32_t>(levels.size());
    levels.push_back(texts_[place]);
  }
  for (auto& code : codes) code = code == kNone ? 0 : code_of[code];
  return levels;
}

}  // namespace holdfast
