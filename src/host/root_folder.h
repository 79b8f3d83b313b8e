// RootFolder: a folder taken as the root of a host. Opens paths inside it and never outside.
//
// Absolute links and ".." are resolved as if the folder were "/". Where the kernel has openat2(2)
// (5.6) with RESOLVE_IN_ROOT it does so; elsewhere, and where a sandbox forbids that call, the path
// is walked component by component without following anything.
#pragma once

#include <string>
#include <string_view>

#include "host/descriptor.h"

namespace holdfast {

class RootFolder {
 public:
  enum class Walk { by_kernel, by_component };

  /// Takes a folder opened with O_PATH or for reading; probes which walk the kernel offers.
  explicit RootFolder(Descriptor root);
  RootFolder(Descriptor root, Walk walk) : root_(std::move(root)), walk_(walk) {}

  /// Opens `path` as a place (O_PATH), links followed; of the last component only if `follow_last`.
  ReadResult<Descriptor> locate(std::string_view path, bool follow_last) const;
  Walk walk() const { return walk_; }

 private:
  ReadResult<Descriptor> locate_by_kernel(std::string_view path, bool follow_last) const;
  ReadResult<Descriptor> locate_by_component(std::string_view path, bool follow_last) const;

  Descriptor root_;
  Walk walk_ = Walk::by_component;
};

}  // namespace holdfast
