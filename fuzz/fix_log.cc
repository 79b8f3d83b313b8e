// Hostile logs of FIX: cut anywhere they tell the same, and every order that is read has what the
// tables need. Each input is read as it comes, and once more with its sums made right, so that what
// stands behind them is looked at too.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "fix/fix_log.h"
#include "fix/fix_orders.h"

namespace holdfast {
namespace {

struct Told {
  std::size_t messages = 0, damaged = 0;
  bool operator==(const Told&) const = default;
};

Told read(std::string_view text, std::size_t piece, FixOrders& orders) {
  Told told;
  FixLog log;
  for (bool is_refused = false;;) {
    switch (log.next()) {
      case FixStep::end: return told;
      case FixStep::more:
        log.append(text.substr(0, piece));
        text.remove_prefix(std::min(piece, text.size()));
        if (text.empty()) log.finish();
        break;
      case FixStep::damaged: ++told.damaged; break;
      case FixStep::message:
        ++told.messages;
        HOLDFAST_CHECK(!log.entry().message.type().empty());
        is_refused = is_refused || !orders.take(log.entry());
        break;
    }
  }
}

void look_at(std::string_view text) {
  FixOrders whole({"host"}), cut({"host"});
  const auto told = read(text, text.size() + 1, whole);
  HOLDFAST_CHECK(read(text, 13, cut) == told);
  const auto tables = whole.tables();
  if (!tables) return;
  for (const auto& child : tables->children) {
    HOLDFAST_CHECK(!child.id.empty() && !child.parent.empty() && !child.quantity.empty());
    HOLDFAST_CHECK(child.side == 1 || child.side == -1);
  }
  HOLDFAST_CHECK(tables->parents.size() <= tables->children.size());
}

// A message out of each line: what it holds from 35= on, with | between its fields.
std::string summed(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string body;
    for (const char c : text.substr(0, end)) body += c == '|' ? kFixSeparator : c;
    body += kFixSeparator;
    std::string message =
        "8=FIX.4.4\x01"
        "9=" +
        std::to_string(body.size()) + kFixSeparator + body;
    const auto sum = std::to_string(1000U + fix_checksum(message));
    out += message + "10=" + sum.substr(1) + kFixSeparator + '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace
}  // namespace holdfast

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  holdfast::look_at(text);
  holdfast::look_at(holdfast::summed(text));
  return 0;
}
