// VAM, NRS, HJ95 and SAD over time, with the events on them.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";

import { clock, culprit, nanoseconds, ratio } from "./format";
import type { Frame, HostEvent } from "./types";

interface Figure {
  id: string;
  name: string;
  about: (frame?: Frame) => string;
  read: (frame: Frame) => number | undefined;
  show: (value: number) => string;
  none: (frame: Frame | undefined) => string;
  least: number; // the top of the scale is at least this
}

const source = (name: string | undefined, otherwise: string) =>
  !name || name === "none" ? otherwise : `source: ${name}`;

const figures: Figure[] = [
  {
    id: "vam",
    name: "VAM",
    about: () => "vectors outside their target",
    read: (frame) => frame.vam_effective,
    show: ratio,
    none: () => "no active vector has a target",
    least: 0.25,
  },
  {
    id: "nrs",
    name: "NRS",
    about: () => "packet work on the wrong node",
    read: (frame) => frame.nrs?.value,
    show: ratio,
    none: (frame) => source(frame?.nrs?.source, "no source"),
    least: 0.25,
  },
  {
    id: "hj95",
    name: "HJ95",
    about: (frame) =>
      frame?.jitter?.clock === "round trip" ? "p95 of the probe's round trips" : "p95 from stamp to program",
    read: (frame) => frame.jitter?.hj95_ns,
    show: nanoseconds,
    none: (frame) => source(frame?.jitter?.source, "no source: neither bpf nor probe"),
    least: 1000,
  },
  {
    id: "sad",
    name: "SAD",
    about: () => "softirq work misplaced",
    read: (frame) => frame.sad,
    show: ratio,
    none: () => "no target set to compare with",
    least: 0.25,
  },
];

const spans = [
  { name: "5 min", seconds: 300 },
  { name: "15 min", seconds: 900 },
  { name: "1 h", seconds: 3600 },
];

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Short enough for its place beside the axis. */
function timeTick(ns: number): string {
  if (ns >= 1e9) return `${+(ns / 1e9).toFixed(1)} s`;
  return ns >= 1e6 ? `${+(ns / 1e6).toFixed(1)} ms` : `${ns / 1e3} µs`;
}

/** Is it marked on the curves? */
const isMarked = (event: HostEvent) => ["repair", "change", "moved", "storm"].includes(event.kind);

