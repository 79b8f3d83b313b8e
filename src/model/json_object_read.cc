// Which setting something is of, out of JSON: shared by plans, journals and events.
#include "model/json_plan_parts.h"

namespace holdfast::json {
namespace {

template <class IdType>
std::optional<IdType> read_id(const JsonNode& node, const char* name) {
  const auto member = node.find(name);
  if (!member) return std::nullopt;
  return IdType{static_cast<std::uint32_t>(member->as_number(UINT32_MAX))};
}

}  // namespace

SettingKind read_kind(const JsonNode& node) {
  const auto name = node.needed_text("kind");
  const auto kind = parse_setting_kind(name);
  if (!kind) {
    const auto member = node.find("kind");
    (member ? *member : node).reject("a kind of setting, such as \"vector\" or \"sysctl\"");
  }
  return kind.value_or(SettingKind::sysctl);
}

SettingObject read_object(const JsonNode& parent) {
  const auto node = parent.find("object");
  if (!node) parent.reject("complete: its \"object\" is missing");
  if (!node || !node->expect_object()) return {};
  SettingObject object;
  object.kind = read_kind(*node);
  object.nic = node->text("nic");
  object.name = node->text("name");
  object.irq = read_id<IrqNumber>(*node, "irq");
  object.device = node->text("device");
  if (const auto index = node->find("msi_index")) {
    object.msi_index = static_cast<std::uint32_t>(index->as_number(UINT32_MAX));
  }
  object.thread = read_id<ThreadId>(*node, "thread");
  object.thread_start_ticks = node->number("thread_start_ticks");
  return object;
}

}  // namespace holdfast::json
