// Work in parts that many threads do and one place takes in order.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace holdfast {

/// Parts 0 … count - 1, made by `make(number)` in `threads` threads, taken from take() in their
/// order. No more than 2 threads + 2 parts are held at a time.
template <class Chunk>
class OrderedChunks {
 public:
  template <class Make>
  OrderedChunks(unsigned threads, std::uint64_t count, Make make)
      : count_(count), window_(2ULL * threads + 2) {
    for (unsigned thread = 0; thread < threads; ++thread) {
      threads_.emplace_back([this, make] { work(make); });
    }
  }
  OrderedChunks(const OrderedChunks&) = delete;
  OrderedChunks& operator=(const OrderedChunks&) = delete;
  /// Parts that nobody took are dropped.
  ~OrderedChunks() {
    {
      const std::lock_guard lock(mutex_);
      count_ = 0;
    }
    room_.notify_all();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }

  /// The next part; nothing after the last.
  std::optional<Chunk> take() {
    std::unique_lock lock(mutex_);
    if (taken_ == count_) {
      return std::nullopt;
    }
    there_.wait(lock, [this] { return made_.count(taken_) != 0; });
    auto node = made_.extract(taken_++);
    room_.notify_all();
    return std::move(node.mapped());
  }

 private:
  template <class Make>
  void work(const Make& make) {
    std::unique_lock lock(mutex_);
    for (;;) {
      room_.wait(lock, [this] { return begun_ >= count_ || begun_ < taken_ + window_; });
      if (begun_ >= count_) {
        return;
      }
      const std::uint64_t number = begun_++;
      lock.unlock();
      Chunk chunk = make(number);
      lock.lock();
      made_.emplace(number, std::move(chunk));
      there_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable there_, room_;
  std::uint64_t count_, window_, begun_ = 0, taken_ = 0;
  std::map<std::uint64_t, Chunk> made_;
  std::vector<std::thread> threads_;
};

}  // namespace holdfast
