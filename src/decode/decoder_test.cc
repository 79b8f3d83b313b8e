#include "decode/decoder.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "decode/detect_format.h"
#include "decode/feed_datagram.h"
#include "itch/frame_splitter.h"
#include "itch/message_codec.h"

namespace holdfast {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes deletion(std::uint64_t order) {
  const auto bytes = encode_message(OrderDelete{{1, 2, {3}}, order});
  return {bytes.begin(), bytes.end()};
}

Bytes binary_file(const std::vector<Bytes>& messages) {
  Bytes out;
  for (const auto& message : messages) append_frame(out, message);
  append_frame(out, {});
  return out;
}

// In parts of `step` bytes.
std::string lines_of(DecodeFormat format, const DecodeOptions& options, const Bytes& input,
                     std::size_t step, std::vector<std::string>* faults = nullptr) {
  const auto decoder = make_decoder(format, options);
  MessageSink sink(options);
  std::size_t from = 0, end = std::min(step, input.size());
  for (;;) {
    const auto part = std::span(input).subspan(from, end - from);
    const auto taken = decoder->take(part, end == input.size(), sink);
    EXPECT_TRUE(taken);
    if (end == input.size() || decoder->has_ended() || sink.is_full()) break;
    from += *taken;
    end = std::min(end + step, input.size());
  }
  if (faults != nullptr) *faults = sink.faults().sentences();
  return sink.out();
}

TEST(Decoder, ReadsAFileInPartsOfAnySizeTheSame) {
  const auto file = binary_file({deletion(7), {'!'}, deletion(8)});
  Bytes bare = deletion(7);
  for (const auto byte : deletion(8)) bare.push_back(byte);
  const std::string want =
      R"({"message_type":"D","stock_locate":1,"tracking_number":2,"timestamp_ns":3,"order_reference_number":7})"
      "\n"
      R"({"message_type":"D","stock_locate":1,"tracking_number":2,"timestamp_ns":3,"order_reference_number":8})"
      "\n";
  for (const std::size_t step : {1U, 2U, 20U, 1000U}) {
    std::vector<std::string> faults;
    EXPECT_EQ(lines_of(DecodeFormat::binary_file, {}, file, step, &faults), want) << step;
    EXPECT_EQ(faults, std::vector<std::string>{
                          "1 message of an unknown type was passed over: message 2, '!'"});
    EXPECT_EQ(lines_of(DecodeFormat::itch, {}, bare, step, &faults), want) << step;
    EXPECT_TRUE(faults.empty());
  }
}

TEST(Decoder, EndsAtTheLimitAndLooksAtNothingBehindIt) {
  std::vector<std::string> faults;
  const auto lines = lines_of(DecodeFormat::binary_file, {.limit = 1},
                              binary_file({deletion(1), {'!'}, deletion(2)}), 1000, &faults);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1);
  EXPECT_TRUE(faults.empty());
}

TEST(Decoder, IsChosenByTheFirstBytes) {
  EXPECT_EQ(detect_format(binary_file({deletion(1)})).value(), DecodeFormat::binary_file);
  EXPECT_EQ(detect_format(deletion(1)).value(), DecodeFormat::itch);
  EXPECT_EQ(detect_format(Bytes{0xd4, 0xc3, 0xb2, 0xa1}).value(), DecodeFormat::capture);
  EXPECT_EQ(detect_format(Bytes{0x0a, 0x0d, 0x0d, 0x0a}).value(), DecodeFormat::capture);
  const std::string_view text = "Dear reader, a text may begin with a message's letter.";
  EXPECT_FALSE(detect_format(Bytes(text.begin(), text.end())));
  EXPECT_FALSE(detect_format({}));
}

TEST(Decoder, LearnsWhichNumberASecurityHasAndForgetsItWhenItIsAnothers) {
  const DecodeOptions options{.stock = "AAPL"};
  const auto add = [](std::uint16_t locate, const char* stock) {
    const AddOrder order{.header = {locate, 0, {}}, .stock = Alpha<8>::of(stock)};
    const auto bytes = encode_message(order);
    return Bytes(bytes.begin(), bytes.end());
  };
  const auto shown = [&](const std::vector<Bytes>& messages) {
    const auto lines = lines_of(DecodeFormat::binary_file, options, binary_file(messages), 1000);
    return std::count(lines.begin(), lines.end(), '\n');
  };
  EXPECT_EQ(shown({deletion(1)}), 0) << "nothing said what number 1 is";
  EXPECT_EQ(shown({add(1, "AAPL"), deletion(1), add(2, "AAPLW")}), 2);
  EXPECT_EQ(shown({add(1, "AAPL"), add(1, "MSFT"), deletion(1)}), 1);
}

TEST(FeedDatagram, IsToldFromOthersByItsSessionAndItsFirstMessage) {
  MoldPacketBuilder builder(MoldSession::of("A"), 1);
  const auto looks = [](std::span<const std::uint8_t> bytes) { return looks_like_feed(bytes); };
  EXPECT_TRUE(looks(builder.take())) << "a heartbeat";
  ASSERT_TRUE(builder.add(deletion(1)));
  const auto packet = builder.take();
  const Bytes whole(packet.begin(), packet.end());
  EXPECT_TRUE(looks(whole));
  EXPECT_TRUE(looks(std::span(whole).first(30))) << "cut by the capture";
  EXPECT_FALSE(looks(std::span(whole).first(20))) << "a request for messages";
  for (const auto& [at, byte] : {std::pair{3U, 0}, std::pair{20U, 1}, std::pair{22U, 0x31}}) {
    auto other = whole;
    other[at] = static_cast<std::uint8_t>(byte);
    EXPECT_FALSE(looks(other)) << at;
  }
}

}  // namespace
}  // namespace holdfast
