// A client's bytes to a snapshot session: the first is the size of the pieces in which they come.
// The same bytes in one piece must lead to the same bytes back, and no buffer grows beyond its
// bound.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "stream/snapshot_server.h"

namespace {

using namespace holdfast;
using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kBufferBytes = 2000;

SnapshotServerOptions options() {
  SnapshotServerOptions options;
  for (const auto* const session : {"DAY1", "DAY2"}) {
    options.streams.push_back({.session = session,
                               .history_bytes = MessageHistory::kLeastBytes,
                               .digests = 16,
                               .books = {.expected_orders = 16}});
  }
  options.session = {.username = "user", .password = "pass", .buffer_bytes = kBufferBytes};
  return options;
}

struct Ending {
  std::vector<std::uint8_t> sent;
  std::array<std::uint64_t, kSnapshotEndings> endings{};
  std::uint64_t queries = 0;
  friend bool operator==(const Ending&, const Ending&) = default;
};

Ending run(Bytes stream, std::size_t piece) {
  SnapshotServer server(options());
  std::uint64_t sequence = 0;
  const auto add = [&](std::uint16_t locate) {
    ++sequence;
    const AddOrder order{{locate, 0, {}}, sequence, 'B', 100, Alpha<8>::of("S"), {10'000}};
    server.take(0, sequence, encode_message(order));
  };
  for (std::uint16_t locate = 1; locate <= 5; ++locate) add(locate);
  const auto session = *server.open({}, {}).session;
  while (!stream.empty()) {
    const std::vector<std::uint8_t> fed(
        stream.begin(),
        stream.begin() + static_cast<std::ptrdiff_t>(std::min(piece, stream.size())));
    stream = stream.subspan(fed.size());
    server.feed(session, fed, {});
    HOLDFAST_CHECK(server.to_send(session).size() <= kBufferBytes);
  }
  server.do_work({});
  for (int i = 0; i < 100; ++i) add(1);
  const auto waiting = server.to_send(session);
  HOLDFAST_CHECK(waiting.size() <= kBufferBytes);
  Ending ending{.sent = {waiting.begin(), waiting.end()}};
  server.sent(session, waiting.size());
  server.do_work(plus_seconds({}, 3600));
  HOLDFAST_CHECK(server.fate(session) != SessionFate::runs);
  server.closed(session);
  ending.endings = server.counts().endings;
  ending.queries = server.counts().snapshots.queries;
  return ending;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Bytes stream(data + 1, size - 1);
  HOLDFAST_CHECK(run(stream, std::max<std::size_t>(1, data[0])) == run(stream, size));
  return 0;
}
