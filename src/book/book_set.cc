#include "book/book_set.h"

#include "itch/message_visit.h"

namespace holdfast {
namespace {

BookSide side_named(char buy_sell_indicator) {
  return buy_sell_indicator == 'B' ? BookSide::buy : BookSide::sell;
}

std::uint64_t name_of(const Alpha<8>& stock) { return std::bit_cast<std::uint64_t>(stock.bytes); }

// Where a price and a side are read of a message that has none.
constexpr std::array<std::uint8_t, AddOrder::kLength> kNoAdd{};

}  // namespace

BookSet::BookSet(BookSetOptions options)
    : store_(options.expected_orders, options.hash_seed),
      most_orders_(options.most_orders),
      most_positions_(options.most_positions) {}

struct BookSet::Applier {
  BookSet& set;
  std::span<const std::uint8_t> bytes;
  BookFate fate = BookFate::passed_over;

  void operator()(const SystemEvent&) { fate = set.keep_system(bytes, SystemSlot::event); }
  void operator()(const MwcbDeclineLevel&) {
    fate = set.keep_system(bytes, SystemSlot::mwcb_levels);
  }
  void operator()(const MwcbStatus&) { fate = set.keep_system(bytes, SystemSlot::mwcb_status); }
  void operator()(const StockDirectory& m) { keep(m, StateSlot::directory); }
  void operator()(const StockTradingAction& m) { keep(m, StateSlot::action); }
  void operator()(const RegShoRestriction& m) { keep(m, StateSlot::reg_sho); }
  void operator()(const QuotingPeriodUpdate& m) { keep(m, StateSlot::ipo); }
  void operator()(const LuldAuctionCollar& m) { keep(m, StateSlot::auction_collar); }
  void operator()(const RetailInterest& m) { keep(m, StateSlot::retail_interest); }
  void operator()(const MarketParticipantPosition& m) { fate = set.keep_position(m, bytes); }
  void operator()(const OperationalHalt& m) {
    if (const auto slot = halt_slot(m.market_code)) return keep(m, *slot);
    fate = BookFate::bad_code;
  }
  void operator()(const AddOrder& m) { add(m, 0); }
  void operator()(const AddOrderMpid& m) {
    add(m, load_u32(bytes.data() + AddOrderMpid::kLength - 4));
  }
  void operator()(const OrderExecuted& m) { reduce(m, m.executed_shares); }
  void operator()(const OrderExecutedWithPrice& m) { reduce(m, m.executed_shares); }
  void operator()(const OrderCancel& m) { reduce(m, m.canceled_shares); }
  void operator()(const OrderDelete& m) {
    fate = set.remove(m.header.stock_locate, m.order_reference_number);
  }
  void operator()(const OrderReplace& m) {
    const BookOrder order{m.new_order_reference_number, m.shares, m.price.ten_thousandths};
    fate = set.replace(m.header.stock_locate, m.original_order_reference_number, order);
  }

