// NameLookup: the addresses of a host's name, looked up in a thread of its own: getaddrinfo(3)
// waits for name servers as long as it likes, and cannot be called off. One at a time; one that is
// under way when the program ends is left behind.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace holdfast {

struct FoundAddresses {
  std::vector<std::string> addresses;  // numeric
  std::string error;                   // empty: there are some
};
/// Waits for them.
FoundAddresses look_up(const std::string& host);
/// The folders of the files that say how names are looked up; some of them are replaced, not
/// written, when a host's network changes.
inline constexpr const char* kNameFolders[] = {"/etc", "/run/systemd/resolve"};

class NameLookup {
 public:
  explicit NameLookup(std::string host) : host_(std::move(host)) {}

  /// Does nothing while one is under way.
  void begin();
  /// What the last one found, once; nullopt: none was begun, or it is under way.
  std::optional<FoundAddresses> take();

 private:
  struct UnderWay {
    FoundAddresses found;
    std::atomic<bool> done = false;  // `found` is not touched again
  };
  std::string host_;
  std::shared_ptr<UnderWay> under_way_;  // the thread's too; null: none
};

}  // namespace holdfast
