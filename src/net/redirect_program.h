// RedirectProgram: bpf/programs/udp_redirect.bpf.c in the kernel, for one interface, queue, address
// and port.
//
// It is attached by a BPF link, which the kernel ends with the process that holds it, however that
// ends. Another program's place is never taken.
#pragma once

#include <memory>

#include "base/result.h"
#include "bpf/programs/udp_redirect_layout.h"
#include "host/descriptor.h"
#include "net/packet_receiver.h"

struct bpf_object;

namespace holdfast {

class RedirectProgram {
 public:
  /// Loads, and attaches nothing. Refused by one sentence.
  static Result<RedirectProgram> load(const ReceiverOptions& options, int interface_index);

  /// The socket gets its packets from when the program is attached.
  Result<void> give_to(int xdp_socket) const;
  /// From now on packets are redirected.
  Result<void> attach();

  /// Of all CPUs together; zeros when the kernel does not tell.
  redirect_counts counts() const;

 private:
  struct Close {
    void operator()(bpf_object* object) const;
  };
  RedirectProgram(const ReceiverOptions& options, int interface_index, bpf_object* object);

  ReceiverOptions options_;
  int interface_index_;
  int program_ = -1;
  std::unique_ptr<bpf_object, Close> object_;
  Descriptor link_;  // closed before the program
};

/// What the kernel has of `options`: its address, port and queue as the program compares them.
redirect_target redirect_target_of(const ReceiverOptions& options);

}  // namespace holdfast
