#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"
#include "gateway/option_words.h"
#include "gateway/verb_parser.h"
#include "itch/message_layout.h"
#include "verbs/whole_number.h"

namespace holdfast {
namespace {

const std::vector<std::string> kFormats{"auto", "itch", "binaryfile", "pcap"};

class DecodeParser final : public VerbParser {
 public:
  CLI::App& build(CLI::App& app) override;
  Result<GatewayCommand> command() const override;

 private:
  DecodeCommand command_;
  std::string format_ = "auto", types_;
  bool is_csv_ = false, is_json_ = false;
};

CLI::App& DecodeParser::build(CLI::App& app) {
  auto& options = command_.options;
  auto& verb = *app.add_subcommand("decode", "ITCH messages of a file or a capture as JSON or CSV");
  verb.add_option("file", command_.file, "what to read; - is standard input")->required();
  verb.add_option("--format", format_,
                  "auto (by the first bytes, the default), itch, binaryfile or pcap")
      ->type_name("FORMAT")
      ->check(CLI::IsMember(kFormats));
  auto* json = verb.add_flag("--json", is_json_, "JSON, one object a line (the default)");
  verb.add_flag("--csv", is_csv_, "CSV, with a line of names first")->excludes(json);
  verb.add_option("--type", types_, "only these messages, by their letters: A,F,E")
      ->type_name("LETTERS");
  verb.add_option("--stock", options.stock, "only messages about this security")
      ->type_name("SYMBOL")
      ->check([](const std::string& text) {
        return text.empty() || text.size() > 8 ? std::string("a symbol has 1 to 8 letters")
                                               : std::string();
      });
  verb.add_option("--from", options.from, "only messages from this sequence number on")
      ->type_name("SEQUENCE")
      ->check(whole_number_from(0));
  verb.add_option("--limit", options.limit, "end after so many lines")
      ->type_name("N")
      ->check(whole_number_from(1));
  verb.add_option("--port", options.port,
                  "of a capture: take all UDP to this port for the feed (default: what looks like "
                  "MoldUDP64)")
      ->type_name("PORT")
      ->check(CLI::Range(1U, 65'535U));
  return verb;
}

Result<std::string> letters_of(const std::string& types) {
  std::string letters;
  if (types.empty()) return letters;
  for (const auto word : split(types, ',')) {
    if (word.size() != 1 || message_layout(word[0]) == nullptr) {
      std::string known;
      for (const auto& layout : message_layouts()) known += layout.type;
      return fail(ErrorCode::usage,
                  fmt::format("decode: --type \"{}\": \"{}\" is no message of ITCH 5.0, which "
                              "are {}; write them as A,F,E",
                              types, word, fmt::join(known, " ")));
    }
    letters += word;
  }
  return letters;
}

Result<GatewayCommand> DecodeParser::command() const {
  auto command = command_;
  auto letters = letters_of(types_);
  if (!letters) return tl::unexpected(letters.error());
  command.options.types = *std::move(letters);
  command.options.form = is_csv_ ? LineForm::csv : LineForm::json;
  const auto format = std::ranges::find(kFormats, format_) - kFormats.begin();
  command.options.format = static_cast<DecodeFormat>(format);
  return command;
}

}  // namespace

std::unique_ptr<VerbParser> make_decode_parser() { return std::make_unique<DecodeParser>(); }

}  // namespace holdfast
