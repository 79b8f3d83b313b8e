#include "host/interrupt_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace holdfast {
namespace {

constexpr std::array<std::string_view, 8> kTriggers{"edge", "level", "fasteoi", "event",
                                                    "virq", "ipi",   "msi",     "msi-x"};

std::string_view without_leading_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::size_t digits_at_front(std::string_view word) {
  return std::min(word.find_first_not_of("0123456789"), word.size());
}

// "5-edge", "45", "-event": what can stand in the place of hardware number and trigger.
bool is_number_and_trigger(std::string_view word) {
  const auto digits = digits_at_front(word);
  if (digits == word.size()) return digits != 0;
  return word[digits] == '-' && word.size() > digits + 1;
}

// An old kernel's "PCI-MSI-edge", in one word.
bool split_chip_and_trigger(std::string_view word, InterruptText& out) {
  for (const auto trigger : kTriggers) {
    if (word.size() <= trigger.size() + 1 || !word.ends_with(trigger)) continue;
    if (word[word.size() - trigger.size() - 1] != '-') continue;
    out.chip = word.substr(0, word.size() - trigger.size() - 1);
    out.trigger = trigger;
    return true;
  }
  return false;
}

// With CONFIG_GENERIC_IRQ_SHOW_LEVEL: "Level" or "Edge", and then perhaps "-name".
void take_level(std::string_view& rest, InterruptText& out) {
  std::string_view after = rest;
  const auto word = next_word(after);
  const auto level = word.substr(0, word.find('-'));
  if (level != "Level" && level != "Edge") return;
  out.trigger = level;
  rest = after;
}

}  // namespace

InterruptText parse_interrupt_text(std::string_view text) {
  InterruptText out;
  text = trim(text);
  if (text.empty()) return out;
  std::string_view rest = text;
  const auto first = next_word(rest);
  out.chip = first;
  if (split_chip_and_trigger(first, out)) {
    out.actions = trim(rest);
    return out;
  }
  // Words after one blank may be more of the chip's name; after two or more, its name has ended.
  for (std::string_view ahead = rest; !ahead.empty();) {
    const auto gap = ahead.size() - without_leading_blanks(ahead).size();
    const auto word = next_word(ahead);
    if (is_number_and_trigger(word)) {
      const auto digits = digits_at_front(word);
      out.chip = trim(text.substr(0, static_cast<std::size_t>(word.data() - text.data())));
      out.hwirq = word.substr(0, digits);
      if (digits < word.size()) out.trigger = word.substr(digits + 1);
      if (digits == word.size()) take_level(ahead, out);
      out.actions = trim(ahead);
      return out;
    }
    if (gap > 1) break;
  }
  // Neither number nor trigger: the name ends where the blanks are wide.
  const auto wide = text.find("  ");
  out.chip = text.substr(0, wide);
  if (wide != std::string_view::npos) out.actions = trim(text.substr(wide));
  return out;
}

}  // namespace holdfast
