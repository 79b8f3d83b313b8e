// A feed's file or capture as holdfast-gateway decode takes it: whole and in parts it has the same
// lines and the same faults, and no line is broken.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "decode/decoder.h"
#include "decode/detect_format.h"
#include "packet/pcap.h"

using namespace holdfast;

namespace {

struct Decoded {
  bool is_of_format = true;
  std::string lines;
  std::vector<std::string> faults;
  friend bool operator==(const Decoded&, const Decoded&) = default;
};

Decoded decode(std::span<const std::uint8_t> bytes, std::size_t step, DecodeFormat format,
               const DecodeOptions& options) {
  const auto decoder = make_decoder(format, options);
  MessageSink sink(options);
  std::size_t from = 0, end = std::min(std::max(step, kPcapHeaderBytes), bytes.size());
  for (;;) {
    // On the heap by itself, so that a byte too far is seen.
    const std::vector<std::uint8_t> part(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                                         bytes.begin() + static_cast<std::ptrdiff_t>(end));
    const bool is_last = end == bytes.size();
    const auto taken = decoder->take(part, is_last, sink);
    if (!taken) return {.is_of_format = false};
    HOLDFAST_CHECK(*taken <= part.size());
    if (is_last || decoder->has_ended() || sink.is_full()) break;
    from += *taken;
    end = std::min(end + step, bytes.size());
  }
  const auto lines = std::ranges::count(sink.out(), '\n');
  const auto header = options.form == LineForm::csv ? 1U : 0U;
  HOLDFAST_CHECK(static_cast<std::uint64_t>(lines) == sink.lines() + header);
  return {true, sink.out(), sink.faults().sentences()};
}

}  // namespace

// The first byte says how: CSV, a filter, a port; the second how large the parts are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::span<const std::uint8_t> bytes(data + 2, size - 2);
  DecodeOptions options;
  if ((data[0] & 1U) != 0) options.form = LineForm::csv;
  if ((data[0] & 2U) != 0) options.stock = "AAPL";
  if ((data[0] & 4U) != 0) options.port = 26400;
  if ((data[0] & 8U) != 0) options.limit = 3;
  const auto detected = detect_format(bytes);
  const auto forced = static_cast<DecodeFormat>(1 + (data[0] >> 4U) % 3);
  const auto format = detected.value_or(forced);
  const auto whole = decode(bytes, size, format, options);
  HOLDFAST_CHECK(decode(bytes, std::size_t{1} + data[1], format, options) == whole);
  return 0;
}
