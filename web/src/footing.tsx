// What is found of the host, and what the agent stands on: its policy, its ways of watching, its clocks; whom it
// tells, and what it costs.
import { Clocks } from "./clocks";
import { bytes, clock, count, duration, share } from "./format";
import { Findings } from "./findings";
import { Hooks } from "./hooks";
import type { Finding, Frame, Status, Webhook } from "./types";

const stateMarks = { watching: "●", degraded: "◐", absent: "○" };

function Policy({ status }: { status?: Status }) {
  const apply = status?.last_apply?.match(/^(\d+) (\S+) (.*)$/);
  return (
    <section class="panel" aria-labelledby="policy-title">
      <h2 id="policy-title">Policy</h2>
      {!status ? (
        <p class="none">The agent has not said yet.</p>
      ) : (
        <dl>
          <div>
            <dt>in force</dt>
            <dd>
              {status.policy ? (
                <>
                  <b>{status.policy}</b> version {status.policy_version || "–"}
                </>
              ) : (
                "none"
              )}
            </dd>
          </div>
          {status.policy_source ? (
            <div>
              <dt>from</dt>
              <dd>{status.policy_source}</dd>
            </div>
          ) : null}
          <div>
            <dt>mode</dt>
            <dd>{status.mode ?? "observe"}</dd>
          </div>
          <div>
            <dt>last apply</dt>
            <dd>
              {apply
                ? `${apply[1]}, ${apply[2]}, ${apply[3]!.replace("T", " ").replace("Z", " UTC")}`
                : status.last_apply || "none since the boot"}
            </dd>
          </div>
          <div>
            <dt>repairs</dt>
            <dd>
              {count(status.repairs ?? 0)}
              {status.refused_repairs ? `, ${status.refused_repairs} refused` : ""}
            </dd>
          </div>
          <div>
            <dt>irqbalance</dt>
            <dd>{status.lease ? `lease ${status.lease}` : "no lease asked for"}</dd>
          </div>
        </dl>
      )}
    </section>
  );
}

function Sources({ status }: { status?: Status }) {
  const sources = status?.sources ?? [];
  return (
    <section class="panel" aria-labelledby="sources-title">
      <h2 id="sources-title">Watching</h2>
      {!sources.length ? <p class="none">No source has been told.</p> : null}
      <ul class="sources">
        {sources.map((source) => (
          <li key={source.name} class={source.state}>
            <span aria-hidden="true">{stateMarks[source.state]}</span> <b>{source.name}</b>{" "}
            <span class="muted">{source.state === "watching" ? `${count(source.events)} seen` : source.state}</span>
            {source.why ? <span class="why">{source.why}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Own({ status, frame, now }: { status?: Status; frame?: Frame; now: number }) {
  const own = frame?.own;
  return (
    <section class="panel" aria-labelledby="own-title">
      <h2 id="own-title">Own cost</h2>
      {!own ? (
        <p class="none">No figures yet.</p>
      ) : (
        <dl>
          <div>
            <dt>of one core</dt>
            <dd>{share(own.cpu, 2)}</dd>
          </div>
          <div>
            <dt>memory</dt>
            <dd>{bytes(own.resident_bytes)}</dd>
          </div>
          <div>
            <dt>longest turn</dt>
            <dd>{(own.longest_turn_ns / 1e6).toFixed(2)} ms</dd>
          </div>
          <div>
            <dt>events dropped</dt>
            <dd>{count(own.events_dropped)}</dd>
          </div>
          {status ? (
            <div>
              <dt>running</dt>
              <dd title={`since ${clock(status.started_ns)} UTC`}>{duration((now - status.started_ns) / 1e9)}</dd>
            </div>
          ) : null}
          {status ? (
            <div>
              <dt>version</dt>
              <dd title={`pid ${status.pid}`}>{status.version}</dd>
            </div>
          ) : null}
        </dl>
      )}
    </section>
  );
}

interface Ground {
  status?: Status;
  frame?: Frame;
  findings?: Finding[];
  webhook?: Webhook;
  now: number;
}

export function Footing({ status, frame, findings, webhook, now }: Ground) {
  return (
    <>
      <div class="stack">
        <Findings findings={findings} />
        <Own status={status} frame={frame} now={now} />
      </div>
      <div class="stack">
        <Policy status={status} />
        <Hooks counts={status?.hooks} webhook={webhook} />
      </div>
      <div class="stack">
        <Sources status={status} />
        <Clocks frame={frame} />
      </div>
    </>
  );
}
