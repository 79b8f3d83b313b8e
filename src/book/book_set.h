// BookSet: the order books of all stocks of one stream, order by order (L3), with what is known of
// the stocks' states. One thread. Nothing about a message is believed: one that does not fit to
// the books has its fate counted and changes nothing.
//
// A, F, E, C, X, D and U change books. Of R, H, Y, h, K, J, N, of L for each market participant,
// and of S, V, W, which have no stock, the last is kept. The rest is passed over.
//
// Nothing is allocated by a message unless there are more live orders, levels, stocks or positions
// than there ever were.
#pragma once

#include "book/add_order_message.h"
#include "book/book_fate.h"
#include "book/order_book.h"

namespace holdfast {

struct BookSetOptions {
  std::size_t expected_orders = 1U << 16U;  // live at once: room is made for so many at the start
  std::size_t most_orders = 1U << 25U;      // more are refused; some 120 bytes each
  std::size_t most_positions = 1U << 20U;   // of market participants; some 100 bytes each
  std::uint64_t hash_seed = 0;              // book/slot_index.h says what for
};

/// How far ahead a message is looked at: each step fetches what the one before found.
enum class BookAhead : std::uint8_t { far, middle, near, next };

class BookSet {
 public:
  explicit BookSet(BookSetOptions options = {});

  /// One ITCH message as on the wire.
  BookFate apply(std::span<const std::uint8_t> message) {
    const BookFate fate = take(message);
    counts_.count(fate);
    return fate;
  }
  /// Says that `message` comes soon, so that its memory is fetched meanwhile: first `far`, then,
  /// some messages later each, `middle`, `near` and `next` (book/apply_ahead.h does it). It changes
  /// nothing, and may be any bytes.
  void prefetch(std::span<const std::uint8_t> message, BookAhead ahead) const;

  /// Of states and live orders (book/book_digest.h): O(1), 0 when there are none.
  std::uint64_t digest() const { return store_.digest() + system_digest_; }
  /// One stock's part; of locate 0, that of no stock.
  std::uint64_t digest_of(std::uint16_t locate) const;

  /// The messages which make this stock's part in an empty BookSet: states, then the orders, each
  /// price by priority. Calls sink(std::span<const std::uint8_t>); the bytes are valid during the
  /// call. Orders have the timestamp of the last message that was applied.
  template <class Sink>
  void write_stock(std::uint16_t locate, Sink&& sink) const {
    const auto seen = book(locate);
    if (!seen) return;
    seen->state().write(sink);
    seen->write_positions(sink);
    for (const auto side : {BookSide::buy, BookSide::sell}) {
      seen->for_each_order(side, [&](const BookOrder& order) {
        write_order({locate, 0, last_time_}, seen->stock(), order, sink);
      });
    }
  }
  /// The same of what has no stock.
  template <class Sink>
  void write_system(Sink&& sink) const {
    system_.write(sink);
  }
  /// The first stock with a state or an order whose locate is at least `from`.
  std::optional<std::uint16_t> next_stock(std::uint32_t from) const;

  /// nullopt: neither a state nor an order is known of it.
  std::optional<OrderBook> book(std::uint16_t locate) const;
  const SystemState& system() const { return system_; }
  std::size_t orders() const { return store_.orders(); }
  /// Forgets all but the counts.
  void clear();
  const BookCounts& counts() const { return counts_; }

 private:
  struct Applier;
  struct Outlook;
  void prefetch_new_level(std::span<const std::uint8_t> message, BookAhead ahead) const;
  BookFate take(std::span<const std::uint8_t> message);
  BookFate keep_system(std::span<const std::uint8_t> message, SystemSlot slot);
  BookFate keep_state(std::uint16_t locate, std::uint64_t name, StateSlot slot,
                      std::span<const std::uint8_t> message);
  BookFate keep_position(const MarketParticipantPosition& position,
                         std::span<const std::uint8_t> message);
  BookFate add(std::uint16_t locate, std::uint64_t name, const BookOrder& order);
  BookFate reduce(std::uint16_t locate, std::uint64_t reference, std::uint32_t shares);
  BookFate remove(std::uint16_t locate, std::uint64_t reference);
  BookFate replace(std::uint16_t locate, std::uint64_t reference, BookOrder order);

  BookStore store_;
  std::size_t most_orders_, most_positions_;
  BookCounts counts_;
  SystemState system_;
  std::uint64_t system_digest_ = 0;
  Timestamp48 last_time_;
};

}  // namespace holdfast
