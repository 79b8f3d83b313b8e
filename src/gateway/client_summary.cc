#include "gateway/client_summary.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

// Only what there is.
template <class Enum, std::size_t N>
Json counts_json(const std::array<std::uint64_t, N>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < N; ++i) {
    if (counts[i] > 0) json[std::string(to_string(static_cast<Enum>(i)))] = counts[i];
  }
  return json;
}

Json line_json(const LineGauges& line, const PacketReceiver& receiver) {
  const auto counts = receiver.counts();
  return {{"receiver", receiver.name()},
          {"packets", line.packets},
          {"heartbeats", line.heartbeats},
          {"bytes", line.bytes},
          {"messages", line.messages},
          {"first", line.first},
          {"duplicates", line.duplicates},
          {"gaps", line.gaps},
          {"missing", line.missing},
          {"late", line.late},
          {"faults", line.faults},
          {"behind", line.behind},
          {"most_behind", line.most_behind},
          {"socket_drops", counts.socket_drops},
          {"ring_drops", counts.ring_full + counts.fill_empty}};
}

Json books_json(const FeedClient& client) {
  Json json{{"fates", counts_json<BookFate>(client.book_counts().of)}};
  if (const auto* const books = client.books()) {
    json["digest"] = fmt::format("{:016x}", books->digest());
    json["orders"] = books->orders();
  }
  return json;
}

Json digest_json(const DigestResult& result) {
  Json json{{"sequence", result.sequence}, {"ours", fmt::format("{:016x}", result.ours)}};
  if (!result.theirs) return json;
  json["theirs"] = fmt::format("{:016x}", *result.theirs);
  json["equal"] = result.is_equal();
  return json;
}

}  // namespace

std::string client_summary(const FeedClient& client, const ClientTale& tale) {
  const auto& counts = client.counts();
  const auto& recovery = client.recovery_counts();
  std::string text = fmt::format(
      "{} messages delivered, {} skipped, next is {}; {} gaps, {} messages by re-request, {} "
      "snapshots\n",
      counts.delivered, counts.skipped, client.next_sequence(), counts.gaps, counts.re_requested,
      recovery.fates[static_cast<std::size_t>(RecoveryFate::recovered)]);
  if (const auto* const books = client.books()) {
    text += fmt::format("books: {} orders, digest {:016x}\n", books->orders(), books->digest());
  } else {
    text += "books: stale\n";
  }
  if (!tale.digests().empty()) {
    text += fmt::format("digests: {} asked for, {} not equal, {} not known to the server\n",
                        tale.digests().size(), tale.unequal(), tale.unknown());
  }
  return text;
}

std::string client_summary_json(const FeedClient& client, const ClientTale& tale,
                                const ClientSockets& sockets) {
  const auto& counts = client.counts();
  const auto& asked = client.re_request_counts();
  const auto& recovery = client.recovery_counts();
  Json json{{"session", client.session() ? std::string(client.session()->text()) : ""},
            {"synchronised", client.is_synchronised()},
            {"ended", client.has_ended()},
            {"next_sequence", client.next_sequence()},
            {"known_end", client.known_end()},
            {"delivered", counts.delivered},
            {"skipped", counts.skipped},
            {"skipped_ranges", Json::array()},
            {"sessions", counts.sessions},
            {"stale", counts.stale},
            {"gaps", counts.gaps},
            {"not_kept", counts.not_kept},
            {"packet_faults", counts_json<PacketFault>(counts.faults)},
            {"lines", Json::array()},
            {"re_requests",
             {{"requests", asked.requests},
              {"repeated", asked.repeated},
              {"given_up", asked.given_up},
              {"unsent", sockets.unsent_requests()},
              {"messages", counts.re_requested},
              {"duplicates", counts.re_requested_twice}}},
            {"recoveries", counts_json<RecoveryFate>(recovery.fates)},
            {"snapshot_messages", recovery.messages},
            {"books", books_json(client)},
            {"digests", Json::array()}};
  for (const auto& range : tale.skipped()) {
    json["skipped_ranges"].push_back({{"first", range.first}, {"end", range.end}});
  }
  for (std::size_t line = 0; line < client.lines().size(); ++line) {
    json["lines"].push_back(line_json(client.lines().lines()[line], *sockets.receivers()[line]));
  }
  for (const auto& digest : tale.digests()) json["digests"].push_back(digest_json(digest));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace holdfast
