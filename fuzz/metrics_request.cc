// Bytes of HTTP clients that ask for /metrics, in pieces: the first byte of each says its length.
#include <algorithm>
#include <cstdint>
#include <span>

#include "base/check.h"
#include "fanout/page_sessions.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  PageSessions sessions([] { return std::string("page"); });
  const auto id = *sessions.open({}, {}).session;
  std::span<const std::uint8_t> rest(bytes, size);
  while (!rest.empty()) {
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
    sessions.feed(id, rest.subspan(1, length), {});
    rest = rest.subspan(1 + length);
    const bool has_answer = !sessions.to_send(id).empty();
    HOLDFAST_CHECK(has_answer == (sessions.fate(id) == SessionFate::ends));
  }
  sessions.sent(id, sessions.to_send(id).size());
  sessions.closed(id);
  return 0;
}
