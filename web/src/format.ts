// Figures and times as people read them. Times of the host are UTC.
import type { Actor, HostEvent, SettingObject } from "./types";

const two = (n: number) => String(n).padStart(2, "0");

export function clock(ns: number): string {
  const at = new Date(ns / 1e6);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

/** "48 s", "3 min 12 s", "2 h 5 min", "4 days". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return s % 60 && s < 600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 60)} min`;
  if (s < 172_800) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} days`;
}

export function ratio(value: number): string {
  return value.toFixed(2);
}

export function share(value: number, digits = 0): string {
  return `${(value * 100).toFixed(digits)} %`;
}

export function nanoseconds(ns: number): string {
  if (ns < 1000) return `${ns.toFixed(0)} ns`;
  if (ns < 1e6) return `${(ns / 1e3).toFixed(ns < 1e5 ? 1 : 0)} µs`;
  if (ns < 1e9) return `${(ns / 1e6).toFixed(1)} ms`;
  return `${(ns / 1e9).toFixed(ns < 1e10 ? 1 : 0)} s`;
}

/** "+83 ns", "−1.2 µs", "+3.5 s": with its sign. */
export function offset(ns: number): string {
  return `${ns < 0 ? "−" : ns > 0 ? "+" : ""}${nanoseconds(Math.abs(ns))}`;
}

export function bytes(count: number): string {
  return count < 1 << 20 ? `${(count / 1024).toFixed(0)} KiB` : `${(count / (1 << 20)).toFixed(1)} MiB`;
}

const grouped = new Intl.NumberFormat("en-GB");
export const count = (n: number) => grouped.format(n);

/** CPUs of "0-3,8", the kernel's notation. */
export function cpusOf(list: string | undefined): Set<number> {
  const out = new Set<number>();
  for (const piece of (list ?? "").split(",")) {
    const [first, last] = piece.split("-").map(Number);
    if (piece === "" || first === undefined || Number.isNaN(first)) continue;
    for (let cpu = first; cpu <= (last ?? first); ++cpu) out.add(cpu);
  }
  return out;
}

/** The same things are one object whatever else their texts say. */
export function keyOf(object: SettingObject | undefined): string {
  return object ? [object.kind, object.nic, object.device, object.name, object.irq].join("|") : "";
}

/** "eth0 rx+tx 1 (irq 39)", "eth0 rings", "net.core.somaxconn": as the program's own label. */
export function labelOf(object: SettingObject): string {
  if (object.kind === "device_irq") return `irq ${object.irq ?? "?"} (${object.name ?? ""})`;
  const kind = ["vector", "sysctl", "feature", "file"].includes(object.kind) ? "" : object.kind.replaceAll("_", " ");
  return [object.nic, kind, object.name, object.irq === undefined ? "" : `(irq ${object.irq})`]
    .filter(Boolean)
    .join(" ");
}

/** "irqbalance.service (irqbalance, pid 812)", or "" when nobody was seen. */
export function actorName(actor: Actor | undefined): string {
  if (!actor) return "";
  const name = actor.unit || actor.comm || actor.exe || actor.cgroup || "";
  const inside = [name !== actor.comm ? actor.comm : "", actor.pid ? `pid ${actor.pid}` : ""]
    .filter(Boolean)
    .join(", ");
  return inside ? `${name} (${inside})` : name;
}

const causes: Record<string, string> = {
  writer: "a process wrote it",
  irqbalance: "irqbalance wrote it",
  "irqbalance-config": "irqbalance was set anew",
  human: "an operator changed it",
  repair: "put back by holdfast",
  canary: "a canary's schedule",
  cgroup: "a cpuset changed",
  "driver-reset": "the driver reset its vectors",
  "link-flap": "the link flapped",
  "channel-change": "the channels changed",
  "cpu-hotplug": "a CPU came or went",
  "vector-exhaustion": "no vector was left on the CPU",
  "firmware-update": "the firmware was updated",
  kernel: "the kernel itself",
  unknown: "cause unknown",
};
export const causeName = (cause: string) => causes[cause.replaceAll("_", "-")] ?? cause;

/** Who did it, else what did it. */
export function culprit(event: HostEvent): string {
  return actorName(event.actor) || causeName(event.cause);
}

const regimes: Record<string, string> = {
  AFFINITY_ALIGNED: "Aligned",
  AFFINITY_WARN: "Warning",
  AFFINITY_DRIFTED: "Drifted",
  SAFE_CONTAIN: "Safe containment",
};
export const regimeName = (regime: string) => regimes[regime] ?? regime;
