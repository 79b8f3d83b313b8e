// PassProgram: an XDP program that lets every packet pass. Drivers give a queue to a zero-copy
// socket only while a program is attached, whichever it is; one that only sends wants nothing of
// what comes.
//
// It is attached by a BPF link, which the kernel ends with the process that holds it.
#pragma once

#include <string>

#include "base/result.h"
#include "host/descriptor.h"
#include "net/packet_receiver.h"

namespace holdfast {

class PassProgram {
 public:
  /// Attaches it natively, unless the interface has a program. Refused by one sentence.
  static Result<PassProgram> attach(const std::string& interface, int interface_index,
                                    const XdpOptions& options);

 private:
  PassProgram() = default;
  PassProgram(Descriptor program, Descriptor link)
      : program_(std::move(program)), link_(std::move(link)) {}
  Descriptor program_, link_;  // the link is closed before the program
};

}  // namespace holdfast
