// Random and hostile messages: the books against those that one would explain (the model), and
// against themselves.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "book/apply_ahead.h"
#include "book/book_check_test_fixture.h"
#include "book/plain_book_test_fixture.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <class T>
Bytes bytes_of_message(const T& message) {
  const auto bytes = encode_message(message);
  return {bytes.begin(), bytes.end()};
}

// Few references, stocks and prices, so that messages meet; and what no exchange would send.
struct Draw {
  std::uint64_t reference = *rc::gen::weightedElement<std::uint64_t>(
      {{10, *rc::gen::inRange<std::uint64_t>(1, 16)}, {1, 0}, {1, ~std::uint64_t{0}}});
  std::uint64_t other = *rc::gen::inRange<std::uint64_t>(1, 16);
  std::uint16_t locate =
      *rc::gen::weightedElement<std::uint16_t>({{20, 1}, {10, 2}, {1, 0}, {1, 65'535}});
  std::uint32_t shares = *rc::gen::weightedElement<std::uint32_t>(
      {{20, *rc::gen::inRange<std::uint32_t>(1, 5)}, {2, 0}, {1, ~std::uint32_t{0}}});
  Price4 price{*rc::gen::weightedElement<std::uint32_t>(
      {{10, 100}, {10, 200}, {10, 300}, {1, 0}, {1, 2'000'000'000}, {1, 2'000'000'001}})};
  char side = *rc::gen::weightedElement<char>({{10, 'B'}, {10, 'S'}, {1, 'X'}});
  Alpha<8> stock = Alpha<8>::of(*rc::gen::weightedElement<std::string_view>(
      {{20, locate == 2 ? "TWO" : "ONE"}, {1, "OTHER"}}));
  char code = *rc::gen::element('Q', 'B', 'X', 'Z');
  MessageHeader header{locate, 0, {*rc::gen::inRange<std::uint64_t>(0, 1000)}};
};

Bytes draw_message() {
  const Draw d;
  const auto match = std::uint64_t{7};
  switch (*rc::gen::inRange(0, 30)) {
    default:
      return bytes_of_message(AddOrder{d.header, d.reference, d.side, d.shares, d.stock, d.price});
    case 11:
    case 12:
      return bytes_of_message(AddOrderMpid{d.header, d.reference, d.side, d.shares, d.stock,
                                           d.price, Alpha<4>::of("GSCO")});
    case 13: return bytes_of_message(OrderExecuted{d.header, d.reference, d.shares, match});
    case 14:
      return bytes_of_message(
          OrderExecutedWithPrice{d.header, d.reference, d.shares, match, 'Y', d.price});
    case 15: return bytes_of_message(OrderCancel{d.header, d.reference, d.shares});
    case 16:
    case 17: return bytes_of_message(OrderDelete{d.header, d.reference});
    case 18:
    case 19:
      return bytes_of_message(OrderReplace{d.header, d.reference, d.other, d.shares, d.price});
    case 20: return bytes_of_message(StockDirectory{.header = d.header, .stock = d.stock});
    case 21: return bytes_of_message(StockTradingAction{d.header, d.stock, d.code, ' ', {}});
    case 22: return bytes_of_message(OperationalHalt{d.header, d.stock, d.code, 'H'});
    case 23: return bytes_of_message(SystemEvent{d.header, d.code});
    case 24: return bytes_of_message(RegShoRestriction{d.header, d.stock, '1'});
    case 25: return bytes_of_message(QuotingPeriodUpdate{d.header, d.stock, 34'200, d.code, {}});
    case 26: return bytes_of_message(LuldAuctionCollar{d.header, d.stock, d.price, {}, {}, 1});
    case 27: return bytes_of_message(RetailInterest{d.header, d.stock, d.code});
    case 28:
      return bytes_of_message(MarketParticipantPosition{
          d.header, Alpha<4>::of(d.side == 'B' ? "GSCO" : "NITE"), d.stock, 'Y', d.code, 'A'});
    case 29: {
      auto bytes = bytes_of_message(AddOrder{.header = d.header});
      bytes.resize(*rc::gen::inRange<std::size_t>(0, 60), 'A');
      if (!bytes.empty()) bytes[0] = *rc::gen::arbitrary<std::uint8_t>();
      return bytes;
    }
  }
}

std::vector<Bytes> draw_messages() {
  std::vector<Bytes> out(*rc::gen::inRange<std::size_t>(0, 200));
  for (auto& message : out) message = draw_message();
  return out;
}

constexpr std::size_t kMostOrders = 12;
BookSet small_books() { return BookSet({.expected_orders = 2, .most_orders = kMostOrders}); }

RC_GTEST_PROP(BookLaw, BooksAreThoseOfTheModelAfterEachMessage, ()) {
  auto books = small_books();
  PlainBookModel model(kMostOrders);
  for (const auto& message : draw_messages()) {
    const std::uint64_t before = books.digest();
    const BookFate wanted = model.apply(message);
    RC_ASSERT(books.apply(message) == wanted);
    if (wanted != BookFate::applied) RC_ASSERT(books.digest() == before);
    for (const auto locate : std::array<std::uint16_t, 3>{1, 2, 65'535}) {
      RC_ASSERT(books.book(locate).has_value() == model.is_known(locate));
      for_each_side([&](BookSide side) {
        RC_ASSERT(orders_of(books, locate, side) == model.side(locate, side));
      });
    }
  }
  check_books(books);
  check_snapshot(books);
}

RC_GTEST_PROP(BookLaw, LookingAheadChangesNothing, ()) {
  const auto messages = draw_messages();
  std::vector<std::span<const std::uint8_t>> spans(messages.begin(), messages.end());
  auto plain = small_books(), ahead = small_books();
  std::vector<BookFate> wanted, seen;
  for (const auto& message : messages) wanted.push_back(plain.apply(message));
  apply_ahead(ahead, spans, [&](std::size_t i, BookFate fate) {
    RC_ASSERT(i == seen.size());
    seen.push_back(fate);
  });
  RC_ASSERT(seen == wanted);
  RC_ASSERT(ahead.digest() == plain.digest());
  RC_ASSERT(ahead.counts() == plain.counts());
}

// Two histories of the same books: what was there and went leaves nothing behind.
RC_GTEST_PROP(BookLaw, TheDigestIsThatOfAnEmptySetWhenAllOrdersAreGone, ()) {
  auto books = small_books();
  for (const auto& message : draw_messages()) {
    if (message.empty() || std::string_view("SRHYhVWKJNL").find(static_cast<char>(message[0])) !=
                               std::string_view::npos) {
      continue;
    }
    books.apply(message);
  }
  for (auto locate = books.next_stock(0); locate; locate = books.next_stock(*locate + 1U)) {
    for_each_side([&](BookSide side) {
      for (const auto& order : orders_of(books, *locate, side)) {
        books.apply(encode_message(OrderDelete{{*locate, 0, {}}, order.reference}));
      }
    });
  }
  RC_ASSERT(books.digest() == 0U);
  RC_ASSERT(!books.next_stock(0).has_value());
}

RC_GTEST_PROP(BookLaw, TheDigestDiffersWhenAnOrderOfTheSnapshotDoes, ()) {
  auto books = small_books();
  for (const auto& message : draw_messages()) books.apply(message);
  auto snapshot = snapshot_of(books);
  RC_PRE(!snapshot.empty());
  auto& changed = snapshot[*rc::gen::inRange<std::size_t>(0, snapshot.size())];
  // Not the type, the locate, nor what no book has: tracking number and time.
  const auto at = *rc::gen::inRange<std::size_t>(MessageHeader::kEnd, changed.size());
  changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1U << *rc::gen::inRange(0, 8)));
  BookSet other;
  for (const auto& message : snapshot) other.apply(message);
  RC_ASSERT(other.digest() != books.digest());
}

}  // namespace
}  // namespace holdfast