  template <class State>
  void keep(const State& m, StateSlot slot) {
    fate = set.keep_state(m.header.stock_locate, name_of(m.stock), slot, bytes);
  }
  template <class Add>
  void add(const Add& m, std::uint32_t attribution) {
    if (m.buy_sell_indicator != 'B' && m.buy_sell_indicator != 'S') {
      fate = BookFate::bad_side;
      return;
    }
    const BookOrder order{m.order_reference_number, m.shares, m.price.ten_thousandths,
                          side_named(m.buy_sell_indicator), attribution};
    fate = set.add(m.header.stock_locate, name_of(m.stock), order);
  }
  template <class Taking>
  void reduce(const Taking& m, std::uint32_t shares) {
    fate = set.reduce(m.header.stock_locate, m.order_reference_number, shares);
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
  system_digest_ += system_.keep(slot, message);
  return BookFate::applied;
}

BookFate BookSet::keep_state(std::uint16_t locate, std::uint64_t name, StateSlot slot,
                             std::span<const std::uint8_t> message) {
  if (locate == 0) return BookFate::no_locate;
  if (store_.claim(locate, name) == nullptr) return BookFate::stock_mismatch;
  store_.keep_state(locate, slot, message);
  return BookFate::applied;
}

BookFate BookSet::keep_position(const MarketParticipantPosition& position,
                                std::span<const std::uint8_t> message) {
  const std::uint16_t locate = position.header.stock_locate;
  const auto mpid = load_u32(message.data() + MessageHeader::kEnd);
  if (locate == 0) return BookFate::no_locate;
  const bool is_new = !store_.positions().has(locate, mpid);
  if (is_new && store_.positions().size() >= most_positions_) return BookFate::too_many_positions;
  if (store_.claim(locate, name_of(position.stock)) == nullptr) return BookFate::stock_mismatch;
  store_.keep_position(locate, mpid, message);
  return BookFate::applied;
}

BookFate BookSet::add(std::uint16_t locate, std::uint64_t name, const BookOrder& order) {
  if (locate == 0) return BookFate::no_locate;
  if (order.shares == 0) return BookFate::zero_shares;
  if (order.price > kHighestPrice) return BookFate::bad_price;
  if (store_.claim(locate, name) == nullptr) return BookFate::stock_mismatch;
  const auto key = store_.key_of(order.reference);
  if (store_.find(key, order.reference) != kNoSlot) return BookFate::duplicate_order;
  if (store_.orders() >= most_orders_) return BookFate::too_many_orders;
  store_.insert(locate, order, key);
  return BookFate::applied;
}

BookFate BookSet::reduce(std::uint16_t locate, std::uint64_t reference, std::uint32_t shares) {
  const auto key = store_.key_of(reference);
  const std::uint32_t slot = store_.find(key, reference);
  if (slot == kNoSlot) return BookFate::unknown_order;
  const BookRecord& order = store_.record(slot);
  if (locate_of(store_.record(order.order.level)) != locate) return BookFate::locate_mismatch;
  if (shares == 0) return BookFate::zero_shares;
  if (shares > order.order.shares) return BookFate::too_many_shares;
  if (shares == order.order.shares) {
    store_.erase(slot, key);
  } else {
    store_.reduce(slot, shares);
  }
  return BookFate::applied;
}

BookFate BookSet::remove(std::uint16_t locate, std::uint64_t reference) {
  const auto key = store_.key_of(reference);
  const std::uint32_t slot = store_.find(key, reference);
  if (slot == kNoSlot) return BookFate::unknown_order;
  if (locate_of(store_.record(store_.record(slot).order.level)) != locate) {
    return BookFate::locate_mismatch;
  }
  store_.erase(slot, key);
  return BookFate::applied;
}

BookFate BookSet::replace(std::uint16_t locate, std::uint64_t reference, BookOrder order) {
  const auto key = store_.key_of(reference), new_key = store_.key_of(order.reference);
  const std::uint32_t slot = store_.find(key, reference);
  if (slot == kNoSlot) return BookFate::unknown_order;
  const BookRecord& original = store_.record(slot);
  const BookRecord& level = store_.record(original.order.level);
  if (locate_of(level) != locate) return BookFate::locate_mismatch;
  if (order.shares == 0) return BookFate::zero_shares;
  if (order.price > kHighestPrice) return BookFate::bad_price;
  if (store_.find(new_key, order.reference) != kNoSlot) return BookFate::duplicate_order;
  order.side = side_of(level);
  order.attribution = original.order.attribution;
  store_.erase(slot, key);
  store_.insert(locate, order, new_key);
  return BookFate::applied;
}

// What is read of any message that may be an add or may name an order, so that hardly a branch
// depends on its type, which cannot be predicted. What is no reference costs a fetch in vain.
struct BookSet::Outlook {
  explicit Outlook(std::span<const std::uint8_t> message)
      : locate(load_u16(message.data() + 1)),
        reference(load_u64(message.data() + 11)),
        is_add(message.size() >= AddOrder::kLength &&
               (message[0] == AddOrder::kType || message[0] == AddOrderMpid::kType)) {
    const std::uint8_t* const add = is_add ? message.data() : kNoAdd.data();
    side = side_named(static_cast<char>(add[19]));
    id = is_add ? level_id(locate, side, load_u32(add + 32)) : reference;
  }
  std::uint16_t locate;
  std::uint64_t reference;
  bool is_add;
  BookSide side;
  std::uint64_t id;  // of the level or the order that it will look for first
};

void BookSet::prefetch(std::span<const std::uint8_t> message, BookAhead ahead) const {
  if (message.size() < OrderDelete::kLength) return;
  const bool is_replace =
      message[0] == OrderReplace::kType && message.size() == OrderReplace::kLength;
  if (ahead == BookAhead::next) return is_replace ? prefetch_new_level(message, ahead) : void();
  const Outlook look(message);
  const SlotIndex& index = look.is_add ? store_.level_index() : store_.order_index();
  const auto key = index.key_of(look.id);
  if (ahead == BookAhead::far) {
    store_.prefetch_stock(look.locate);
    index.prefetch(key);
    store_.order_index().prefetch(store_.key_of(look.reference));
    if (is_replace) store_.order_index().prefetch(store_.key_of(load_u64(message.data() + 19)));
    return;
  }
  const std::uint32_t slot = index.guess(key);
  if (slot == kNoSlot) [[unlikely]] {
    if (look.is_add) store_.prefetch_ladder(look.locate, look.side);
    return;
  }
  if (ahead == BookAhead::middle) return store_.prefetch_record(slot);
  const BookRecord& record = store_.record(slot);
  store_.prefetch_record(record.before);
  store_.prefetch_record(record.behind);
  if (look.is_add) return;
  store_.prefetch_record(record.order.level);
  if (record.is_alone()) store_.prefetch_closing(look.locate, record);
  if (is_replace) prefetch_new_level(message, ahead);
}

// The level of a replacement is known when the original's record is here.
void BookSet::prefetch_new_level(std::span<const std::uint8_t> message, BookAhead ahead) const {
  const Outlook look(message);
  const std::uint32_t slot = store_.order_index().guess(store_.key_of(look.reference));
  if (slot == kNoSlot) return;
  const BookSide side = store_.record(slot).order_side();
  const auto& levels = store_.level_index();
  const auto key = levels.key_of(level_id(look.locate, side, load_u32(message.data() + 31)));
  if (ahead == BookAhead::near) return levels.prefetch(key);
  const std::uint32_t level = levels.guess(key);
  if (level != kNoSlot) return store_.prefetch_record(level);
  store_.prefetch_ladder(look.locate, side);
}

std::uint64_t BookSet::digest_of(std::uint16_t locate) const {
  if (locate == 0) return system_digest_;
  const auto* stock = store_.stock(locate);
  return stock == nullptr ? 0 : stock->digest;
}

std::optional<std::uint16_t> BookSet::next_stock(std::uint32_t from) const {
  for (; from < store_.stocks(); ++from) {
    const auto locate = static_cast<std::uint16_t>(from);
    if (store_.stock(locate)->is_known()) return locate;
  }
  return std::nullopt;
}

std::optional<OrderBook> BookSet::book(std::uint16_t locate) const {
  const auto* stock = store_.stock(locate);
  if (stock == nullptr || !stock->is_known()) return std::nullopt;
  return OrderBook(store_, locate);
}

void BookSet::clear() {
  store_.clear();
  system_ = {};
  system_digest_ = 0;
  last_time_ = {};
}

}  // namespace holdfast
