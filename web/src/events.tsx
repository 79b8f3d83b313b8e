// Who moved what, when, from where to where: newest first.
import { useEffect, useRef } from "preact/hooks";

import { causeName, clock, culprit, regimeName } from "./format";
import type { HostEvent } from "./types";

const SHOWN = 100;

/** One of four shapes: what moved away, what was put back, a regime, the rest. */
function markOf(event: HostEvent): [string, string] {
  if (event.kind === "repair") return ["↩", "good"];
  if (event.kind === "regime") return ["◆", "shift"];
  if (event.kind === "change" || event.kind === "moved" || event.kind === "storm") return ["✕", "bad"];
  return ["•", ""];
}

function subjectOf(event: HostEvent): string {
  if (event.kind === "regime") return "Regime";
  return event.subject || event.kind.replaceAll("-", " ");
}

function What({ event }: { event: HostEvent }) {
  const name = event.kind === "regime" ? regimeName : (value: string) => value;
  const many = (event.count ?? 1) > 1 ? ` (${event.exact === false ? "at least " : ""}${event.count} times)` : "";
  const moved = event.from || event.to;
  return (
    <span class="what">
      <b>{subjectOf(event)}</b>{" "}
      {moved ? (
        <span class="move">
          {name(event.from || "?")} → {name(event.to || "?")}
        </span>
      ) : null}
      {many}
    </span>
  );
}

function Details({ event }: { event: HostEvent }) {
  const late = event.seen_ns !== undefined ? (event.seen_ns - event.at_ns) / 1e6 : undefined;
  const rows: [string, string | undefined][] = [
    ["evidence", event.evidence],
    ["wanted", event.wanted],
    ["program", event.actor?.exe],
    ["started by", event.actor?.parents?.join(" ← ")],
    ["seen after", late === undefined ? undefined : `${late.toFixed(1)} ms`],
  ];
  return (
    <dl>
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

interface Props {
  events: HostEvent[];
  selected: number | undefined;
  onSelect: (number: number | undefined) => void;
}

export function Events({ events, selected, onSelect }: Props) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector<HTMLButtonElement>("[aria-expanded=true]")?.focus({ preventScroll: false });
  }, [selected]);
  return (
    <section class="panel events" id="events" tabIndex={-1} aria-labelledby="events-title">
      <h2 id="events-title">
        Events <span class="muted">newest first, UTC</span>
      </h2>
      {!events.length ? <p class="none">Nothing has moved since the agent started.</p> : null}
      <ol ref={list}>
        {events.slice(0, SHOWN).map((event) => {
          const [mark, tone] = markOf(event);
          const open = event.number === selected;
          return (
            <li key={`${event.number} ${event.at_ns}`} data-number={event.number}>
              <button type="button" aria-expanded={open} onClick={() => onSelect(open ? undefined : event.number)}>
                <time dateTime={new Date(event.at_ns / 1e6).toISOString()}>{clock(event.at_ns)}</time>
                <span class={`mark ${tone}`} aria-hidden="true">
                  {mark}
                </span>
                <What event={event} />
                <span class="who">
                  {event.kind === "regime" ? event.evidence : culprit(event)}
                  {event.actor && event.kind !== "repair" ? (
                    <span class="unseen">, {causeName(event.cause)}</span>
                  ) : null}
                </span>
              </button>
              {open ? <Details event={event} /> : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