/** A thin line at each event; its head's shape says what it was. */
function drawEvents(plot: uPlot, events: HostEvent[]) {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  ctx.save();
  for (const event of events) {
    const x = plot.valToPos(event.at_ns / 1e9, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const good = event.kind === "repair";
    if (!isMarked(event)) continue;
    ctx.strokeStyle = ctx.fillStyle = colour(good ? "--good" : "--bad");
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = scale;
    ctx.setLineDash(good ? [2 * scale, 3 * scale] : []);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    const r = 3.5 * scale;
    if (good) ctx.arc(x, bbox.top + r, r, 0, 7);
    else {
      ctx.moveTo(x - r, bbox.top);
      ctx.lineTo(x + r, bbox.top);
      ctx.lineTo(x, bbox.top + 2 * r);
    }
    ctx.fill();
  }
  ctx.restore();
}

function Chart({
  figure,
  frames,
  events,
  dark,
  seconds,
  end,
  hover,
  onHover,
}: {
  figure: Figure;
  frames: Frame[];
  events: HostEvent[];
  dark: boolean;
  seconds: number;
  end: number;
  hover: number | null; // the index of the frame under the pointer, of all four
  onHover: (index: number | null) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>();
  const marks = useRef(events);
  marks.current = events;
  const rows = useMemo<uPlot.AlignedData>(
    () => [frames.map((frame) => frame.at_ns / 1e9), frames.map((frame) => figure.read(frame) ?? null)],
    [frames, figure],
  );
  const newest = frames.at(-1);
  const has = (rows[1] as (number | null)[]).some((value) => value !== null);

  useLayoutEffect(() => {
    if (!box.current || !has) return;
    const muted = colour("--muted"),
      rule = colour("--rule"),
      line = colour("--accent");
    const font = `11px ${getComputedStyle(document.body).fontFamily}`;
    const made = new uPlot(
      {
        width: box.current.clientWidth,
        height: 118,
        legend: { show: false },
        padding: [6, 6, 0, 0],
        cursor: { sync: { key: "figures" }, y: false, points: { size: 6 }, drag: { x: false, y: false } },
        scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(most * 1.12 || 0, figure.least)] } },
        tzDate: (at) => uPlot.tzDate(new Date(at * 1e3), "Etc/UTC"),
        axes: [
          {
            stroke: muted,
            font,
            grid: { show: false },
            ticks: { stroke: rule, size: 4 },
            size: 22,
            incrs: [10, 30, 60, 120, 300, 600, 900, 1800],
            space: 58,
            values: (_, at) => at.map((value) => clock(value * 1e9).slice(0, seconds > 600 ? 5 : 8)),
          },
          {
            stroke: muted,
            font,
            grid: { stroke: rule, width: 1 },
            ticks: { show: false },
            size: 46,
            space: 28,
            values: (_, at) =>
              at.map((value) => (figure.id === "hj95" ? timeTick(value) : String(+value.toFixed(2)))),
          },
        ],
        series: [{}, { stroke: line, width: 1.5, points: { show: false }, spanGaps: false }],
        hooks: {
          draw: [(drawn) => drawEvents(drawn, marks.current)],
          setCursor: [(moved) => onHover(moved.cursor.idx ?? null)],
        },
      },
      rows,
      box.current,
    );
    plot.current = made;
    const watch = new ResizeObserver(
      () => box.current && made.setSize({ width: box.current.clientWidth, height: 118 }),
    );
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [has, dark, figure, seconds]);

  useEffect(() => {
    plot.current?.setData(rows, false);
    plot.current?.setScale("x", { min: end - seconds, max: end });
  }, [rows, end, seconds, has, dark]);

  const at = hover !== null && rows[0]?.[hover] !== undefined ? hover : frames.length - 1;
  const value = rows[1]?.[at] ?? undefined;
  const about = figure.about(newest);
  return (
    <figure class="chart">
      <figcaption>
        <b>
          <abbr title={about}>{figure.name}</abbr>
        </b>
        <span class="muted">{about}</span>
        <output>{value === undefined || value === null ? "–" : figure.show(value)}</output>
      </figcaption>
      {has ? (
        <div
          ref={box}
          class="plot"
          role="img"
          aria-label={`${figure.name}, ${about}: now ${value === undefined || value === null ? "absent" : figure.show(value)}`}
        />
      ) : (
        <p class="none plot">{newest ? figure.none(newest) : "no figures yet"}</p>
      )}
    </figure>
  );
}

/** The time under the pointer, and the event that stands there. */
function Readout({ at_ns, events, seconds }: { at_ns: number | undefined; events: HostEvent[]; seconds: number }) {
  if (at_ns === undefined) return null;
  const near = (event: HostEvent) => Math.abs(event.at_ns - at_ns) / 1e9;
  const event = events.filter((one) => isMarked(one) && near(one) < seconds / 60).sort((a, b) => near(a) - near(b))[0];
  return (
    <span class="readout" aria-hidden="true">
      <b>{clock(at_ns)}</b>
      {event ? (
        <>
          {" "}
          {event.subject} {event.from} → {event.to}, {culprit(event)}
        </>
      ) : null}
    </span>
  );
}

export function Charts({ frames, events, dark }: { frames: Frame[]; events: HostEvent[]; dark: boolean }) {
  const [seconds, setSeconds] = useState(300);
  const [hover, setHover] = useState<number | null>(null);
  const end = (frames.at(-1)?.at_ns ?? 0) / 1e9;
  return (
    <section class="panel charts" aria-labelledby="charts-title">
      <h2 id="charts-title">
        Over time
        <span class="choice" role="group" aria-label="Time shown">
          {spans.map((span) => (
            <button
              type="button"
              key={span.seconds}
              aria-pressed={span.seconds === seconds}
              onClick={() => setSeconds(span.seconds)}
            >
              {span.name}
            </button>
          ))}
        </span>
        <Readout at_ns={hover === null ? undefined : frames[hover]?.at_ns} events={events} seconds={seconds} />
        <span class="legend muted" aria-hidden="true">
          <span>
            <i class="key moved" />
            moved
          </span>
          <span>
            <i class="key back" />
            put back
          </span>
        </span>
      </h2>
      <div class="grid">
        {figures.map((figure) => (
          <Chart
            key={figure.id}
            figure={figure}
            frames={frames}
            events={events}
            dark={dark}
            seconds={seconds}
            end={end}
            hover={hover}
            onHover={setHover}
          />
        ))}
      </div>
    </section>
  );
}
