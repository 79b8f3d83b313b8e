// PacketWatcher: the tracer's line in `holdfast status`. It sees no changes, and wakes nobody.
#pragma once

#include <memory>

#include "bpf/packet_tracer.h"
#include "host/watcher.h"

namespace holdfast {

class PacketWatcher final : public Watcher {
 public:
  explicit PacketWatcher(std::shared_ptr<PacketTracer> tracer) : tracer_(std::move(tracer)) {}
  std::string_view name() const override { return "bpf packets"; }
  int fd() const override { return -1; }
  bool read(Instant, std::size_t, std::vector<Sighting>&) override { return false; }
  WatchSource state() const override { return tracer_->state(); }

 private:
  std::shared_ptr<PacketTracer> tracer_;
};

}  // namespace holdfast
