// The agent's feed: bytes in pieces → lines → the server's memory. The first byte chooses the size
// of the pieces.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "serve/line_buffer.h"
#include "serve/server_sent.h"
#include "serve/state_cache.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast;
  if (size == 0) return 0;
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = std::max<std::size_t>(data[0], 1);
  LineBuffer lines(4096);
  StateCache cache;
  while (!rest.empty()) {
    lines.append(rest.substr(0, piece));
    rest.remove_prefix(std::min(piece, rest.size()));
    while (const auto text = lines.next()) {
      HOLDFAST_CHECK(text->size() <= 4096 && text->find('\n') == std::string_view::npos);
      auto line = parse_feed_line(*text);
      if (!line) continue;
      const auto message = server_sent(name_of(line->kind), line->text, line->number);
      HOLDFAST_CHECK(message.find("\n\n") == message.size() - 2 &&
                     message.find('\r') == std::string::npos);
      cache.apply(*std::move(line), Instant{0});
    }
  }
  const auto events = cache.newest_events(StateCache::kMostEvents);
  for (std::size_t at = 1; at < events.size(); ++at) {
    HOLDFAST_CHECK(events[at - 1].number < events[at].number);
  }
  const auto frames = cache.frames_since(INT64_MIN, 3);
  HOLDFAST_CHECK(frames.size() <= 3);
  return 0;
}
