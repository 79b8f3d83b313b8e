// A gateway's file of streams, and the stocks that it names; what is refused has a sentence.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "fanout/gateway_file.h"
#include "fanout/stream_table.h"
#include "fanout/thread_layout.h"
#include "fanout/thread_sched.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace holdfast;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto locates = parse_locates(text)) {
    HOLDFAST_CHECK(parse_locates(to_text(*locates)) == *locates);
  }
  static_cast<void>(parse_migrations(text));
  const auto file = parse_gateway_file("f", text);
  if (!file) {
    HOLDFAST_CHECK(!file.error().sentence.empty());
    return 0;
  }
  for (const auto& stream : file->streams) HOLDFAST_CHECK(is_ring_size(stream.ring));
  ServeOptions options;
  options.streams = file->streams;
  HOLDFAST_CHECK(layout_of(options).ring_of.size() == file->streams.size());
  return 0;
}
