// KernelAnswers: this host's live answers to Questions, by netlink, ioctl and irqbalance's socket.
// docs/answers.md has the questions, docs/observer.md what each costs the host.
//
// Sockets are opened at their first use and kept. One thread at a time.
#pragma once

#include <memory>

#include "host/source.h"

namespace holdfast {

class KernelAnswers {
 public:
  KernelAnswers();
  ~KernelAnswers();

  /// operation_not_supported for an unknown question, and where kernel or driver do not have the
  /// thing; no_such_device for an unknown interface; timed_out after a second of silence.
  ReadResult<std::vector<Record>> ask(const Question& question);

 private:
  struct Sockets;
  std::unique_ptr<Sockets> sockets_;
};

}  // namespace holdfast
