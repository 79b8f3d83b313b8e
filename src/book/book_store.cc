#include "book/book_store.h"

namespace holdfast {

BookStore::BookStore(std::size_t expected_orders, std::uint64_t hash_seed)
    : order_index_(expected_orders, hash_seed, 1), level_index_(expected_orders / 2, hash_seed, 0) {
  records_.reserve(expected_orders + expected_orders / 2);
}

StockRecord& BookStore::name_stock(std::uint16_t locate, std::uint64_t name) {
  if (locate >= stocks_.size()) {
    stocks_.resize(locate + std::size_t{1});
    states_.resize(locate + std::size_t{1});
  }
  StockRecord& stock = stocks_[locate];
  stock.name = name;
  for (const auto side : {BookSide::buy, BookSide::sell}) {
    stock.salts[static_cast<std::size_t>(side)] = digest::side_salt(locate, name, side);
  }
  return stock;
}

void BookStore::keep_state(std::uint16_t locate, StateSlot slot,
                           std::span<const std::uint8_t> message) {
  stocks_[locate].has_state = true;
  change_digest(stocks_[locate], states_[locate].keep(slot, message));
}

void BookStore::keep_position(std::uint16_t locate, std::uint32_t mpid,
                              std::span<const std::uint8_t> message) {
  stocks_[locate].has_state = true;
  change_digest(stocks_[locate], positions_.keep(locate, mpid, message));
}

// An empty ring, which has a link with itself.
std::uint32_t BookStore::open_level(StockRecord& stock, BookSide side, std::uint64_t id,
                                    SlotIndex::Key key) {
  const std::uint32_t slot = records_.take();
  BookRecord& level = records_[slot];
  level.id = id;
  level.before = level.behind = slot;
  level.level = {0, 0};
  ladders_.insert(stock.ladder(side), rank_of(side, price_of(level)));
  level_index_.insert(key, slot, records_.begin());
  change_digest(stock, digest::link_term(id, id));
  return slot;
}

void BookStore::close_level(StockRecord& stock, std::uint32_t slot) {
  const BookRecord& level = records_[slot];
  const BookSide side = side_of(level);
  ladders_.erase(stock.ladder(side), rank_of(side, price_of(level)));
  level_index_.erase(level_index_.key_of(level.id), slot);
  change_digest(stock, 0 - digest::link_term(level.id, level.id));
  records_.give(slot);
}

void BookStore::insert(std::uint16_t locate, const BookOrder& order, SlotIndex::Key key) {
  StockRecord& stock = stocks_[locate];
  const std::uint64_t id = level_id(locate, order.side, order.price);
  const auto level_key = level_index_.key_of(id);
  std::uint32_t at = level_index_.find(level_key, id, records_.begin());
  if (at == kNoSlot) at = open_level(stock, order.side, id, level_key);
  const std::uint32_t slot = records_.take();
  BookRecord& level = records_[at];
  BookRecord& record = records_[slot];
  BookRecord& last = records_[level.before];  // the level itself when it is empty
  record.id = order.reference;
  record.before = level.before;
  record.behind = at;
  record.order = {at & 0x7fff'ffffU, order.side == BookSide::sell ? 1U : 0U, order.shares,
                  order.price, order.attribution};
  change_digest(stock, term_of(stock, record) + digest::link_term(last.id, record.id) +
                           digest::link_term(record.id, id) - digest::link_term(last.id, id));
  last.behind = slot;
  level.before = slot;
  level.level.shares += order.shares;
  ++level.level.orders;
  ++stock.orders;
  order_index_.insert(key, slot, records_.begin());
}

void BookStore::erase(std::uint32_t slot, SlotIndex::Key key) {
  const BookRecord& order = records_[slot];
  BookRecord& level = records_[order.order.level];
  BookRecord& before = records_[order.before];
  BookRecord& behind = records_[order.behind];
  StockRecord& stock = stocks_[locate_of(level)];
  change_digest(stock, digest::link_term(before.id, behind.id) - term_of(stock, order) -
                           digest::link_term(before.id, order.id) -
                           digest::link_term(order.id, behind.id));
  before.behind = order.behind;
  behind.before = order.before;
  level.level.shares -= order.order.shares;
  --stock.orders;
  order_index_.erase(key, slot);
  if (--level.level.orders == 0) close_level(stock, order.order.level);
  records_.give(slot);
}

void BookStore::reduce(std::uint32_t slot, std::uint32_t shares) {
  BookRecord& order = records_[slot];
  BookRecord& level = records_[order.order.level];
  StockRecord& stock = stocks_[locate_of(level)];
  const std::uint64_t was = term_of(stock, order);
  order.order.shares -= shares;
  level.level.shares -= shares;
  change_digest(stock, term_of(stock, order) - was);
}

void BookStore::clear() {
  stocks_.clear();
  states_.clear();
  positions_.clear();
  order_index_.clear();
  level_index_.clear();
  records_.clear();
  ladders_.clear();
  digest_ = 0;
}

}  // namespace holdfast
