#include "book/book_set.h"

namespace holdfast {

BookSet::BookSet(BookSetOptions options) : options_(options) {
  orders_.reserve(options.expected_orders);
}

struct BookSet::Applier {
  BookSet& set;
  std::span<const std::uint8_t> bytes;
  BookFate fate = BookFate::passed_over;

  void operator()(const SystemEvent&) { fate = set.keep_system(bytes, SystemSlot::event); }
  void operator()(const MwcbDeclineLevel&) {
    fate = set.keep_system(bytes, SystemSlot::mwcb_levels);
  }
  void operator()(const MwcbStatus&) { fate = set.keep_system(bytes, SystemSlot::mwcb_status); }
  void operator()(const StockDirectory& m) {
    fate = set.keep_state(bytes, m.header, m.stock, StateSlot::directory);
  }
  void operator()(const StockTradingAction& m) {
    fate = set.keep_state(bytes, m.header, m.stock, StateSlot::action);
  }
  void operator()(const RegShoRestriction& m) {
    fate = set.keep_state(bytes, m.header, m.stock, StateSlot::reg_sho);
  }
  void operator()(const OperationalHalt& m) {
    const auto slot = halt_slot(m.market_code);
    fate = slot ? set.keep_state(bytes, m.header, m.stock, *slot) : BookFate::bad_code;
  }
  void operator()(const AddOrder& m) { add(m, 0); }
  void operator()(const AddOrderMpid& m) { add(m, load_u32(bytes.data() + 36)); }
  void operator()(const OrderExecuted& m) {
    fate = set.reduce(m.header, m.order_reference_number, m.executed_shares);
  }
  void operator()(const OrderExecutedWithPrice& m) {
    fate = set.reduce(m.header, m.order_reference_number, m.executed_shares);
  }
  void operator()(const OrderCancel& m) {
    fate = set.reduce(m.header, m.order_reference_number, m.canceled_shares);
  }
  void operator()(const OrderDelete& m) { fate = set.remove(m.header, m.order_reference_number); }
  void operator()(const OrderReplace& m) { fate = set.replace(m); }

