#include "gateway/command_line.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

GatewayCommand parsed(std::vector<std::string> words) {
  words.insert(words.begin(), "holdfast-gateway");
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  return parse_gateway_command_line(static_cast<int>(argv.size()), argv.data());
}

TEST(GatewayCommandLine, ReadsDecodeWithItsOptions) {
  const auto command =
      parsed({"decode", "-", "--format", "pcap", "--csv", "--type", "A,F", "--stock", "AAPL",
              "--from", "7", "--limit", "9", "--port", "26400"});
  const auto* decode = std::get_if<DecodeCommand>(&command);
  ASSERT_NE(decode, nullptr);
  EXPECT_EQ(decode->file, "-");
  EXPECT_EQ(decode->options.format, DecodeFormat::capture);
  EXPECT_EQ(decode->options.form, LineForm::csv);
  EXPECT_EQ(decode->options.types, "AF");
  EXPECT_EQ(decode->options.stock, "AAPL");
  EXPECT_EQ(decode->options.from, 7U);
  EXPECT_EQ(decode->options.limit, 9U);
  EXPECT_EQ(decode->options.port, 26400);
}

TEST(GatewayCommandLine, HasEachFormatByItsName) {
  const auto format_of = [](const char* name) {
    return std::get<DecodeCommand>(parsed({"decode", "x", "--format", name})).options.format;
  };
  EXPECT_EQ(format_of("auto"), DecodeFormat::automatic);
  EXPECT_EQ(format_of("itch"), DecodeFormat::itch);
  EXPECT_EQ(format_of("binaryfile"), DecodeFormat::binary_file);
  EXPECT_EQ(format_of("pcap"), DecodeFormat::capture);
}

TEST(GatewayCommandLine, ReadsClientWithItsOptions) {
  const auto command = parsed({"client",
                               "--group",
                               "239.1.1.1:4000",
                               "--second-line",
                               "239.1.2.1:4001",
                               "--interface",
                               "va",
                               "--re-request",
                               "10.0.0.1:4200",
                               "--snapshot",
                               "10.0.0.2:4100",
                               "--session",
                               "DAY1",
                               "--receive",
                               "busy-poll",
                               "--write",
                               "seen.itch",
                               "--messages",
                               "7",
                               "--seconds",
                               "1.5",
                               "--check-digest",
                               "--digest-every",
                               "1000",
                               "--json",
                               "--join-by-re-request"});
  const auto* client = std::get_if<ClientCommand>(&command);
  ASSERT_NE(client, nullptr);
  ASSERT_EQ(client->lines.size(), 2U);
  EXPECT_EQ(to_text(client->lines[1]), "239.1.2.1:4001");
  EXPECT_EQ(client->interfaces, (std::vector<std::string>{"va", "va"}));
  EXPECT_EQ(to_text(*client->re_request), "10.0.0.1:4200");
  EXPECT_EQ(to_text(*client->snapshot), "10.0.0.2:4100");
  EXPECT_EQ(client->session, "DAY1");
  EXPECT_EQ(client->receive, ClientReceive::busy_poll);
  EXPECT_EQ(client->write, "seen.itch");
  EXPECT_EQ(client->messages, 7U);
  EXPECT_EQ(client->seconds, 1.5);
  EXPECT_EQ(client->digest_every, 1000U);
  EXPECT_TRUE(client->check_digest && client->json && client->joins_by_re_request);
}

