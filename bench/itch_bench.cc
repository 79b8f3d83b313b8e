// Decoding a feed's messages beside the floor: a switch and the swaps of each field, written by
// hand. Mix of a real day: A 45 %, D 42 %, U 8 %, E 2 %, X 1 %, and the rest other messages of the
// book.
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "itch/message_json.h"
#include "itch/message_visit.h"

namespace holdfast {
namespace {

constexpr std::size_t kMessages = 200'000;  // about 6 MB: beyond the second level's cache

template <class T>
void append(std::vector<std::uint8_t>& feed, const T& message) {
  const auto bytes = encode_message(message);
  feed.push_back(0);
  feed.push_back(static_cast<std::uint8_t>(bytes.size()));
  feed.insert(feed.end(), bytes.begin(), bytes.end());
}

// BinaryFILE, in memory.
const std::vector<std::uint8_t>& feed() {
  static const auto made = [] {
    std::vector<std::uint8_t> bytes;
    std::mt19937 generator(1);
    const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
    for (std::uint64_t i = 0; i < kMessages; ++i) {
      const MessageHeader header{static_cast<std::uint16_t>(random() % 8000), 0, {i * 1000}};
      const std::uint64_t order = random();
      const std::uint32_t shares = random() % 1000, price = random() % 1'000'000;
      const auto stock = Alpha<8>::of("AAPL");
      const auto kind = random() % 100;
      if (kind < 45) {
        append(bytes, AddOrder{header, order, 'B', shares, stock, {price}});
      } else if (kind < 87) {
        append(bytes, OrderDelete{header, order});
      } else if (kind < 95) {
        append(bytes, OrderReplace{header, order, order + 1, shares, {price}});
      } else if (kind < 97) {
        append(bytes, OrderExecuted{header, order, shares, i});
      } else if (kind < 98) {
        append(bytes, OrderCancel{header, order, shares});
      } else if (kind < 99) {
        append(bytes, OrderExecutedWithPrice{header, order, shares, i, 'Y', {price}});
      } else {
        append(bytes, Trade{header, order, 'B', shares, stock, {price}, i});
      }
    }
    return bytes;
  }();
  return made;
}

// Every field of the book is used, so that none is left unread.
struct Sum {
  std::uint64_t sum = 0;

  template <class... Number>
  void add(const MessageHeader& header, Number... numbers) {
    sum += header.stock_locate + header.timestamp_ns.ns + (std::uint64_t{numbers} + ...);
  }
  static std::uint64_t word(const Alpha<8>& alpha) {
    return std::bit_cast<std::uint64_t>(alpha.bytes);
  }
  static std::uint8_t letter(char c) { return static_cast<std::uint8_t>(c); }

  void operator()(const AddOrder& m) {
    add(m.header, m.order_reference_number, letter(m.buy_sell_indicator), m.shares, word(m.stock),
        m.price.ten_thousandths);
  }
  void operator()(const OrderDelete& m) { add(m.header, m.order_reference_number); }
  void operator()(const OrderReplace& m) {
    add(m.header, m.original_order_reference_number, m.new_order_reference_number, m.shares,
        m.price.ten_thousandths);
  }
  void operator()(const OrderExecuted& m) {
    add(m.header, m.order_reference_number, m.executed_shares, m.match_number);
  }
  void operator()(const OrderCancel& m) {
    add(m.header, m.order_reference_number, m.canceled_shares);
  }
  void operator()(const OrderExecutedWithPrice& m) {
    add(m.header, m.order_reference_number, m.executed_shares, m.match_number, letter(m.printable),
        m.execution_price.ten_thousandths);
  }
  void operator()(const AddOrderMpid& m) {
    add(m.header, m.order_reference_number, letter(m.buy_sell_indicator), m.shares, word(m.stock),
        m.price.ten_thousandths);
  }
  void operator()(const Trade& m) {
    add(m.header, m.order_reference_number, letter(m.buy_sell_indicator), m.shares, word(m.stock),
        m.price.ten_thousandths, m.match_number);
  }
};

// What a switch and swaps cost, nothing else: no length is looked at.
std::uint64_t floor_of(const std::uint8_t* at) {
  std::uint64_t stock = 0;
  const std::uint64_t head = load_u16(at + 1) + load_u48(at + 5);
  switch (at[0]) {
    case 'A':
    case 'F':
      std::memcpy(&stock, at + 24, sizeof stock);
      return head + load_u64(at + 11) + at[19] + load_u32(at + 20) + stock + load_u32(at + 32);
    case 'D': return head + load_u64(at + 11);
    case 'U':
      return head + load_u64(at + 11) + load_u64(at + 19) + load_u32(at + 27) + load_u32(at + 31);
    case 'E': return head + load_u64(at + 11) + load_u32(at + 19) + load_u64(at + 23);
    case 'X': return head + load_u64(at + 11) + load_u32(at + 19);
    case 'C':
      return head + load_u64(at + 11) + load_u32(at + 19) + load_u64(at + 23) + at[31] +
             load_u32(at + 32);
    case 'P':
      std::memcpy(&stock, at + 24, sizeof stock);
      return head + load_u64(at + 11) + at[19] + load_u32(at + 20) + stock + load_u32(at + 32) +
             load_u64(at + 36);
    default: return 0;
  }
}

template <class Each>
void for_each_message(benchmark::State& state, const Each& each) {
  const auto& bytes = feed();
  for (auto _ : state) {
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t length = load_u16(bytes.data() + at);
      each(std::span(bytes).subspan(at + 2, length));
      at += 2 + length;
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kMessages));
}

void decode_floor(benchmark::State& state) {
  std::uint64_t sum = 0;
  for_each_message(state, [&](std::span<const std::uint8_t> m) { sum += floor_of(m.data()); });
  benchmark::DoNotOptimize(sum);
}

void decode_book(benchmark::State& state) {
  Sum sum;
  MessageCounts counts;
  for_each_message(state,
                   [&](std::span<const std::uint8_t> m) { counts.count(visit_message(m, sum)); });
  benchmark::DoNotOptimize(sum.sum);
  if (counts.taken != state.iterations() * kMessages) state.SkipWithError("not all were taken");
}
// Beside each other and in turn, as the machine's speed drifts.
BENCHMARK(decode_floor);
BENCHMARK(decode_book);
BENCHMARK(decode_floor);
BENCHMARK(decode_book);

void decode_to_variant(benchmark::State& state) {
  for_each_message(
      state, [](std::span<const std::uint8_t> m) { benchmark::DoNotOptimize(decode_message(m)); });
}
BENCHMARK(decode_to_variant);

void write_json(benchmark::State& state) {
  std::string line;
  for_each_message(state, [&](std::span<const std::uint8_t> m) {
    line.clear();
    append_message_json(line, m);
    benchmark::DoNotOptimize(line);
  });
}
BENCHMARK(write_json);

void encode_add_orders(benchmark::State& state) {
  AddOrder order{.stock = Alpha<8>::of("AAPL")};
  for (auto _ : state) {
    ++order.order_reference_number;
    benchmark::DoNotOptimize(encode_message(order));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(encode_add_orders);

}  // namespace
}  // namespace holdfast
