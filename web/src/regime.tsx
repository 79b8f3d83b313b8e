// The regime, large, and why.
import { clock, duration, regimeName } from "./format";
import type { Frame, Regime, Status } from "./types";

// A shape for each, so that colour is not needed: circle, triangle, diamond, square.
const shapes: Record<Regime, string> = {
  AFFINITY_ALIGNED: "M16 3a13 13 0 1 1 0 26a13 13 0 1 1 0-26",
  AFFINITY_WARN: "M16 3L30 28H2Z",
  AFFINITY_DRIFTED: "M16 1L31 16L16 31L1 16Z",
  SAFE_CONTAIN: "M4 4H28V28H4Z",
};

function Gates({ frame }: { frame: Frame | undefined }) {
  const gates = frame?.gates;
  if (!gates) return null;
  const words = [
    gates.burst_pacing < 1 ? `bursts at ${gates.burst_pacing * 100} %` : "",
    gates.aggression_cap < 1 ? `aggression at ${gates.aggression_cap * 100} %` : "",
    gates.queue_safe ? "queue-safe placement" : "",
    gates.conservative ? "conservative schedule" : "",
  ].filter(Boolean);
  return <p class="muted gates">Trading processes are told: {words.length ? words.join(", ") : "no restriction"}.</p>;
}

export function RegimePanel({ status, frame, now }: { status?: Status; frame?: Frame; now: number }) {
  return (
    <section class="panel regime" aria-labelledby="regime-title" data-regime={status?.regime}>
      <h2 id="regime-title">Regime</h2>
      {status ? (
        <>
          <p class="verdict">
            <svg viewBox="0 0 32 32" aria-hidden="true">
              <path d={shapes[status.regime]} />
            </svg>
            <strong>{regimeName(status.regime)}</strong>
          </p>
          <p class="since">
            since {clock(status.regime_since_ns)} UTC, for {duration((now - status.regime_since_ns) / 1e9)}
          </p>
          {status.regime_evidence ? <p class="why">{status.regime_evidence}</p> : null}
          {status.paused_until_ns ? (
            <p class="why">
              Repairs are paused until {clock(status.paused_until_ns)} UTC
              {status.paused_by ? ` by ${status.paused_by}` : ""}.
            </p>
          ) : null}
          <Gates frame={frame} />
        </>
      ) : (
        <p class="none">The agent has not said yet.</p>
      )}
    </section>
  );
}
