// Whatever lines, re-request server and snapshot server send, and whenever: the client delivers
// each message once and in its order, shows books only while synchronised, and never has work that
// is due again and again.
#include "stream/feed_client.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"

namespace {

using namespace holdfast;

struct Strict final : FeedListener {
  bool is_synchronised = false;
  std::uint64_t next = 1;
  void on_message(std::uint64_t sequence, std::span<const std::uint8_t>, const BookSet&) override {
    HOLDFAST_CHECK(is_synchronised && sequence == next);
    ++next;
  }
  void on_stale(const Stale&) override {
    HOLDFAST_CHECK(is_synchronised);
    is_synchronised = false;
  }
  void on_synchronised(std::uint64_t sequence, const BookSet&) override {
    HOLDFAST_CHECK(!is_synchronised && sequence == next);
    is_synchronised = true;
  }
  void on_skipped(const SequenceRange& range) override {
    HOLDFAST_CHECK(!is_synchronised && range.first == next && !range.is_empty());
    next = range.end;
  }
  void on_session(const MoldSession&) override {
    HOLDFAST_CHECK(!is_synchronised);
    next = 1;
  }
};

// The input, taken from its front.
struct Script {
  std::span<const std::uint8_t> rest;
  std::uint8_t byte() {
    if (rest.empty()) return 0;
    const auto first = rest.front();
    rest = rest.subspan(1);
    return first;
  }
  std::vector<std::uint8_t> bytes() {
    const auto part = rest.first(std::min<std::size_t>(byte(), rest.size()));
    rest = rest.subspan(part.size());
    return {part.begin(), part.end()};
  }
};

// Mostly one session and near sequence numbers; now and then anything.
std::vector<std::uint8_t> datagram(Script& script) {
  const auto kind = script.byte();
  if (kind > 250) return script.bytes();
  MoldHeader header{MoldSession::of(kind > 240 ? "B" : "A"), script.byte(), 0};
  if (kind % 16 == 15) header.sequence <<= script.byte() % 60;
  header.count = kind % 16 < 10 ? kind % 4 : kind % 16 < 13 ? kMoldHeartbeat : kMoldEndOfSession;
  const auto head = encode_mold_header(header);
  std::vector<std::uint8_t> bytes(head.begin(), head.end());
  for (std::uint16_t i = 0; i < header.messages(); ++i) {
    const auto message = script.bytes();
    bytes.push_back(0);
    bytes.push_back(static_cast<std::uint8_t>(message.size()));
    bytes.insert(bytes.end(), message.begin(), message.end());
  }
  return bytes;
}

// A server's login, messages and end of snapshot, or any bytes.
std::vector<std::uint8_t> snapshot_bytes(Script& script) {
  const auto kind = script.byte();
  if (kind > 200) return script.bytes();
  std::vector<std::uint8_t> bytes;
  if (kind % 8 == 0) {
    append_soup_packet(bytes, SoupType::login_accepted,
                       encode_soup_accepted({.session = kind % 3 == 0 ? "B" : "A", .sequence = 1}));
  } else if (kind % 8 < 4) {
    append_soup_packet(bytes, SoupType::sequenced, encode_end_of_snapshot(script.byte()));
  } else if (kind % 8 < 6) {
    append_soup_packet(bytes, SoupType::sequenced, script.bytes());
  } else {
    append_soup_packet(bytes, SoupType::unsequenced,
                       encode_digest_answer({script.byte(), script.byte()}));
  }
  return bytes;
}

FeedClientOptions options_of(Script& script) {
  const auto bits = script.byte();
  FeedClientOptions options;
  options.lines = 2;
  options.has_re_request_server = (bits & 1U) != 0;
  options.has_snapshot_server = (bits & 2U) != 0;
  options.joins_by_re_request = (bits & 4U) != 0;
  options.window_messages = std::size_t{2} << (bits >> 3U & 3U);
  options.window_bytes = script.byte();
  options.most_gaps = script.byte() % 8U;
  options.recovery.keeps_session = (bits & 32U) != 0;
  options.recovery.books.expected_orders = 16;
  return options;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script{{data, size}};
  Strict listener;
  FeedClient client(options_of(script), listener);
  Instant now{0};
  while (!script.rest.empty()) {
    switch (const auto what = script.byte(); what % 8) {
      case 0:
      case 1: client.take(what % 8, datagram(script), now); break;
      case 2: client.take_re_requested(datagram(script), now); break;
      case 3: client.connected(now); break;
      case 4: client.received(snapshot_bytes(script), now); break;
      case 5: client.disconnected(now); break;
      case 6: now.ns += std::int64_t{script.byte()} << (what / 8); break;
      default: client.ask_digest(now); break;
    }
    for (int turns = 0; client.next_deadline() && *client.next_deadline() <= now; ++turns) {
      HOLDFAST_CHECK(turns < 100);
      client.do_work(now);
    }
    while (client.next_request()) {
    }
    client.sent(client.to_send().size() / 2);
    HOLDFAST_CHECK(client.is_synchronised() == (client.books() != nullptr));
    HOLDFAST_CHECK(client.is_synchronised() == listener.is_synchronised || client.has_ended());
    HOLDFAST_CHECK(client.next_sequence() == listener.next);
  }
  return 0;
}
