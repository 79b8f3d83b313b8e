#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "base/printable.h"
#include "decode/decoder.h"
#include "decode/detect_format.h"
#include "gateway/input_stream.h"
#include "gateway/verbs.h"
#include "packet/pcap.h"
#include "verbs/line_output.h"
#include "verbs/progress_line.h"

namespace holdfast {
namespace {

constexpr std::size_t kFlushAt = 1U << 18U;

struct Decoding {
  const DecodeCommand& command;
  InputStream& input;
  Decoder& decoder;
  MessageSink& sink;
  ProgressLine progress;
};

Error with_name(const DecodeCommand& command, const Error& error) {
  return {error.code,
          (command.file == "-" ? "standard input" : command.file) + ": " + error.sentence};
}

Result<std::unique_ptr<Decoder>> decoder_for(const DecodeCommand& command,
                                             const InputStream& input) {
  auto format = command.options.format;
  if (format == DecodeFormat::automatic) {
    const auto detected = detect_format(input.bytes());
    if (!detected) return tl::unexpected<Error>(with_name(command, detected.error()));
    format = *detected;
  }
  if (format != DecodeFormat::capture && command.options.port) {
    return fail(ErrorCode::usage, with_name(command, {ErrorCode::usage,
                                                      "--port is for captures, and "
                                                      "this is none"})
                                      .sentence);
  }
  return make_decoder(format, command.options);
}

double mebibytes(std::uint64_t bytes) { return static_cast<double>(bytes) / (1U << 20U); }

std::string how_far(const Decoding& job) {
  const double read = mebibytes(job.input.total_read());
  std::string text = fmt::format("{:.0f} MiB", read);
  if (const auto size = job.input.size(); size && *size > 0) {
    text += fmt::format(" of {:.0f} ({:.0f} %)", mebibytes(*size), 100 * read / mebibytes(*size));
  }
  return text + fmt::format(", {:.1f} M messages", static_cast<double>(job.sink.messages()) / 1e6);
}

// To the input's end, or to where the output's reader has had enough.
Result<OutputFate> decode_all(Decoding& job) {
  for (;;) {
    const bool is_last = job.input.has_ended();
    const auto taken = job.decoder.take(job.input.bytes(), is_last, job.sink);
    if (!taken) return tl::unexpected<Error>(with_name(job.command, taken.error()));
    job.input.consume(*taken);
    const bool is_over = is_last || job.decoder.has_ended() || job.sink.is_full();
    auto& out = job.sink.out();
    // A live input's lines are not held back until many have come.
    if (is_over || job.input.was_short() || out.size() >= kFlushAt) {
      const auto fate = write_lines(out);
      if (!fate || *fate == OutputFate::closed || is_over) return fate;
    }
    if (job.progress.is_due()) job.progress.draw(how_far(job));
    if (const auto got = job.input.fill(); !got) return tl::unexpected<Error>(got.error());
  }
}

void tell(const DecodeCommand& command, const std::string& sentence) {
  report_gateway(with_name(command, {ErrorCode::malformed, sentence}));
}

}  // namespace

int run_decode(const DecodeCommand& command) {
  std::signal(SIGPIPE, SIG_IGN);
  auto input = InputStream::open(command.file);
  if (!input) return report_gateway(input.error());
  if (const auto filled = input->fill_to(kPcapHeaderBytes); !filled)
    return report_gateway(filled.error());
  const auto decoder = decoder_for(command, *input);
  if (!decoder) return report_gateway(decoder.error());
  MessageSink sink(command.options);
  Decoding job{command, *input, **decoder, sink, ProgressLine()};
  const auto fate = decode_all(job);
  job.progress.clear();
  if (!fate) return report_gateway(fate.error());
  if (*fate == OutputFate::closed) return kGatewayDone;
  for (const auto& note : (*decoder)->notes()) tell(command, note);
  for (const auto& sentence : sink.faults().sentences()) tell(command, sentence);
  return sink.faults().has_any() ? kGatewayMalformed : kGatewayDone;
}

}  // namespace holdfast
