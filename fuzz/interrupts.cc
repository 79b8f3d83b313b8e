// /proc/interrupts, decoded with and without vector instructions; the two must agree.
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "host/interrupts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  InterruptTable by_best;
  InterruptTable by_words;
  Diagnostics of_best;
  Diagnostics of_words;
  const InterruptFilter filter{.named = true};
  parse_interrupts(text, "interrupts", filter, by_best, of_best);
  parse_interrupts(text, "interrupts", filter, by_words, of_words, CellDecoder::words);
  HOLDFAST_CHECK(of_best == of_words);
  HOLDFAST_CHECK(by_best.rows.size() == by_words.rows.size());
  for (std::size_t i = 0; i < by_best.rows.size(); ++i) {
    HOLDFAST_CHECK(by_best.rows[i].text == by_words.rows[i].text);
    HOLDFAST_CHECK(std::ranges::equal(by_best.counts_of(by_best.rows[i]),
                                      by_words.counts_of(by_words.rows[i])));
  }
  const IrqNumber one{1};
  parse_interrupts(text, "interrupts", {.everything = false, .irqs = {&one, 1}}, by_best, of_best);
  return 0;
}
