// The page: who moved what, what is wrong now, where every queue goes.
import { useEffect, useRef, useState } from "preact/hooks";

import { Charts } from "./charts";
import { Events } from "./events";
import { empty, follow, type State } from "./feed";
import { Footing } from "./footing";
import { Help } from "./help";
import { duration, clock } from "./format";
import { QueueMap } from "./map";
import { RegimePanel } from "./regime";
import { useTheme } from "./theme";
import { Wrong } from "./wrong";

/** Re-renders each second, for ages. */
function useSecond(): number {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Stale({ state, age }: { state: State; age: number | undefined }) {
  const limit = Math.max(5, 3 * (state.frame?.seconds ?? 1));
  const asOf = state.frame ? ` What you see is as of ${clock(state.frame.at_ns)} UTC.` : "";
  let text = "";
  if (state.refused) text = state.refused;
  else if (!state.connected && age !== undefined)
    text = `No connection to holdfast serve for ${duration(age)}; trying again.${asOf}`;
  else if (age !== undefined && age > limit) text = `The feed is stale for ${duration(age)}.${asOf}`;
  else if (state.connected && !state.agent) text = `The agent is not there; is holdfast run running?${asOf}`;
  if (!text) return null;
  return (
    <div class="stale" role="alert">
      <span aria-hidden="true">▲</span> {text}
    </div>
  );
}

export function App() {
  const [state, update] = useState<State>(empty);
  const [helping, setHelping] = useState(false);
  const [selected, select] = useState<number | undefined>();
  const theme = useTheme();
  const now = useSecond();
  useEffect(() => follow(update), []);
  const events = useRef(state.events);
  events.current = state.events;

  useEffect(() => {
    const press = (key: KeyboardEvent) => {
      if (key.ctrlKey || key.metaKey || key.altKey) return;
      if (key.key === "?") setHelping((open) => !open);
      else if (key.key === "Escape") setHelping(false);
      else if (key.key === "t") theme.toggle();
      else if (key.key === "j" || key.key === "k") {
        select((old) => {
          const at = events.current.findIndex((event) => event.number === old);
          const next = at < 0 ? 0 : Math.min(Math.max(at + (key.key === "j" ? 1 : -1), 0), events.current.length - 1);
          return events.current[next]?.number;
        });
      } else return;
      key.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [theme]);

  const age = state.heard === undefined ? undefined : Math.max(0, (now - state.heard) / 1000);
  const { status, host, frame } = state;
  // The host's clock now: that of its last word, and how long ago that was here.
  const hostNow = Math.max(status?.at_ns ?? 0, frame?.at_ns ?? 0) + (age ?? 0) * 1e9;
  const live = state.connected && state.agent && age !== undefined && age <= 5;
  const name = status?.hostname ?? host?.hostname;
  useEffect(() => {
    document.title = name ? `${name} · holdfast` : "holdfast";
  }, [name]);

  return (
    <>
      <nav class="skip" aria-label="Skip">
        <a href="#wrong">What is wrong now</a>
        <a href="#map">Queues and CPUs</a>
        <a href="#events">Events</a>
      </nav>
      <header class="top">
        <span class="brand">holdfast</span>
        <h1>{name ?? "waiting for the agent"}</h1>
        {status?.policy ? (
          <span class="muted">
            policy {status.policy} {status.policy_version}, {status.mode === "heal" ? "healing" : "observing"}
          </span>
        ) : status ? (
          <span class="muted">no policy: observing only</span>
        ) : null}
        <span class="grow" />
        <span class={live ? "live" : "live off"} role="status">
          <i aria-hidden="true" />
          {live ? "live" : "not live"}
        </span>
        <button type="button" onClick={theme.toggle} aria-label={`Switch to ${theme.dark ? "light" : "dark"} colours`}>
          {theme.dark ? "Light" : "Dark"}
        </button>
        <button type="button" onClick={() => setHelping(true)} aria-label="Help and keys">
          ?
        </button>
      </header>
      <Stale state={state} age={age} />
      <main>
        <RegimePanel status={status} frame={frame} now={hostNow} />
        <Wrong status={status} events={state.events} now={hostNow} />
        <QueueMap host={host} frame={frame} policy={!!status?.policy} />
        <Events events={state.events} selected={selected} onSelect={select} />
        <Charts frames={state.frames} events={state.events} dark={theme.dark} />
        <Footing status={status} frame={frame} findings={state.findings} webhook={state.webhook} now={hostNow} />
      </main>
      {helping ? <Help onClose={() => setHelping(false)} /> : null}
    </>
  );
}
