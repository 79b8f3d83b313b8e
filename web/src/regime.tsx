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

const orders: Record<string, string> = {
  control: "Control: nothing is put back",
  treated: "Treated: what drifts is put back",
};

/** What the canary's schedule has holdfast do now, and until when. */
function Canary({ status, now }: { status: Status; now: number }) {
  const course = status.canary_course;
  if (!course) return null;
  const [arm, number] = (status.canary ?? "").split(" ");
  const washout = status.canary?.endsWith("washout");
  const left = course.until_ns === undefined ? "" : duration((course.until_ns - now) / 1e9);
  const until = course.until_ns === undefined ? "" : `${clock(course.until_ns)} UTC`;
  const place = arm
    ? `Block ${number} of ${course.blocks} of ${course.schedule}${washout ? ", in its washout" : ""}`
    : `Schedule ${course.schedule}`;
  const next = course.next
    ? `; then ${course.next.replace(" ", "\u00a0")}`
    : arm
      ? "; then no block"
      : "; the policy alone decides";
  const order = arm === "treated" && status.mode !== "heal" ? "Treated, but the policy only observes" : orders[arm!];
  return (
    <div class="canary" data-arm={arm || "none"}>
      <span class="tally">canary</span>
      <p>
        {arm ? (
          <>
            <b>{order}</b> until {until}, {left} more.
          </>
        ) : course.next ? (
          <>
            <b>In no block</b> until {until}, {left} more.
          </>
        ) : (
          <b>Its last block is over.</b>
        )}
      </p>
      <p class="muted">
        {place}
        {next}.
      </p>
    </div>
  );
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
          {status.policy ? null : <p class="why">There is no policy, so nothing can drift.</p>}
          {status.regime_evidence ? <p class="why">{status.regime_evidence}</p> : null}
          {status.paused_until_ns ? (
            <p class="why">
              Repairs are paused until {clock(status.paused_until_ns)} UTC
              {status.paused_by ? ` by ${status.paused_by}` : ""}.
            </p>
          ) : null}
          <Gates frame={frame} />
          <Canary status={status} now={now} />
        </>
      ) : (
        <p class="none">The agent has not said yet.</p>
      )}
    </section>
  );
}
