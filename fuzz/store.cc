// Any bytes in the place of the store's database: opened, read, written, or set aside.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/check.h"
#include "store/store.h"

namespace {

const std::string& folder() {
  // Never destroyed: it is still needed when the process ends.
  static const std::string* const path = [] {
    auto* name = new std::string("/dev/shm/holdfast-fuzz-store-XXXXXX");
    HOLDFAST_CHECK(::mkdtemp(name->data()) != nullptr);
    return name;
  }();
  return *path;
}

void read_all() {
  const auto reader = holdfast::StoreReader::open(folder());
  if (!reader) return;
  (void)reader->events_after(0, 100);
  (void)reader->newest_events(0, 100);
  (void)reader->frames(INT64_MIN, INT64_MAX, 10);
  (void)reader->newest_applies(10);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool removed_at_exit = ::atexit([] { std::filesystem::remove_all(folder()); }) == 0;
  HOLDFAST_CHECK(removed_at_exit);
  const std::string path = folder() + "/holdfast.db";
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  HOLDFAST_CHECK(fd >= 0 && ::write(fd, data, size) == static_cast<ssize_t>(size));
  ::close(fd);
  read_all();
  std::string note;
  auto store = holdfast::Store::open({.folder = folder()}, note);
  if (store) {
    holdfast::MetricFrame frame;
    frame.at_ns = 1;
    frame.vectors.push_back({.irq = {38},
                             .delivered = {{holdfast::CpuId{0}, 1}},
                             .state = holdfast::VectorState::aligned});
    store->append(holdfast::Event{});
    store->append(frame);
    const std::int64_t now = 1'760'000'000'000'000'000;
    (void)store->flush(now);
    (void)store->flush(now + 20'000'000'000);
    read_all();
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    std::filesystem::remove(entry.path());
  }
  return 0;
}
