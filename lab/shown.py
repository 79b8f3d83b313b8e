"""`show --json` as paths and values, to compare two of them outside of what counts or comes and goes."""
import json

# Processes come and go; a counter is a counter; where an idle vector is delivered is judged by the case.
PASSED_OVER = ("counters", "threads", "flows", "writers", "diagnostics")
GAUGES = ("dentries", "dentries_unused", "slab_reclaimable_bytes")  # of settings: they measure, nobody sets them


def _flatten(value, path, found):
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(inner, f"{path}.{key}", found)
    elif isinstance(value, list):
        found[f"{path}.length"] = len(value)
        for index, inner in enumerate(value):
            _flatten(inner, f"{path}.{index}", found)
    else:
        found[path] = value


def read_shown(guest):
    shown = json.loads(guest.holdfast("show --json").out)
    found = {}
    for key, value in shown.items():
        if key == "vectors":
            for vector in value:
                vector.pop("counts")
                vector.pop("effective", None)
                _flatten(vector, f"vector {vector['irq']}", found)
        elif key == "nics":
            for nic in value:
                nic.pop("statistics")
                _flatten(nic, nic["name"], found)
        elif key not in PASSED_OVER:
            for gauge in GAUGES if key == "settings" else ():
                value.pop(gauge, None)
            _flatten(value, key, found)
    return found
