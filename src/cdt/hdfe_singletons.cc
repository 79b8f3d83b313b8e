#include "cdt/hdfe_singletons.h"

#include <numeric>

#include "base/check.h"

namespace holdfast {

SingletonDrop drop_singletons(std::span<const Factor> effects, std::size_t rows) {
  SingletonDrop result;
  result.kept.resize(rows);
  std::iota(result.kept.begin(), result.kept.end(), 0U);
  std::vector<std::vector<std::uint32_t>> counts;
  for (const Factor& effect : effects) {
    HOLDFAST_CHECK(effect.codes.size() == rows);
    auto& count = counts.emplace_back(effect.levels);
    for (const std::uint32_t code : effect.codes) {
      HOLDFAST_CHECK(code < effect.levels);
      ++count[code];
    }
  }
  const auto alone = [&](std::uint32_t row) {
    for (std::size_t f = 0; f < effects.size(); ++f) {
      if (counts[f][effects[f].codes[row]] == 1) {
        return true;
      }
    }
    return false;
  };
  const auto leave = [&](std::uint32_t row) {
    for (std::size_t f = 0; f < effects.size(); ++f) {
      --counts[f][effects[f].codes[row]];
    }
  };
  // A row that leaves is out of the counts at once: rows after it see that, rows before it in the
  // next round.
  for (bool again = true; again;) {
    std::size_t stay = 0;
    for (const std::uint32_t row : result.kept) {
      if (alone(row)) {
        leave(row);
      } else {
        result.kept[stay++] = row;
      }
    }
    again = stay != result.kept.size();
    result.rounds += again ? 1 : 0;
    result.kept.resize(stay);
  }
  result.dropped = rows - result.kept.size();
  return result;
}

}  // namespace holdfast
