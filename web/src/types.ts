// What the API tells: src/model/{agent_status,metric_frame,event}.h. An absent fact has no key.

export type Regime = "AFFINITY_ALIGNED" | "AFFINITY_WARN" | "AFFINITY_DRIFTED" | "SAFE_CONTAIN";

export interface SettingObject {
  kind: string;
  nic?: string;
  name?: string;
  irq?: number;
  device?: string;
}

export interface Difference {
  object: SettingObject;
  label?: string;
  wanted: string;
  found: string;
  sentence: string;
}

export interface Source {
  name: string;
  state: "watching" | "degraded" | "absent";
  why?: string;
  events: number;
}

export interface HookCounts {
  delivered: number;
  failed: number;
  dropped: number;
  retries: number;
  waiting: number;
}

/** Of the server's: how it goes with what --webhook is told. */
export interface Webhook extends HookCounts {
  to: string;
  complaint?: string;
}

export interface CanaryCourse {
  schedule: string;
  blocks: number;
  until_ns?: number;
  next?: string;
}

export interface Status {
  version: string;
  hostname: string;
  pid: number;
  started_ns: number;
  at_ns: number;
  policy?: string;
  policy_version?: string;
  policy_source?: string;
  policy_error?: string;
  mode?: string;
  paused_until_ns?: number;
  paused_by?: string;
  regime: Regime;
  regime_since_ns: number;
  regime_evidence?: string;
  differences?: Difference[];
  pending?: Difference[];
  met?: number;
  sources?: Source[];
  yielded?: { object: string; actor: string; retry_at_ns: number }[];
  lease?: string;
  events?: number;
  repairs?: number;
  refused_repairs?: number;
  last_apply?: string;
  hooks?: HookCounts;
  canary?: string;
  canary_course?: CanaryCourse;
}

export interface Actor {
  pid?: number;
  comm?: string;
  exe?: string;
  cgroup?: string;
  unit?: string;
  uid?: number;
  parents?: string[];
}

export interface HostEvent {
  number: number;
  at_ns: number;
  seen_ns?: number;
  kind: string;
  object?: SettingObject;
  subject?: string;
  from?: string;
  to?: string;
  wanted?: string;
  cause: string;
  evidence?: string;
  actor?: Actor;
  count?: number;
  exact?: boolean;
}

export interface VectorFrame {
  irq: number;
  nic: string;
  label: string;
  target?: string;
  requested?: string;
  effective?: string;
  delivered?: [number, number][];
  total: number;
  state: string;
  active: boolean;
}

export interface ClockReading {
  source: string;
  at_ns: number;
  offset_ns: number;
  max_error_ns?: number;
}

export interface Frame {
  at_ns: number;
  seconds: number;
  vam_requested?: number;
  vam_effective?: number;
  vam_delivered?: number;
  active_vectors?: number;
  drifted_vectors?: number;
  pending_vectors?: number;
  nrs?: { value?: number; source: string };
  sad?: number;
  jitter?: { hj50_ns?: number; hj95_ns?: number; hj99_ns?: number; source: string; clock?: string };
  vectors?: VectorFrame[];
  clocks?: ClockReading[];
  own?: { cpu: number; resident_bytes: number; longest_turn_ns: number; events_dropped: number };
  gates?: { burst_pacing: number; aggression_cap: number; queue_safe: boolean; conservative: boolean };
}

export interface Host {
  hostname: string;
  cpus: { cpu: number; node?: number; online?: boolean; isolated?: boolean; sibling?: number[] }[];
  nics: { name: string; driver?: string; node?: number; up?: boolean }[];
}

export interface Finding {
  rule: string;
  severity: "critical" | "warning" | "advice" | "note";
  object: string;
  sentence: string;
  evidence?: { source: string; value: string }[];
  why?: string;
  fix?: { policy?: string; shell?: string };
}
