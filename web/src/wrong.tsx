// What is wrong now, and who was last at it.
import { clock, culprit, duration, keyOf } from "./format";
import type { Difference, HostEvent, Status } from "./types";

/** The newest event of that object that was no repair. */
function lastOf(difference: Difference, events: HostEvent[]): HostEvent | undefined {
  const key = keyOf(difference.object);
  return events.find(
    (event) =>
      event.kind !== "repair" &&
      event.kind !== "regime" &&
      (keyOf(event.object) === key || (!!difference.label && event.subject === difference.label)),
  );
}

function Row({ difference, event, now }: { difference: Difference; event?: HostEvent; now: number }) {
  const vector = difference.object.kind === "vector" || difference.object.kind === "device_irq";
  const cpu = vector ? "CPU " : "";
  return (
    <li>
      <p class="what">
        <span class="mark" aria-hidden="true">
          ✕
        </span>
        <b>{difference.label ?? difference.sentence}</b>
        <span class="move">
          is on{" "}
          <em class="bad">
            {cpu}
            {difference.found || "nothing"}
          </em>
          , wanted{" "}
          <em>
            {cpu}
            {difference.wanted}
          </em>
        </span>
      </p>
      <p class="who">
        {event ? (
          <>
            moved by <b>{culprit(event)}</b> at {clock(event.at_ns)}, {duration((now - event.at_ns) / 1e9)} ago
          </>
        ) : (
          "nobody was seen moving it"
        )}
      </p>
    </li>
  );
}

export function Wrong({ status, events, now }: { status?: Status; events: HostEvent[]; now: number }) {
  const differences = status?.differences ?? [];
  const pending = status?.pending ?? [];
  return (
    <section class="panel wrong" id="wrong" tabIndex={-1} aria-labelledby="wrong-title">
      <h2 id="wrong-title">
        Wrong now {differences.length ? <span class="tally bad">{differences.length}</span> : null}
      </h2>
      {!status ? <p class="none">The agent has not said yet.</p> : null}
      {status?.policy_error ? <p class="why bad">The newest policy was refused: {status.policy_error}</p> : null}
      {status && !status.policy ? <p class="none">There is no policy, so nothing can be wrong.</p> : null}
      {status?.policy && !differences.length ? (
        <p class="right">
          <span aria-hidden="true">✓</span> Nothing. {status.met ?? 0} settings are as the policy wants them.
        </p>
      ) : null}
      <ul>
        {differences.map((one) => (
          <Row key={keyOf(one.object)} difference={one} event={lastOf(one, events)} now={now} />
        ))}
      </ul>
      {differences.length && status ? <p class="muted">{status.met ?? 0} other settings are as wanted.</p> : null}
      {pending.length ? (
        <p class="muted">
          {pending.length} more {pending.length > 1 ? "wait for their" : "waits for its"} next interrupt.
        </p>
      ) : null}
      {(status?.yielded ?? []).map((fight) => (
        <p class="why" key={fight.object}>
          holdfast stopped fighting {fight.actor} over {fight.object}; it tries again at {clock(fight.retry_at_ns)} UTC.
        </p>
      ))}
    </section>
  );
}