  template <class Add>
  void add(const Add& m, std::uint32_t attribution) {
    if (m.buy_sell_indicator != 'B' && m.buy_sell_indicator != 'S') {
      fate = BookFate::bad_side;
      return;
    }
    const auto side = m.buy_sell_indicator == 'B' ? BookSide::buy : BookSide::sell;
    fate =
        set.add(m.header.stock_locate, m.stock,
                {m.order_reference_number, m.shares, m.price.ten_thousandths, side, attribution});
  }
};

BookFate BookSet::take(std::span<const std::uint8_t> message) {
  Applier applier{*this, message};
  switch (visit_message(message, applier)) {
    case MessageFate::taken: break;
    case MessageFate::passed_over: return BookFate::passed_over;
    case MessageFate::unknown_type: return BookFate::unknown_type;
    case MessageFate::wrong_length: return BookFate::wrong_length;
  }
  if (applier.fate == BookFate::applied) last_time_ = {load_u48(message.data() + 5)};
  return applier.fate;
}

BookFate BookSet::keep_system(std::span<const std::uint8_t> message, SystemSlot slot) {
  const std::uint64_t by = system_.keep(slot, message);
  system_digest_ += by;
  digest_ += by;
  return BookFate::applied;
}

BookFate BookSet::keep_state(std::span<const std::uint8_t> message, const MessageHeader& header,
                             const Alpha<8>& stock, StateSlot slot) {
  if (header.stock_locate == 0) return BookFate::no_locate;
  auto& book = books_[header.stock_locate];
  if (book.is_known() && book.stock != stock) return BookFate::stock_mismatch;
  book.stock = stock;
  change(book, book.state.keep(slot, message));
  return BookFate::applied;
}

BookFate BookSet::add(std::uint16_t locate, const Alpha<8>& stock, const BookOrder& order) {
  if (locate == 0) return BookFate::no_locate;
  if (order.shares == 0) return BookFate::zero_shares;
  if (order.price > kHighestPrice) return BookFate::bad_price;
  auto& book = books_[locate];
  if (book.is_known() && book.stock != stock) return BookFate::stock_mismatch;
  if (orders_.contains(order.reference)) return BookFate::duplicate_order;
  if (orders_.size() >= options_.most_orders) return BookFate::too_many_orders;
  book.stock = stock;
  insert(locate, order);
  return BookFate::applied;
}

BookFate BookSet::reduce(const MessageHeader& header, std::uint64_t reference,
                         std::uint32_t shares) {
  const auto at = orders_.find(reference);
  if (at == orders_.end()) return BookFate::unknown_order;
  auto& [order, locate, place] = at->second;
  if (locate != header.stock_locate) return BookFate::locate_mismatch;
  if (shares == 0) return BookFate::zero_shares;
  if (shares > order.shares) return BookFate::too_many_shares;
  if (shares == order.shares) {
    erase(at->second);
    return BookFate::applied;
  }
  auto& book = books_[locate];
  const auto salt = digest::side_salt(locate, book.stock, order.side);
  const auto term = [&] {
    return digest::order_term(salt, reference, order.shares, order.price, order.attribution);
  };
  const std::uint64_t before = term();
  order.shares -= shares;
  change(book, term() - before);
  book.sides[static_cast<std::size_t>(order.side)][order.price].shares -= shares;
  return BookFate::applied;
}

BookFate BookSet::remove(const MessageHeader& header, std::uint64_t reference) {
  const auto at = orders_.find(reference);
  if (at == orders_.end()) return BookFate::unknown_order;
  if (at->second.locate != header.stock_locate) return BookFate::locate_mismatch;
  erase(at->second);
  return BookFate::applied;
}

BookFate BookSet::replace(const OrderReplace& m) {
  const auto at = orders_.find(m.original_order_reference_number);
  if (at == orders_.end()) return BookFate::unknown_order;
  if (at->second.locate != m.header.stock_locate) return BookFate::locate_mismatch;
  if (m.shares == 0) return BookFate::zero_shares;
  if (m.price.ten_thousandths > kHighestPrice) return BookFate::bad_price;
  if (orders_.contains(m.new_order_reference_number)) return BookFate::duplicate_order;
  auto order = at->second.order;
  erase(at->second);
  order.reference = m.new_order_reference_number;
  order.shares = m.shares;
  order.price = m.price.ten_thousandths;
  insert(m.header.stock_locate, order);
  return BookFate::applied;
}

void BookSet::insert(std::uint16_t locate, const BookOrder& order) {
  auto& book = books_[locate];
  auto& level = book.sides[static_cast<std::size_t>(order.side)][order.price];
  if (!level.queue.empty()) change(book, digest::link_term(level.queue.back(), order.reference));
  level.queue.push_back(order.reference);
  level.shares += order.shares;
  orders_.emplace(order.reference, PlainOrder{order, locate, std::prev(level.queue.end())});
  ++book.orders;
  change(book, digest::order_term(digest::side_salt(locate, book.stock, order.side),
                                  order.reference, order.shares, order.price, order.attribution));
}

void BookSet::erase(PlainOrder held) {
  const auto& [order, locate, place] = held;
  auto& book = books_[locate];
  auto& levels = book.sides[static_cast<std::size_t>(order.side)];
  auto& level = levels[order.price];
  const bool has_before = place != level.queue.begin();
  const bool has_behind = std::next(place) != level.queue.end();
  if (has_before) change(book, -digest::link_term(*std::prev(place), order.reference));
  if (has_behind) change(book, -digest::link_term(order.reference, *std::next(place)));
  if (has_before && has_behind) {
    change(book, digest::link_term(*std::prev(place), *std::next(place)));
  }
  change(book, -digest::order_term(digest::side_salt(locate, book.stock, order.side),
                                   order.reference, order.shares, order.price, order.attribution));
  level.shares -= order.shares;
  level.queue.erase(place);
  if (level.queue.empty()) levels.erase(order.price);
  --book.orders;
  orders_.erase(order.reference);
}

std::uint64_t BookSet::digest_of(std::uint16_t locate) const {
  if (locate == 0) return system_digest_;
  const auto at = books_.find(locate);
  return at == books_.end() ? 0 : at->second.digest;
}

std::optional<std::uint16_t> BookSet::next_stock(std::uint32_t from) const {
  if (from > 0xffff) return std::nullopt;
  for (auto at = books_.lower_bound(static_cast<std::uint16_t>(from)); at != books_.end(); ++at) {
    if (at->second.is_known()) return at->first;
  }
  return std::nullopt;
}

std::optional<OrderBook> BookSet::book(std::uint16_t locate) const {
  const auto at = books_.find(locate);
  if (at == books_.end() || !at->second.is_known()) return std::nullopt;
  return OrderBook(at->second, orders_);
}

void BookSet::clear() {
  books_.clear();
  orders_.clear();
  system_ = {};
  digest_ = system_digest_ = 0;
}

}  // namespace holdfast
