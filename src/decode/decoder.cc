#include "decode/decoder.h"

#include "base/check.h"
#include "decode/capture_decoder.h"
#include "decode/file_decoders.h"

namespace holdfast {

std::unique_ptr<Decoder> make_decoder(DecodeFormat format, const DecodeOptions& options) {
  HOLDFAST_CHECK(format != DecodeFormat::automatic);
  if (format == DecodeFormat::capture) return std::make_unique<CaptureDecoder>(options.port);
  if (format == DecodeFormat::binary_file) return std::make_unique<BinaryFileDecoder>();
  return std::make_unique<BareDecoder>();
}

}  // namespace holdfast
