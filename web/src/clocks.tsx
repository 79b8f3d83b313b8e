// The host's clocks: how far each is off, and whether anything keeps the system's.
import { nanoseconds, offset } from "./format";
import type { ClockReading, Frame } from "./types";

const TAI_S = 37; // ahead of UTC since 2017; a clock that ptp4l keeps is usually on TAI
const NEAR_S = 0.5;

/** "+83 ns", or "TAI +83 ns" of a hardware clock that is on TAI. */
function offsetOf(reading: ClockReading): string {
  const beyond = reading.offset_ns - TAI_S * 1e9;
  const tai = reading.source.startsWith("phc") && Math.abs(beyond) < NEAR_S * 1e9;
  return tai ? `TAI ${offset(beyond)}` : offset(reading.offset_ns);
}

function Clock({ reading }: { reading: ClockReading }) {
  const [name, flaw] = reading.source.split(", ");
  const error = reading.max_error_ns === undefined ? "" : ` ± ${nanoseconds(reading.max_error_ns)}`;
  return (
    <li class={flaw ? "degraded" : "watching"}>
      <div>
        <span aria-hidden="true">{flaw ? "◐" : "●"}</span>
        <b>{name === "kernel" ? "system" : name}</b>
        <output>
          {offsetOf(reading)}
          <span class="muted">{error}</span>
        </output>
      </div>
      <span class="why">
        {name !== "kernel"
          ? "beside the system clock"
          : flaw
            ? `${flaw}: nothing disciplines it`
            : "synchronised"}
      </span>
    </li>
  );
}

export function Clocks({ frame }: { frame?: Frame }) {
  const clocks = frame?.clocks ?? [];
  return (
    <section class="panel" aria-labelledby="clocks-title">
      <h2 id="clocks-title">Clocks</h2>
      {clocks.length ? null : <p class="none">No clock has been read.</p>}
      <ul class="sources clocks">
        {clocks.map((reading) => (
          <Clock key={reading.source} reading={reading} />
        ))}
      </ul>
    </section>
  );
}
