// NetworkNamespace: a network of its own, without a name: it goes when its last user goes, also
// after kill -9.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "host/descriptor.h"

namespace holdfast {

class NetworkNamespace {
 public:
  /// A new one, with loopback down. Takes CAP_SYS_ADMIN. The calling thread stays where it is.
  static Result<NetworkNamespace> make();

  /// Puts the calling thread into it, for good: for threads of the measurement's own.
  Result<void> enter() const;

  int fd() const { return descriptor_.fd(); }
  /// By which the kernel's programs know it; 0: it cannot be had.
  std::uint64_t inode() const;

 private:
  explicit NetworkNamespace(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}
  Descriptor descriptor_;
};

}  // namespace holdfast
