#include "fanout/gateway_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "fanout/stream_table.h"
#include "policy/map_reader.h"

namespace holdfast {
namespace {

std::optional<Endpoint> read_group(MapReader& reader, std::string_view key) {
  const auto word = reader.word(key);
  if (!word) return std::nullopt;
  auto endpoint = parse_endpoint(word->text);
  const bool is_group = endpoint && endpoint->port != 0 &&
                        (endpoint->address.size() == 4 ? (endpoint->address[0] & 0xf0U) == 0xe0U
                                                       : endpoint->address[0] == 0xff);
  if (is_group) return endpoint;
  reader.complaints().error(
      word->place, fmt::format("{} is no value of '{}', which is a multicast group and a port, "
                               "such as 239.1.1.1:4000",
                               quoted(word->text), key));
  return std::nullopt;
}

void read_ring_and_policy(MapReader& reader, StreamOptions& stream) {
  if (const auto word = reader.word("ring")) {
    const auto number = parse_number<std::uint64_t>(word->text);
    if (number && is_ring_size(*number)) {
      stream.ring = *number;
    } else {
      reader.complaints().error(
          word->place, fmt::format("{} is no value of 'ring', which is a power of two from {} to "
                                   "{}, such as 8192",
                                   quoted(word->text), kLeastRing, kMostRing));
    }
  }
  if (const auto word = reader.choice("policy", {"drop", "block"})) {
    stream.policy = *parse_name<StreamPolicy>(kStreamPolicyNames, word->text);
  }
}

StreamOptions read_stream(const YamlNode& node, const StreamOptions& defaults, std::size_t number,
                          Complaints& complaints) {
  MapReader reader(&node, "a stream", complaints);
  StreamOptions stream = defaults;
  stream.name = fmt::to_string(number);
  if (const auto name = reader.word("name")) stream.name = name->text;
  const bool has_group = reader.has("group");
  if (const auto group = read_group(reader, "group")) stream.group = *group;
  if (!has_group) {
    complaints.error(node.place, fmt::format("stream '{}' has no 'group': give it one, such as "
                                             "239.1.1.1:4000",
                                             stream.name));
  }
  stream.group_b = read_group(reader, "second-line");
  if (const auto books = reader.word("books")) {
    const auto locates = parse_locates(books->text);
    if (locates) stream.books = *locates;
    if (!locates) complaints.error(books->place, locates.error().sentence);
  }
  read_ring_and_policy(reader, stream);
  reader.done();
  return stream;
}

void complain_of_twins(const YamlNode& list, const std::vector<StreamOptions>& streams,
                       Complaints& complaints) {
  for (std::size_t i = 0; i < streams.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool has_group_of = streams[i].group == streams[j].group;
      if (!has_group_of && streams[i].name != streams[j].name) continue;
      complaints.error(list.items[i].place,
                       fmt::format("streams '{}' and '{}' have the same {}", streams[j].name,
                                   streams[i].name, has_group_of ? "group" : "name"));
    }
  }
}

void read_numbered(MapReader& top, const StreamOptions& defaults, GatewayFile& file) {
  const auto count = top.small_number("streams", 1, kMostStreams);
  StreamOptions first = defaults;
  const auto group = read_group(top, "group");
  first.group_b = read_group(top, "second-line");
  if (!count) return;
  // A profile need not say where production sends to.
  first.group = group.value_or(Endpoint{{239, 1, 1, 1}, 4000});
  auto streams = numbered_streams(*count, first);
  if (streams) {
    file.streams = std::move(*streams);
  } else {
    top.complaints().error(top.place(), streams.error().sentence);
  }
}

void read_streams(MapReader& top, const YamlNode& root, const StreamOptions& defaults,
                  GatewayFile& file) {
  const YamlNode* list = root.find("streams");
  if (!list || list->kind == YamlNode::Kind::scalar) {
    read_numbered(top, defaults, file);
    return;
  }
  list = top.find("streams");
  if (!list) return;
  if (list->kind != YamlNode::Kind::list || list->items.empty() ||
      list->items.size() > kMostStreams) {
    top.complaints().error(
        list->place,
        fmt::format("'streams' is a number or a list of 1 to {} streams", kMostStreams));
    return;
  }
  for (const auto& item : list->items) {
    file.streams.push_back(read_stream(item, defaults, file.streams.size(), top.complaints()));
  }
  complain_of_twins(*list, file.streams, top.complaints());
}

template <class Enum, std::size_t N>
std::optional<Enum> read_choice(MapReader& top, std::string_view key,
                                const std::string_view (&names)[N]) {
  const auto word = top.choice(key, {std::begin(names), std::end(names)});
  return word ? parse_name<Enum>(names, word->text) : std::nullopt;
}

std::optional<std::uint64_t> read_number(MapReader& top, std::string_view key, std::uint64_t most) {
  const auto word = top.number(key, 1, most);
  return word ? parse_number<std::uint64_t>(word->text) : std::nullopt;
}

}  // namespace

Result<std::vector<StreamOptions>> numbered_streams(std::size_t count, const StreamOptions& first) {
  std::vector<StreamOptions> streams;
  const auto plus = [&](Endpoint group, std::size_t number) {
    auto& address = group.address;
    for (std::size_t at = address.size(); number > 0 && at-- > 0; number >>= 8U) {
      number += address[at];
      address[at] = static_cast<std::uint8_t>(number);
    }
    return group;
  };
  for (std::size_t i = 0; i < count; ++i) {
    StreamOptions stream = first;
    stream.name = fmt::to_string(i);
    stream.group = plus(first.group, i);
    if (first.group_b) stream.group_b = plus(*first.group_b, i);
    if (stream.group.address[0] != first.group.address[0]) {
      return fail(ErrorCode::usage,
                  fmt::format("{} streams from group {} on go beyond the groups' addresses: begin "
                              "with a lower one",
                              count, to_text(first.group)));
    }
    streams.push_back(std::move(stream));
  }
  return streams;
}

Result<GatewayFile> parse_gateway_file(std::string_view file, std::string_view text) {
  Complaints complaints;
  const YamlNode root = read_yaml(file, text, complaints);
  GatewayFile out;
  MapReader top(&root, "the file", complaints);
  out.topology = read_choice<Topology>(top, "topology", kTopologyNames);
  out.idle = read_choice<IdleKind>(top, "idle", kIdleNames);
  StreamOptions defaults;
  read_ring_and_policy(top, defaults);
  read_streams(top, root, defaults, out);
  out.stocks = read_number(top, "stocks", 65'535);
  out.rate = read_number(top, "rate", 1'000'000'000);
  out.cpus = read_number(top, "cpus", CpuSet::kMaxCpus);
  top.done();
  complaints.sort();
  if (complaints.has_errors()) return fail(ErrorCode::malformed, complaints.errors_text());
  return out;
}

}  // namespace holdfast
