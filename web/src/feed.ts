// The page's state, and how it comes here: first what the server remembers, then its stream.
import type { Finding, Frame, Host, HostEvent, Status, Webhook } from "./types";

const HOUR_S = 3600;
const MOST_EVENTS = 500;

export interface State {
  status?: Status;
  host?: Host;
  frame?: Frame;
  frames: Frame[]; // an hour, without vectors
  events: HostEvent[]; // newest first
  findings?: Finding[];
  webhook?: Webhook; // absent: the server has none
  connected: boolean; // this page to the server
  agent: boolean; // the server to the agent
  heard?: number; // performance.now() of the feed's last line, as far as this page can tell
  refused?: string; // why nothing can be had
}

export const empty: State = { frames: [], events: [], connected: false, agent: true };

type Update = (change: (state: State) => State) => void;

async function json<T>(path: string): Promise<T | undefined> {
  const answer = await fetch(path);
  if (answer.status === 401) throw new Error("this page needs a token: open /?token=… once");
  return answer.ok ? ((await answer.json()) as T) : undefined;
}

export function withFrame(state: State, frame: Frame): State {
  const begin = frame.at_ns - HOUR_S * 1e9;
  const kept = state.frames.filter((old) => old.at_ns < frame.at_ns && old.at_ns >= begin);
  const { vectors: _, ...brief } = frame;
  return { ...state, frame, frames: [...kept, brief], heard: performance.now() };
}

export function withEvents(state: State, events: HostEvent[]): State {
  const known = new Map(state.events.map((event) => [`${event.number} ${event.at_ns}`, event]));
  for (const event of events) known.set(`${event.number} ${event.at_ns}`, event);
  const all = [...known.values()].sort((a, b) => b.at_ns - a.at_ns || b.number - a.number);
  return { ...state, events: all.slice(0, MOST_EVENTS) };
}

async function loadRemembered(update: Update): Promise<void> {
  const [host, found, events, frames] = await Promise.all([
    json<Host>("/api/v1/host"),
    json<Finding[] | { findings: Finding[] }>("/api/v1/findings"),
    json<{ events: HostEvent[] }>("/api/v1/events?limit=500"),
    json<{ frames: Frame[] }>("/api/v1/frames?limit=1800"),
  ]);
  const findings = Array.isArray(found) ? found : found?.findings;
  update((state) => {
    const newest = frames?.frames.at(-1)?.at_ns ?? 0;
    const later = state.frames.filter((frame) => frame.at_ns > newest);
    return withEvents(
      { ...state, host, findings, frames: [...(frames?.frames ?? []), ...later], refused: undefined },
      events?.events ?? [],
    );
  });
}

/** Follows the server until the page goes. */
export function follow(update: Update): void {
  const refuse = (error: unknown) =>
    update((state) => ({ ...state, refused: String((error as Error).message ?? error) }));
  const load = () => loadRemembered(update).catch(refuse);
  const source = new EventSource("/events");
  const on = <T>(type: string, take: (state: State, value: T) => State) =>
    source.addEventListener(type, (message) => {
      const value = JSON.parse((message as MessageEvent<string>).data) as T;
      update((state) => take(state, value));
    });
  source.onopen = () => {
    update((state) => ({ ...state, connected: true, refused: undefined }));
    void load();
  };
  source.onerror = () => {
    update((state) => ({ ...state, connected: false }));
    // A refusal ends an EventSource for good; begin again when the server may be back.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => follow(update), 3000);
      void load();
    }
  };
  on<Frame>("frame", withFrame);
  on<Status>("status", (state, status) => ({ ...state, status, heard: performance.now() }));
  on<Webhook>("webhook", (state, webhook) => ({ ...state, webhook }));
  on<HostEvent>("event", (state, event) => ({ ...withEvents(state, [event]), heard: performance.now() }));
  let told = false; // the agent has told its host and findings to the server since it last came
  on<{ connected: boolean; age_seconds?: number }>("feed", (state, feed) => {
    if (feed.connected && !told) setTimeout(() => void load(), 1000);
    told = feed.connected;
    const heard = feed.age_seconds === undefined ? state.heard : performance.now() - feed.age_seconds * 1000;
    return { ...state, agent: feed.connected, heard };
  });
}
