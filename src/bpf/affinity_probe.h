// AffinityProbe: the programs of programs/affinity.bpf.c as far as this kernel takes them, and what
// they tell, by a ladder (KERNEL §22):
//
//   requests     fentry and fexit: who asked, when it reached the chip, what was refused
//   tracepoints  when it reached the chip, what was refused; never who
//   none         with its sentence
#pragma once

#include <string>
#include <vector>

#include "bpf/bpf_object.h"
#include "bpf/mapped_array.h"
#include "bpf/programs/affinity_record.h"
#include "bpf/ring_buffer.h"

namespace holdfast {

class AffinityProbe {
 public:
  enum class Rung { none, tracepoints, requests };

  /// Loads and attaches; `highest`: not beyond this rung. `cpus`: what the host can have.
  explicit AffinityProbe(std::uint32_t cpus, Rung highest = Rung::requests);

  Rung rung() const { return rung_; }
  /// One sentence when it is not all that it could be.
  const std::string& why() const { return why_; }
  /// Is a write below /proc/irq told from a driver's request?
  bool knows_files() const { return knows_files_; }
  std::uint32_t cpus() const { return cpus_; }

  RingBuffer& ring() { return ring_; }
  const RingBuffer& ring() const { return ring_; }
  /// Copies of what the kernel counts; all 0 when it counts nothing.
  holdfast_affinity_totals totals() const;
  holdfast_affinity_count count_of(std::uint32_t irq) const;

  const BpfObject& object() const { return object_; }

 private:
  bool begin(const std::vector<std::string>& wanted, const std::vector<std::string>& needed);
  void tell_mask_size() const;

  std::uint32_t cpus_;
  Rung rung_ = Rung::none;
  std::string why_;
  bool knows_files_ = false;
  // Destroyed from the last to the first: the ring reads the object's map.
  BpfObject object_;
  MappedArray counts_, totals_;
  RingBuffer ring_;
};

}  // namespace holdfast