TEST(GatewayCommandLine, ReadsReplayWithItsOptions) {
  const auto command = parsed({"replay",        "day.pcap",
                               "--group",       "239.1.1.1:4000",
                               "--second-line", "239.1.2.1:4001",
                               "--interface",   "va",
                               "--speed",       "2.5",
                               "--max-gap",     "1.5",
                               "--session",     "DAY1",
                               "--destination", "233.54.12.111:26477",
                               "--loss",        "1%,0.5%",
                               "--delay-us",    "70",
                               "--seed",        "9",
                               "--re-request",  "127.0.0.1:4200",
                               "--loop",        "3",
                               "--limit",       "7",
                               "--mtu",         "1400",
                               "--linger",      "0.5",
                               "--dry-run",     "--json"});
  const auto* replay = std::get_if<ReplayCommand>(&command);
  ASSERT_NE(replay, nullptr);
  EXPECT_EQ(replay->file, "day.pcap");
  ASSERT_EQ(replay->lines.size(), 2U);
  EXPECT_EQ(to_text(replay->lines[1].group), "239.1.2.1:4001");
  EXPECT_EQ(replay->lines[1].interface, "va");
  EXPECT_EQ(replay->lines[0].faults.loss, 0.01);
  EXPECT_EQ(replay->lines[1].faults.loss, 0.005);
  EXPECT_EQ(replay->lines[1].faults.delay_ns, 70'000);
  EXPECT_EQ(replay->speed, 2.5);
  EXPECT_EQ(replay->max_gap_ns, 1'500'000'000);
  EXPECT_EQ(replay->session, "DAY1");
  EXPECT_EQ(to_text(*replay->destination), "233.54.12.111:26477");
  EXPECT_EQ(to_text(*replay->re_request), "127.0.0.1:4200");
  EXPECT_EQ(replay->seed, 9U);
  EXPECT_EQ(replay->rounds, 3U);
  EXPECT_EQ(replay->limit, 7U);
  EXPECT_EQ(replay->datagram_bytes, 1372U);
  EXPECT_EQ(replay->linger_ns, 500'000'000);
  EXPECT_TRUE(replay->is_dry && replay->json);
}

TEST(GatewayCommandLine, ReplaysAsItWasUnlessItIsToldOtherwise) {
  const auto replay = std::get<ReplayCommand>(parsed({"replay", "-", "--group", "239.1.1.1:4000"}));
  EXPECT_EQ(replay.speed, 1);
  EXPECT_FALSE(replay.max_gap_ns || replay.linger_ns || replay.limit || replay.destination);
  EXPECT_EQ(replay.rounds, 1U);
  EXPECT_EQ(std::get<ReplayCommand>(
                parsed({"replay", "-", "--group", "239.1.1.1:4000", "--speed", "max"}))
                .speed,
            std::nullopt);
}

TEST(GatewayCommandLine, ReadsWhereAPolicyHasThePinnedThread) {
  const auto serve =
      std::get<ServeCommand>(parsed({"serve", "--synth", "--topology", "single-pinned", "--policy",
                                     "trading.yaml", "--thread", "sender"}));
  EXPECT_EQ(serve.policy, "trading.yaml");
  EXPECT_EQ(serve.policy_thread, "sender");
  EXPECT_EQ(std::get<ServeCommand>(parsed({"serve", "--synth", "--policy", "p"})).policy_thread,
            "hf-delta");
}

TEST(GatewayCommandLine, RefusesWhatMakesNoSense) {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {},
           {"fly"},
           {"decode"},
           {"decode", "x", "--type", "A,Z"},
           {"decode", "x", "--type", "A,"},
           {"decode", "x", "--port", "0"},
           {"decode", "x", "--from", "-1"},
           {"decode", "x", "--json", "--csv"},
           {"serve", "--synth", "--policy", "p", "--cpu", "1"},
           {"serve", "--synth", "--thread", "t"},
           {"replay", "x"},
           {"replay", "x", "--group", "239.1.1.1:1", "--max-gap", "0"},
           {"replay", "-", "--group", "239.1.1.1:1", "--loop", "2"},
           {"replay", "x", "--group", "239.1.1.1:1", "--loss", "1%,2%"},
           {"completion", "fish"}}) {
    const auto command = parsed(words);
    ASSERT_TRUE(std::holds_alternative<int>(command));
    EXPECT_EQ(std::get<int>(command), 2);
  }
}

}  // namespace
}  // namespace holdfast
