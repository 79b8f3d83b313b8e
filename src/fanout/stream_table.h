// StreamTable: which streams carry the messages of a stock.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fanout/serve_options.h"

namespace holdfast {

/// "1-100,205"; usage, in words that begin with the text, for anything else.
Result<std::vector<LocateRange>> parse_locates(std::string_view text);
/// The same again.
std::string to_text(const std::vector<LocateRange>& locates);

class StreamTable {
 public:
  /// Locate 0 is everyone's. A stock that streams name is theirs; any other is that of stream
  /// `locate` modulo their number, counted among the streams that name none. There may be stocks of
  /// no stream, when all streams name theirs.
  explicit StreamTable(const std::vector<StreamOptions>& streams);

  std::span<const std::uint16_t> streams_of(std::uint16_t locate) const {
    return std::span(streams_).subspan(first_[locate], first_[locate + 1U] - first_[locate]);
  }

 private:
  std::vector<std::uint32_t> first_;  // of each locate, and one behind the last
  std::vector<std::uint16_t> streams_;
};

}  // namespace holdfast
