// Result<T>: the outcome of anything that the world can refuse.
//
// An Error is a closed code, on which loops branch, and one sentence that names the object and both
// values, which people read. Programming mistakes are CHECKs (base/check.h), never Errors.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace holdfast {

enum class ErrorCode {
  absent,       // the thing does not exist on this host
  denied,       // the kernel refused for lack of privilege
  unsupported,  // the kernel or the driver does not implement it
  malformed,    // bytes were read, and they are not what their format says
  too_large,    // more bytes than the reader's bound
  failed,       // any other failure of the operating system
  usage,        // the command line or an input file asks for something impossible
};

struct Error {
  ErrorCode code = ErrorCode::failed;
  std::string sentence;
};

/// tl::expected does not warn when it is dropped; this one does.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

inline tl::unexpected<Error> fail(ErrorCode code, std::string sentence) {
  return tl::unexpected<Error>(Error{code, std::move(sentence)});
}

}  // namespace holdfast
