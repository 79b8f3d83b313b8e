// Foreign bytes to both ends of a SoupBinTCP session, before and after the login; the first byte is
// the size of the pieces. The same bytes in one piece must lead to the same end.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "itch/soup_client.h"
#include "itch/soup_server.h"

namespace {

using namespace holdfast;
using Bytes = std::span<const std::uint8_t>;

struct Ending {
  SoupFault fault = SoupFault::none;
  int state = 0;
  std::uint64_t messages = 0, bytes = 0, next_sequence = 0, debug_packets = 0;
  friend bool operator==(const Ending&, const Ending&) = default;
};

template <class End, class Take>
Ending run(End& end, Bytes stream, std::size_t piece, const Take& take) {
  Ending ending;
  while (!stream.empty()) {
    const std::vector<std::uint8_t> fed(
        stream.begin(),
        stream.begin() + static_cast<std::ptrdiff_t>(std::min(piece, stream.size())));
    stream = stream.subspan(fed.size());
    end.feed(fed, {});
    while (const auto given = end.next()) take(*given, ending);
    end.do_work({});
  }
  ending.fault = end.fault();
  ending.state = static_cast<int>(end.state());
  ending.next_sequence = end.next_sequence();
  ending.debug_packets = end.debug_packets();
  return ending;
}

Ending run_client(Bytes stream, std::size_t piece) {
  SoupClient client({.username = "user"});
  client.begin({});
  auto ending = run(client, stream, piece, [](const SoupMessage& message, Ending& so_far) {
    ++so_far.messages;
    so_far.bytes += message.payload.size();
  });
  HOLDFAST_CHECK((client.state() == SoupClient::State::failed) ==
                 (ending.fault != SoupFault::none));
  return ending;
}

Ending run_server(Bytes stream, std::size_t piece) {
  SoupServer server;
  server.begin({});
  auto ending = run(server, stream, piece, [&](const SoupServerEvent& event, Ending& so_far) {
    ++so_far.messages;
    if (const auto* login = std::get_if<SoupLogin>(&event)) {
      HOLDFAST_CHECK(parse_soup_login(encode_soup_login(*login)) == *login);
      server.accept(
          {.session = login->session, .sequence = std::max<std::uint64_t>(1, login->sequence)}, {});
    } else {
      so_far.bytes += std::get<SoupUpstream>(event).payload.size();
    }
  });
  HOLDFAST_CHECK((server.state() == SoupServer::State::failed) ==
                 (ending.fault != SoupFault::none));
  return ending;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::max<std::size_t>(1, data[0]);
  const Bytes stream(data + 1, size - 1);
  HOLDFAST_CHECK(run_client(stream, piece) == run_client(stream, size));
  HOLDFAST_CHECK(run_server(stream, piece) == run_server(stream, size));
  return 0;
}
