// libsystemd's bus functions, loaded when they are needed. The signatures are those of sd-bus.h, an
// interface that does not change.
#pragma once

#include <memory>

namespace holdfast {

struct Bus;
struct Message;
struct BusError {
  const char* name = nullptr;
  const char* message = nullptr;
  int need_free = 0;
};

/// libsystemd's functions.
class SystemdLibrary {
 public:
  SystemdLibrary();
  bool loaded() const { return handle_ != nullptr && complete_; }

  int (*open_system)(Bus** bus) = nullptr;
  int (*call_method)(Bus* bus, const char* destination, const char* path, const char* interface,
                     const char* member, BusError* error, Message** reply, const char* types,
                     ...) = nullptr;
  int (*get_property_string)(Bus* bus, const char* destination, const char* path,
                             const char* interface, const char* member, BusError* error,
                             char** text) = nullptr;
  int (*read)(Message* message, const char* types, ...) = nullptr;
  void (*error_free)(BusError* error) = nullptr;
  Message* (*message_unref)(Message* message) = nullptr;
  Bus* (*flush_close_unref)(Bus* bus) = nullptr;

 private:
  template <class Function>
  void load(Function& function, const char* name);

  std::unique_ptr<void, void (*)(void*)> handle_;
  bool complete_ = true;
};

}  // namespace holdfast
