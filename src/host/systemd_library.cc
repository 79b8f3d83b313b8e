#include "host/systemd_library.h"

#include <dlfcn.h>

namespace holdfast {
namespace {

void close(void* handle) {
  if (handle) ::dlclose(handle);
}

}  // namespace

template <class Function>
void SystemdLibrary::load(Function& function, const char* name) {
  function = reinterpret_cast<Function>(::dlsym(handle_.get(), name));
  complete_ = complete_ && function != nullptr;
}

SystemdLibrary::SystemdLibrary()
    : handle_(::dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL), &close) {
  if (!handle_) return;
  load(open_system, "sd_bus_open_system");
  load(call_method, "sd_bus_call_method");
  load(get_property_string, "sd_bus_get_property_string");
  load(read, "sd_bus_message_read");
  load(error_free, "sd_bus_error_free");
  load(message_unref, "sd_bus_message_unref");
  load(flush_close_unref, "sd_bus_flush_close_unref");
}

}  // namespace holdfast
