#include "book/book_fate.h"

namespace holdfast {

std::string_view to_string(BookFate fate) {
  switch (fate) {
    case BookFate::applied: return "applied";
    case BookFate::passed_over: return "passed_over";
    case BookFate::unknown_type: return "unknown_type";
    case BookFate::wrong_length: return "wrong_length";
    case BookFate::unknown_order: return "unknown_order";
    case BookFate::duplicate_order: return "duplicate_order";
    case BookFate::too_many_shares: return "too_many_shares";
    case BookFate::zero_shares: return "zero_shares";
    case BookFate::locate_mismatch: return "locate_mismatch";
    case BookFate::stock_mismatch: return "stock_mismatch";
    case BookFate::no_locate: return "no_locate";
    case BookFate::bad_side: return "bad_side";
    case BookFate::bad_price: return "bad_price";
    case BookFate::bad_code: return "bad_code";
    case BookFate::too_many_orders: return "too_many_orders";
    case BookFate::too_many_positions: return "too_many_positions";
  }
  return "unknown";
}

}  // namespace holdfast
