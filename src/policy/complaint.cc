#include "policy/complaint.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace holdfast {
namespace {

// Optimal string alignment: insertions, deletions, changes, and neighbours that changed places.
std::size_t distance_of(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, previous(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = previous;
    std::swap(previous, row);
  }
  return previous[b.size()];
}

}  // namespace

std::string to_text(const Complaint& complaint) {
  return fmt::format("{}: {}{}", to_text(complaint.place), complaint.warning ? "warning: " : "",
                     complaint.sentence);
}

void Complaints::error(const TextPlace& place, std::string sentence) {
  add({place, std::move(sentence), false});
}

void Complaints::warn(const TextPlace& place, std::string sentence) {
  add({place, std::move(sentence), true});
}

void Complaints::add(Complaint complaint) {
  constexpr std::size_t kMost = 100;
  if (std::find(all_.begin(), all_.end(), complaint) != all_.end()) return;
  if (!complaint.warning) ++errors_;
  if (all_.size() < kMost) {
    all_.push_back(std::move(complaint));
  } else {
    ++left_out_;
  }
}

void Complaints::sort() {
  const auto key = [](const Complaint& one) {
    return std::tie(one.place.file, one.place.line, one.place.column, one.sentence);
  };
  std::sort(all_.begin(), all_.end(),
            [&](const Complaint& a, const Complaint& b) { return key(a) < key(b); });
}

std::string Complaints::errors_text() const {
  std::string text;
  for (const auto& complaint : all_) {
    if (complaint.warning) continue;
    if (!text.empty()) text += '\n';
    text += to_text(complaint);
  }
  if (left_out_ > 0) text += fmt::format("\nand {} more of the kind", left_out_);
  return text;
}

std::string_view nearest(std::string_view text, const std::vector<std::string_view>& known) {
  constexpr std::size_t kLongest = 64;
  if (text.size() > kLongest) return {};
  std::string_view best;
  std::size_t best_distance = 1 + std::max<std::size_t>(1, text.size() / 3);
  for (const auto word : known) {
    const auto distance = distance_of(text, word);
    if (distance >= best_distance || distance >= word.size()) continue;
    best = word;
    best_distance = distance;
  }
  return best;
}

std::string suggestion(std::string_view text, const std::vector<std::string_view>& known) {
  const auto word = nearest(text, known);
  return word.empty() ? std::string() : fmt::format("; did you mean '{}'?", word);
}

std::string one_of(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 80;
  if (text.size() <= kShown) return fmt::format("'{}'", text);
  return fmt::format("'{}…'", text.substr(0, kShown));
}

}  // namespace holdfast
