#include "bpf/thread_probe.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>

#include "bpf/embedded_objects.h"

namespace holdfast {

ThreadProbe::ThreadProbe(std::uint32_t cpus, bool wanted) : cpus_(cpus) {
  if (!wanted) {
    why_ = "switched off (--no-bpf): fanotify names who changes a cpuset";
    return;
  }
  object_ = BpfObject::load(bpf_object_threads(), {"called", "confined"});
  why_ = object_.why();
  able_ = object_.program_fd("called") >= 0;
  if (!able_) return;
  totals_ = MappedArray(object_.map_fd("totals"), sizeof(holdfast_thread_totals));
  ring_ = RingBuffer(object_.map_fd("ring"));
  able_ = ring_.is_open();
}

bool ThreadProbe::attach() {
  object_.attach_all();
  why_ = object_.why();
  able_ = object_.is_attached("called");
  if (!able_) object_.detach_all();
  return able_;
}

void ThreadProbe::watch(const std::vector<ThreadId>& threads) {
  if (!able_ || threads == watched_) return;
  if (!attached_) attached_ = attach();
  if (!attached_) return;
  const int map = object_.map_fd("threads");
  std::vector<ThreadId> wanted = threads;
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  for (const ThreadId known : watched_) {
    if (std::binary_search(wanted.begin(), wanted.end(), known)) continue;
    static_cast<void>(::bpf_map_delete_elem(map, &known.value));
  }
  std::size_t left_out = 0;
  std::erase_if(wanted, [&](ThreadId thread) {
    if (std::binary_search(watched_.begin(), watched_.end(), thread)) return false;
    const holdfast_thread_count none{};
    const bool taken = ::bpf_map_update_elem(map, &thread.value, &none, BPF_NOEXIST) == 0;
    left_out += taken ? 0 : 1;
    return !taken;
  });
  watched_ = std::move(wanted);
  why_ = object_.why();
  if (left_out > 0) {
    why_ = fmt::format("{} of the policy's threads are beyond the {} that can be watched", left_out,
                       HOLDFAST_THREADS);
  }
}

holdfast_thread_totals ThreadProbe::totals() const {
  const auto* totals = totals_.values<holdfast_thread_totals>();
  if (!totals) return {};
  return {load_from_kernel(totals->requests), load_from_kernel(totals->lost)};
}

holdfast_thread_count ThreadProbe::count_of(ThreadId thread) const {
  holdfast_thread_count count{};
  if (::bpf_map_lookup_elem(object_.map_fd("threads"), &thread.value, &count) != 0) return {};
  return count;
}

}  // namespace holdfast
