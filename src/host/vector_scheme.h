// The names that NIC drivers give to their interrupts: one row per naming scheme.
#pragma once

#include <span>
#include <string_view>

#include "model/vector.h"

namespace holdfast {

/// What the number in a name (%n) says.
enum class NameNumber {
  none,       // there is none, or it is no queue's
  queue,      // the queue, counted from 0
  from_one,   // the queue, counted from 1
  gve_block,  // gve: notification block; the lower half serves transmit queues, the upper receive
  all,        // no number: the vector serves every queue of its role
};

/// A pattern is literal text and: %i the interface's name at request time (greedy); %p a PCI
/// address; %d a device of a virtual bus ("virtio2", Xen's "vif0"); %n the number; %m a number
/// without a meaning here; %a any text. %i or %a stands once at most.
struct VectorScheme {
  std::string_view id;
  std::string_view pattern;
  VectorRole role;
  NameNumber number;
  std::string_view example;
  std::string_view drivers;
  std::string_view source;  // in the kernel's tree, unless it says otherwise
};

/// All rows; the first that matches a name is the right one.
std::span<const VectorScheme> vector_schemes();

/// Does the driver number its vectors instead of its queues? Then the n-th smallest number of a
/// direction is its queue n. tg3: vector 0 serves the link alone, "eth0-rx-1" is queue 0
/// (drivers/net/ethernet/broadcom/tg3.c, tg3_request_irq, tg3_mem_rx_acquire). vmxnet3: receive
/// vectors are counted on after the transmit vectors (vmxnet3_drv.c, vmxnet3_request_irqs).
/// bnxt_en: likewise the other way round (bnxt.c, bnxt_setup_msix).
bool numbers_vectors(std::string_view driver);

}  // namespace holdfast
