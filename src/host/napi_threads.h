// The kernel threads that do an interrupt's work in its stead. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/nic.h"
#include "model/thread.h"
#include "model/vector.h"

namespace holdfast {

/// "napi/eth0-8193" (net/core/dev.c, napi_kthread_create).
struct NapiThreadName {
  std::string_view interface;
  std::string_view id;  // its digits; kernels before 5.17 cut a thread's name after 15 characters,
                        // so that digits, or all of it, may be missing
  friend bool operator==(const NapiThreadName&, const NapiThreadName&) = default;
};
std::optional<NapiThreadName> parse_napi_thread(std::string_view comm);

/// "irq/38-eth0-rx" and "irq/38-s-eth0-rx" (kernel/irq/manage.c, setup_irq_thread): 38.
std::optional<IrqNumber> parse_irq_thread(std::string_view comm);

/// Sets Napi::thread and thread_cpus, and Vector::irq_thread, by the threads' names. A NAPI
/// instance that netlink did not tell of is added when its thread's name is whole. A name that was
/// cut is taken only when it fits one instance alone. Where netlink told the thread, only its CPUs
/// are set.
void attach_kernel_threads(std::vector<Nic>& nics, std::vector<Vector>& vectors,
                           const std::vector<Thread>& threads);

}  // namespace holdfast
