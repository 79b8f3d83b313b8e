// What a generated feed is like. Everything is a whole number, so that a seed's bytes are the same
// on every machine.
#pragma once

#include <cstdint>

namespace holdfast {

/// How often each message comes, as shares of their sum. Steady books need as many orders to leave
/// as come, so some of what is drawn as an add becomes a delete, or the other way.
struct SynthMix {
  std::uint32_t add = 450;          // A
  std::uint32_t add_mpid = 5;       // F
  std::uint32_t remove = 420;       // D
  std::uint32_t replace = 80;       // U
  std::uint32_t execute = 20;       // E
  std::uint32_t execute_price = 5;  // C
  std::uint32_t cancel = 10;        // X
  std::uint32_t trade = 10;         // P
};

struct SynthOptions {
  std::uint64_t seed = 1;
  std::uint16_t stocks = 8'000;         // at least 1; their locates are 1, 2, …
  std::uint32_t live_orders = 100'000;  // at least 1. Only A and F come until there are so many
  std::uint64_t messages = 1'000'000;   // with those of the start and the end not counted;
                                        // 0: without end
  SynthMix mix;                         // its sum is at least 1
  std::uint32_t rate_percent = 100;     // at least 1. 100: as synth/synth_clock.h has it
};

}  // namespace holdfast
