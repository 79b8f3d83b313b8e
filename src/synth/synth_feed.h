// A feed that is made from a seed: the same bytes everywhere. Every message fits to those before
// it: an order that is named is live, and no more shares are taken than it has.
//
// First a system event, each stock's directory entry and trading action, two more events; then
// orders until as many are live as the options say, then messages of the mix; at the end three
// system events.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "itch/message_codec.h"
#include "synth/synth_clock.h"
#include "synth/synth_market.h"
#include "synth/synth_options.h"

namespace holdfast {

class SynthFeed {
 public:
  /// The options are within the bounds that synth_options.h names.
  explicit SynthFeed(SynthOptions options);

  /// The next message, valid until the next call; nullopt: it was the last one.
  std::optional<std::span<const std::uint8_t>> next();

  /// Of the last message, in nanoseconds since midnight.
  std::int64_t timestamp_ns() const { return static_cast<std::int64_t>(timestamp_ns_); }
  std::size_t live_orders() const { return live_.size(); }

 private:
  enum class Kind : std::uint8_t {
    add,
    add_mpid,
    remove,
    replace,
    execute,
    execute_price,
    cancel,
    trade
  };
  struct Live {
    std::uint64_t reference = 0;
    std::uint32_t shares = 0;
    std::uint16_t locate = 0;
    bool is_buy = false;
  };
  using Bytes = std::span<const std::uint8_t>;

  Bytes opening(std::uint64_t number);
  Bytes closing(std::uint64_t number);
  Bytes body();
  Bytes add(bool has_attribution);
  Bytes trade();
  Bytes of_live(Kind kind);
  Bytes replace(Live& order);
  Bytes execute(std::size_t at, bool has_price);
  Bytes cancel(std::size_t at);
  Bytes remove(std::size_t at);
  Kind draw_kind();
  void forget(std::size_t at);
  MessageHeader header(std::uint16_t locate);
  template <class T>
  Bytes put(const T& message);

  SynthOptions options_;
  SynthMarket market_;
  SynthClock clock_;
  SplitMix64 random_;
  std::array<std::uint32_t, 8> mix_below_{};  // the mix, added up
  std::vector<Live> live_;
  bool is_filled_ = false;
  std::uint64_t given_ = 0, next_reference_ = 1, next_match_ = 1, timestamp_ns_ = 0;
  std::array<std::uint8_t, kLongestMessage> room_{};
};

}  // namespace holdfast
