#include "host/record.h"

namespace holdfast {
namespace {

template <class T>
const T* find(const Record& record, std::string_view name) {
  for (const auto& [key, value] : record.fields) {
    if (key == name) return std::get_if<T>(&value);
  }
  return nullptr;
}

}  // namespace

bool operator==(const Record& a, const Record& b) { return a.fields == b.fields; }

void Record::set(std::string_view name, RecordValue value) {
  fields.emplace_back(std::string(name), std::move(value));
}

std::optional<std::uint64_t> Record::number(std::string_view name) const {
  const auto* value = find<std::uint64_t>(*this, name);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::uint32_t> Record::number32(std::string_view name) const {
  const auto value = number(name);
  if (!value || *value > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

const std::string* Record::text(std::string_view name) const {
  return find<std::string>(*this, name);
}

const std::vector<std::uint64_t>* Record::numbers(std::string_view name) const {
  return find<std::vector<std::uint64_t>>(*this, name);
}

const std::vector<std::string>* Record::texts(std::string_view name) const {
  return find<std::vector<std::string>>(*this, name);
}

const std::vector<Record>* Record::records(std::string_view name) const {
  return find<std::vector<Record>>(*this, name);
}

}  // namespace holdfast
