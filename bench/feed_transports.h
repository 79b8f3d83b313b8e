// What feed_bench sends events through: our ring, and Debian's queues, of which every stream needs
// its own. All have 4,096 places of 64 bytes.
#pragma once

#include <readerwriterqueue/readerwriterqueue.h>

#include <array>
#include <boost/lockfree/spsc_queue.hpp>
#include <memory>
#include <new>
#include <vector>

#include "feed/block_consumer.h"
#include "feed/drop_consumer.h"
#include "feed/idle.h"
#include "feed/ring_publisher.h"
#include "feed/slot.h"

namespace holdfast {

constexpr std::uint64_t kPlaces = 4096;
constexpr std::uint64_t kMostAtOnce = 64;

struct alignas(64) Event {
  std::array<std::uint64_t, 8> words;
};

struct FreeAligned {
  void operator()(std::byte* memory) const {
    ::operator delete(memory, std::align_val_t{kApartBytes});
  }
};

// One ring for all streams. Consumer: DropConsumer or BlockConsumer.
template <class Consumer>
class RingTransport {
 public:
  using Slot = FixedSlot<sizeof(Event)>;
  explicit RingTransport(int streams)
      : memory_(static_cast<std::byte*>(
            ::operator new(Ring<Slot>::bytes_for(kPlaces), std::align_val_t{kApartBytes}))),
        ring_(*Ring<Slot>::create({memory_.get(), Ring<Slot>::bytes_for(kPlaces)}, kPlaces)) {
    for (int i = 0; i < streams; ++i) consumers_.push_back(*Consumer::attach(ring_));
    publisher_ = std::make_unique<RingPublisher<Slot>>(ring_);
  }
  void send(const Event& event) {
    SpinIdle idle;
    publisher_->publish(bytes_of(event), idle);
  }
  template <class Sink>
  std::uint64_t receive(int stream, Sink&& sink) {
    auto& consumer = consumers_[static_cast<std::size_t>(stream)];
    const auto on_event = [&sink](std::uint64_t, std::span<const std::byte, sizeof(Event)> bytes) {
      sink(*reinterpret_cast<const Event*>(bytes.data()));
    };
    if constexpr (requires { consumer.lost(); }) {
      return consumer.take(kMostAtOnce, on_event, [this](const SequenceRange& range) {
        lost_ += range.end - range.first;
      });
    } else {
      return consumer.take(kMostAtOnce, on_event);
    }
  }
  std::uint64_t lost() const { return lost_; }

 private:
  std::unique_ptr<std::byte, FreeAligned> memory_;
  Ring<Slot> ring_;
  std::vector<Consumer> consumers_;
  std::unique_ptr<RingPublisher<Slot>> publisher_;
  alignas(kApartBytes) std::uint64_t lost_ = 0;
};

template <Gauges kGauges>
using DropRing = RingTransport<DropConsumer<FixedSlot<sizeof(Event)>, kGauges>>;
template <Gauges kGauges>
using BlockRing = RingTransport<BlockConsumer<FixedSlot<sizeof(Event)>, kGauges>>;

class BoostQueues {
 public:
  explicit BoostQueues(int streams) {
    for (int i = 0; i < streams; ++i) queues_.push_back(std::make_unique<Queue>());
  }
  void send(const Event& event) {
    for (auto& queue : queues_) {
      while (!queue->push(event)) pause_processor();
    }
  }
  template <class Sink>
  std::uint64_t receive(int stream, Sink&& sink) {
    return queues_[static_cast<std::size_t>(stream)]->consume_all(sink);
  }
  std::uint64_t lost() const { return 0; }

 private:
  using Queue = boost::lockfree::spsc_queue<Event, boost::lockfree::capacity<kPlaces>>;
  std::vector<std::unique_ptr<Queue>> queues_;
};

class ReaderWriterQueues {
 public:
  explicit ReaderWriterQueues(int streams) {
    for (int i = 0; i < streams; ++i) queues_.push_back(std::make_unique<Queue>(kPlaces));
  }
  void send(const Event& event) {
    for (auto& queue : queues_) {
      while (!queue->try_enqueue(event)) pause_processor();
    }
  }
  template <class Sink>
  std::uint64_t receive(int stream, Sink&& sink) {
    auto& queue = *queues_[static_cast<std::size_t>(stream)];
    std::uint64_t taken = 0;
    for (; taken < kMostAtOnce; ++taken) {
      const Event* event = queue.peek();
      if (event == nullptr) break;
      sink(*event);
      queue.pop();
    }
    return taken;
  }
  std::uint64_t lost() const { return 0; }

 private:
  using Queue = moodycamel::ReaderWriterQueue<Event>;
  std::vector<std::unique_ptr<Queue>> queues_;
};

}  // namespace holdfast
