// StoreHistory: the agent's record (store/store.h) as a History.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "serve/history.h"
#include "store/store.h"

namespace holdfast {

class StoreHistory : public History {
 public:
  /// The folder is opened when it is first asked, and again after a failure: the agent may make it
  /// later.
  explicit StoreHistory(std::string folder) : folder_(std::move(folder)) {}

  Result<std::vector<std::string>> events_after(std::uint64_t after, std::size_t limit) override;
  Result<std::vector<std::string>> frames(std::int64_t since_ns, std::int64_t until_ns,
                                          std::size_t limit) override;

 private:
  Result<void> open();
  std::string folder_;
  std::optional<StoreReader> reader_;
};

}  // namespace holdfast
