#include "host/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace holdfast {
namespace {

constexpr int kGzipWindow = 15 + 16;  // 32 KiB window; +16: gzip's header and checksum
constexpr int kMemoryLevel = 8;
constexpr std::size_t kFirstOutput = std::size_t{256} << 10;
constexpr std::size_t kMaxStep = std::numeric_limits<uInt>::max();

/// zlib takes its input as non-const, and only reads it.
Bytef* input_of(const char* bytes) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes));
}

/// Points the stream at what is left of the input and at the free end of `out`.
void aim(z_stream& stream, std::string_view in, std::size_t taken, std::string& out,
         std::size_t written) {
  stream.next_in = input_of(in.data() + taken);
  stream.avail_in = static_cast<uInt>(std::min(in.size() - taken, kMaxStep));
  stream.next_out = reinterpret_cast<Bytef*>(out.data() + written);
  stream.avail_out = static_cast<uInt>(std::min(out.size() - written, kMaxStep));
}

struct Inflater {
  z_stream stream{};
  Inflater() { HOLDFAST_CHECK(::inflateInit2(&stream, kGzipWindow) == Z_OK); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { ::inflateEnd(&stream); }
};

}  // namespace

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  HOLDFAST_CHECK(::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow,
                                kMemoryLevel, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(kFirstOutput, '\0');
  std::size_t taken = 0;
  std::size_t written = 0;
  int status = Z_OK;
  while (status != Z_STREAM_END) {
    if (written == out.size()) out.resize(out.size() * 2);
    aim(stream, bytes, taken, out, written);
    const std::size_t in_before = stream.avail_in;
    const std::size_t out_before = stream.avail_out;
    const bool last = taken + in_before == bytes.size();
    status = ::deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
    HOLDFAST_CHECK(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR);
    taken += in_before - stream.avail_in;
    written += out_before - stream.avail_out;
  }
  ::deflateEnd(&stream);
  out.resize(written);
  return out;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  Inflater inflater;
  z_stream& stream = inflater.stream;
  std::string out;
  std::size_t taken = 0;
  std::size_t written = 0;
  while (true) {
    if (written == out.size()) {
      if (written > limit) break;
      // One byte more than the limit, so that a stream of exactly `limit` bytes meets its end.
      out.resize(std::min(std::max(out.size() * 2, kFirstOutput), limit + 1));
    }
    aim(stream, bytes, taken, out, written);
    const std::size_t in_before = stream.avail_in;
    const std::size_t out_before = stream.avail_out;
    const int status = ::inflate(&stream, Z_NO_FLUSH);
    taken += in_before - stream.avail_in;
    written += out_before - stream.avail_out;
    if (written > limit) break;
    if (status == Z_STREAM_END) {
      if (taken == bytes.size()) {
        out.resize(written);
        return out;
      }
      HOLDFAST_CHECK(::inflateReset(&stream) == Z_OK);
    } else if (status == Z_BUF_ERROR ||
               (status == Z_OK && taken == bytes.size() && written < out.size())) {
      return fail(
          ErrorCode::malformed,
          fmt::format("is cut short: its {} bytes end before its gzip stream does", bytes.size()));
    } else if (status != Z_OK) {
      return fail(ErrorCode::malformed, fmt::format("is not gzip at byte {}: {}", taken,
                                                    stream.msg ? stream.msg : "damaged stream"));
    }
  }
  return fail(ErrorCode::too_large,
              fmt::format("holds more than {} MiB uncompressed", limit >> 20));
}

}  // namespace holdfast
