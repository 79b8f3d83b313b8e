// RequestReader: the bytes of one connection, as they come → its requests, one after another.
//
// Boost.Beast's parser within bounds: a head of at most 8 KiB, no body. It has no socket, so that
// the fuzzer drives exactly what the server runs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "serve/request.h"

namespace holdfast {

class RequestReader {
 public:
  enum class State { needs_more, ready, refused };
  static constexpr std::size_t kLargestHead = 8192;

  RequestReader();
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Takes what was received; `refused` is final.
  State receive(std::string_view bytes);
  /// The request that is ready; the next one is then looked for by receive("").
  Request take();
  /// Of `refused`: 400, 413, 431 or 505.
  unsigned status() const { return status_; }
  /// Bytes of a request have come, and it is not whole yet.
  bool midway() const { return !rest_.empty(); }

 private:
  struct Parser;
  State refuse(unsigned status);
  std::unique_ptr<Parser> parser_;
  std::string rest_;  // received, and not parsed
  unsigned status_ = 0;
};

}  // namespace holdfast
