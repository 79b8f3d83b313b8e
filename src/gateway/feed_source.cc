#include "gateway/feed_source.h"

#include <fmt/format.h>

#include "itch/binary_file.h"
#include "itch/message_header.h"
#include "itch/wire.h"
#include "synth/synth_feed.h"

namespace holdfast {
namespace {

using Bytes = std::span<const std::uint8_t>;

class GeneratedFeed final : public FeedSource {
 public:
  explicit GeneratedFeed(const FeedSourceOptions& options)
      : feed_({.seed = options.seed, .stocks = options.stocks, .messages = options.messages}) {}

  std::optional<Bytes> next() override {
    const auto message = feed_.next();
    has_ended_ = !message;
    return message;
  }
  bool has_ended() const override { return has_ended_; }
  const std::string& trouble() const override { return trouble_; }

 private:
  SynthFeed feed_;
  bool has_ended_ = false;
  std::string trouble_;
};

class FileFeed final : public FeedSource {
 public:
  FileFeed(InputStream input, std::string name) : input_(std::move(input)), name_(std::move(name)) {
    reader_.feed(input_.bytes());
  }

  std::optional<Bytes> next() override {
    while (!has_ended_) {
      if (auto message = reader_.next()) return message;
      input_.consume(input_.bytes().size());
      if (reader_.has_ended()) {
        has_ended_ = true;
      } else if (!input_.is_ready()) {
        return std::nullopt;  // of a pipe: the thread must go on hearing that it is to stop
      } else {
        fill();
      }
    }
    return std::nullopt;
  }
  bool has_ended() const override { return has_ended_; }
  const std::string& trouble() const override { return trouble_; }

 private:
  void fill() {
    const auto got = input_.fill();
    if (!got) {
      trouble_ = got.error().sentence;
    } else if (input_.has_ended() && reader_.unfinished() > 0) {
      trouble_ = fmt::format("{}: cut off in a message, of which {} bytes are there", name_,
                             reader_.unfinished());
    }
    has_ended_ = !got || input_.has_ended();
    if (!has_ended_) reader_.feed(input_.bytes());
  }

  InputStream input_;
  std::string name_;
  BinaryFileReader reader_;
  bool has_ended_ = false;
  std::string trouble_;
};

}  // namespace

Result<std::unique_ptr<FeedSource>> open_feed_source(const FeedSourceOptions& options) {
  if (options.file.empty()) return std::make_unique<GeneratedFeed>(options);
  auto input = InputStream::open(options.file);
  if (!input) return tl::unexpected(input.error());
  const auto name = options.file == "-" ? "standard input" : options.file;
  return feed_of(std::move(*input), name);
}

std::unique_ptr<FeedSource> feed_of(InputStream input, std::string name) {
  return std::make_unique<FileFeed>(std::move(input), std::move(name));
}

std::int64_t timestamp_ns_of(std::span<const std::uint8_t> message) {
  if (message.size() < MessageHeader::kEnd) return 0;
  return static_cast<std::int64_t>(load_u48(message.data() + 5));
}

}  // namespace holdfast
