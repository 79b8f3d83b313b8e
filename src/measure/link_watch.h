// LinkWatch: the interface by which a run's packets come, looked at while they come: a socket is
// told neither that its interface has gone nor that it is down.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "host/descriptor.h"
#include "model/flow.h"

namespace holdfast {

class LinkWatch {
 public:
  /// Of this thread's network. `interface` empty: the one that has the address `local`, else the
  /// one by which packets go to `remote`; where that is unknown nothing is watched.
  LinkWatch(const std::string& interface, const Endpoint& local,
            const std::optional<Endpoint>& remote);

  /// Asks the kernel; called more often than ten times a second it does nothing.
  void look();
  /// The same, at once.
  void look_now();

  bool is_gone() const { return gone_ns_ != 0; }
  bool is_down() const { return is_down_ && !is_gone(); }
  /// absent: "left, the interface of this probe, has gone …". Only when it has.
  Error error() const;
  /// "left is down: ip link set dev left up", or that it was; empty when it never was.
  std::string note() const;

 private:
  Descriptor socket_;
  std::string name_;
  int index_ = 0;  // 0: nothing is watched
  std::int64_t began_ns_ = 0, looked_ns_ = 0, gone_ns_ = 0, down_ns_ = 0, down_since_ns_ = 0;
  bool is_down_ = false;
};

}  // namespace holdfast
