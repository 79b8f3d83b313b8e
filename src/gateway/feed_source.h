// FeedSource: where the messages come from.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "fanout/serve_options.h"
#include "gateway/input_stream.h"

namespace holdfast {

/// One thread.
class FeedSource {
 public:
  virtual ~FeedSource() = default;
  /// Valid until the next call; nullopt: there is none, or none yet.
  virtual std::optional<std::span<const std::uint8_t>> next() = 0;
  virtual bool has_ended() const = 0;
  /// Why it ended before its end: a file that cannot be read on, or is cut. Empty: it did not.
  virtual const std::string& trouble() const = 0;
};

/// BinaryFILE from a file or standard input, or the generator. absent or failed, with the path.
Result<std::unique_ptr<FeedSource>> open_feed_source(const FeedSourceOptions& options);

/// BinaryFILE, of which the first bytes may be there already. `name` is for sentences.
std::unique_ptr<FeedSource> feed_of(InputStream input, std::string name);

/// Of a message's timestamp, nanoseconds since midnight; 0 when it is too short to have one.
std::int64_t timestamp_ns_of(std::span<const std::uint8_t> message);

}  // namespace holdfast
