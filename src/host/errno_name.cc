#include "host/errno_name.h"

#include <fmt/format.h>

#include <cerrno>

#include "base/text.h"

namespace holdfast {
namespace {

struct Name {
  int number;
  std::string_view text;
};

constexpr Name kNames[] = {
    {EPERM, "EPERM"},           {ENOENT, "ENOENT"},
    {EINTR, "EINTR"},           {EIO, "EIO"},
    {ENXIO, "ENXIO"},           {E2BIG, "E2BIG"},
    {EBADF, "EBADF"},           {EAGAIN, "EAGAIN"},
    {ENOMEM, "ENOMEM"},         {EACCES, "EACCES"},
    {EFAULT, "EFAULT"},         {EBUSY, "EBUSY"},
    {EEXIST, "EEXIST"},         {EXDEV, "EXDEV"},
    {ENODEV, "ENODEV"},         {ENOTDIR, "ENOTDIR"},
    {EISDIR, "EISDIR"},         {EINVAL, "EINVAL"},
    {ENFILE, "ENFILE"},         {EMFILE, "EMFILE"},
    {EFBIG, "EFBIG"},           {ENOSPC, "ENOSPC"},
    {ERANGE, "ERANGE"},         {ENAMETOOLONG, "ENAMETOOLONG"},
    {ENOSYS, "ENOSYS"},         {ELOOP, "ELOOP"},
    {EPROTO, "EPROTO"},         {EBADMSG, "EBADMSG"},
    {EOVERFLOW, "EOVERFLOW"},   {EMSGSIZE, "EMSGSIZE"},
    {EOPNOTSUPP, "EOPNOTSUPP"}, {EAFNOSUPPORT, "EAFNOSUPPORT"},
    {ENETDOWN, "ENETDOWN"},     {ENOBUFS, "ENOBUFS"},
    {ETIMEDOUT, "ETIMEDOUT"},   {ECONNREFUSED, "ECONNREFUSED"},
    {ECONNRESET, "ECONNRESET"}, {ECANCELED, "ECANCELED"},
    {EROFS, "EROFS"},           {ENOTSOCK, "ENOTSOCK"},
    {ENOTCONN, "ENOTCONN"},     {ENOPROTOOPT, "ENOPROTOOPT"},
};

constexpr std::string_view kNumbered = "errno ";

}  // namespace

std::string errno_name(std::errc error) {
  for (const auto& name : kNames) {
    if (name.number == static_cast<int>(error)) return std::string(name.text);
  }
  return fmt::format("{}{}", kNumbered, static_cast<int>(error));
}

std::optional<std::errc> errno_of(std::string_view text) {
  for (const auto& name : kNames) {
    if (name.text == text) return static_cast<std::errc>(name.number);
  }
  if (!text.starts_with(kNumbered)) return std::nullopt;
  const auto number = parse_number<int>(text.substr(kNumbered.size()));
  if (!number || *number <= 0) return std::nullopt;
  return static_cast<std::errc>(*number);
}

}  // namespace holdfast
