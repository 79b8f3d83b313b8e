// What a client sends: the bytes in pieces through the server's own parser, each request through
// admission, its answer and its head. The first byte chooses the size of the pieces.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "serve/admission.h"
#include "serve/answer.h"
#include "serve/request_reader.h"

namespace {

using namespace holdfast;

void respond(const Request& request, const Access& access, const StateCache& cache) {
  const auto route = admit(request, access);
  if (!route) {
    const auto head = head_of(route.error(), {}, true);
    // Whatever was sent, it opens no line of its own in what comes back.
    HOLDFAST_CHECK(head.find("\r\n\r\n") == head.size() - 4);
    return;
  }
  HOLDFAST_CHECK(request.method == "GET" || request.method == "HEAD");
  HOLDFAST_CHECK(route->page != Page::events || route->limit <= kMostEvents);
  if (route->page == Page::stream) return;
  (void)needs_history(*route, cache);
  const auto reply = answer(*route, cache, {}, Instant{1});
  HOLDFAST_CHECK(reply.body != nullptr);
}

const StateCache& small_cache() {
  static const StateCache cache = [] {
    StateCache filled;
    for (const auto* text : {R"({"status":{"version":"1"}})", R"({"metrics":"holdfast_vam 0.5\n"})",
                             R"({"event":{"number":7,"at_ns":1}})", R"({"frame":{"at_ns":5}})"}) {
      filled.apply(*parse_feed_line(text), Instant{0});
    }
    return filled;
  }();
  return cache;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const Access open, closed("a-token-of-some-length");
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = std::max<std::size_t>(data[0], 1);
  RequestReader reader;
  std::size_t waiting = 0;
  while (!rest.empty()) {
    auto state = reader.receive(rest.substr(0, piece));
    waiting += std::min(piece, rest.size());
    rest.remove_prefix(std::min(piece, rest.size()));
    while (state == RequestReader::State::ready) {
      const Request request = reader.take();
      respond(request, open, small_cache());
      respond(request, closed, small_cache());
      waiting = 0;
      state = reader.receive("");
    }
    if (state == RequestReader::State::refused) {
      HOLDFAST_CHECK(reader.status() >= 400 && reader.receive("GET / HTTP/1.1\r\n\r\n") == state);
      return 0;
    }
    // A head that never ends must not be collected for ever.
    HOLDFAST_CHECK(waiting <= 3 * RequestReader::kLargestHead);
  }
  return 0;
}
