// SourceAgent: brings the messages of a file, standard input or the generator to the application
// thread, at their pace.
#pragma once

#include <memory>
#include <string>

#include "gateway/feed_source.h"
#include "gateway/serve_threads.h"

namespace holdfast {

class SourceAgent {
 public:
  SourceAgent(ServeShared& shared, std::unique_ptr<FeedSource> source);

  TurnOutcome do_work(Instant now);

  /// What ended it, when it was not its end; to be asked for when it is over.
  const std::string& trouble() const { return source_->trouble(); }

 private:
  bool has_next();
  std::int64_t due_ns(Instant now);
  TurnOutcome end();

  ServeShared& shared_;
  std::unique_ptr<FeedSource> source_;
  GatewayPublisher publisher_;
  ThreadGauges& gauges_;
  SourceMessage next_;
  bool is_next_there_ = false;
  std::uint64_t given_ = 0;
  std::optional<std::int64_t> began_ns_, began_feed_ns_;
};

}  // namespace holdfast
