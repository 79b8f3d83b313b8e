// draw_top: a model and a view as the lines of a screen. Pure: no clock, no terminal.
#pragma once

#include <string>
#include <vector>

#include "cli/top_model.h"
#include "cli/top_view.h"

namespace holdfast {

/// At most view.rows lines, none wider than the screen; all there are when view.rows is 0. Foreign
/// bytes are made printable. The view's scroll is held within what there is.
std::vector<std::string> draw_top(const TopModel& model, TopView& view);

}  // namespace holdfast
