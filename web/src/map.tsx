// Queues × CPUs: outlined where a vector should be, a dot where it is requested, filled by where its interrupts came.
import { Fragment } from "preact";

import { count, cpusOf, share } from "./format";
import type { Frame, Host, VectorFrame } from "./types";

const MANY = 16; // beyond so many CPUs the cells have no text

interface Column {
  cpu: number;
  isolated: boolean;
  first: boolean; // of its node
}

function columnsOf(host: Host | undefined, vectors: VectorFrame[]): { nodes: { node: number; cpus: Column[] }[] } {
  let cpus = host?.cpus.filter((cpu) => cpu.online !== false) ?? [];
  if (!cpus.length) {
    const seen = new Set(vectors.flatMap((vector) => [...cpusOf(vector.target), ...cpusOf(vector.effective)]));
    cpus = [...seen].sort((a, b) => a - b).map((cpu) => ({ cpu }));
  }
  const nodes = new Map<number, Column[]>();
  for (const cpu of cpus) {
    const node = cpu.node ?? 0;
    const list = nodes.get(node) ?? [];
    list.push({ cpu: cpu.cpu, isolated: !!cpu.isolated, first: list.length === 0 });
    nodes.set(node, list);
  }
  return { nodes: [...nodes].sort(([a], [b]) => a - b).map(([node, list]) => ({ node, cpus: list })) };
}

const stateNames: Record<string, string> = {
  aligned: "aligned",
  pending: "pending",
  drifted: "drifted",
  no_target: "no target",
  "no-target": "no target",
  target_offline: "target offline",
  "target-offline": "target offline",
};
const stateMarks: Record<string, string> = { aligned: "✓", drifted: "✕", pending: "…" };

function Cell({ vector, column, text }: { vector: VectorFrame; column: Column; text: boolean }) {
  const wanted = cpusOf(vector.target).has(column.cpu);
  const requested = cpusOf(vector.requested).has(column.cpu);
  const here = (vector.delivered ?? []).find(([cpu]) => cpu === column.cpu)?.[1] ?? 0;
  const part = vector.total ? here / vector.total : 0;
  const hasTarget = !!vector.target;
  const bad =
    hasTarget && !wanted && (part > 0.5 || (vector.state === "drifted" && cpusOf(vector.effective).has(column.cpu)));
  const stray = hasTarget && !wanted && !bad && part > 0;
  const words = [
    part ? `${share(part, part < 0.1 ? 1 : 0)} of its interrupts` : "no interrupts",
    wanted ? "wanted here" : "",
    requested ? "requested here" : "",
    bad ? "drifted to here" : "",
  ]
    .filter(Boolean)
    .join(", ");
  const classes = ["cell", wanted ? "wanted" : "", bad ? "bad" : "", stray ? "stray" : "", column.first ? "first" : ""];
  return (
    <td class={classes.filter(Boolean).join(" ")} title={`CPU ${column.cpu}: ${words}`}>
      <span class="box">
        <i class="fill" style={{ width: `${Math.max(part * 100, part ? 4 : 0)}%` }} />
        {requested ? <i class="asked" /> : null}
        {text ? (
          <span class="figure" aria-hidden="true">
            {bad ? "✕ " : ""}
            {part >= 0.005 ? share(part) : part ? "<1 %" : bad ? "here" : ""}
          </span>
        ) : null}
        <span class="unseen">{words}</span>
      </span>
    </td>
  );
}

function Legend() {
  return (
    <p class="legend muted" aria-hidden="true">
      <span>
        <i class="key wanted" />
        should be
      </span>
      <span>
        <i class="key asked" />
        requested
      </span>
      <span>
        <i class="key full" />
        delivered
      </span>
      <span>
        <i class="key bad">✕</i>drifted
      </span>
      <span>
        <i class="key iso" />
        isolated CPU
      </span>
    </p>
  );
}

export function QueueMap({ host, frame }: { host?: Host; frame?: Frame }) {
  const vectors = frame?.vectors ?? [];
  const { nodes } = columnsOf(host, vectors);
  const columns = nodes.flatMap((node) => node.cpus);
  const text = columns.length <= MANY;
  const nics = [...new Set(vectors.map((vector) => vector.nic))];
  return (
    <section class="panel map" id="map" tabIndex={-1} aria-labelledby="map-title">
      <h2 id="map-title">Queues and CPUs</h2>
      <Legend />
      {!vectors.length ? (
        <p class="none">{frame ? "This host has no queue with a vector of its own." : "No figures yet."}</p>
      ) : (
        <div class={text ? "scroll" : "scroll many"}>
          <table>
            <caption class="unseen">
              Where the interrupts of each queue should come, are requested and were delivered in the last window
            </caption>
            <thead>
              <tr>
                <td rowSpan={2} />
                {nodes.map((node) => (
                  <th scope="colgroup" colSpan={node.cpus.length} class="node" key={node.node}>
                    Node {node.node}
                  </th>
                ))}
                <th scope="col" rowSpan={2} class="state">
                  State
                </th>
                <th scope="col" rowSpan={2} class="rate">
                  per second
                </th>
              </tr>
              <tr>
                {columns.map((column) => (
                  <th
                    scope="col"
                    key={column.cpu}
                    class={`cpu${column.isolated ? " iso" : ""}${column.first ? " first" : ""}`}
                    title={column.isolated ? `CPU ${column.cpu}, isolated` : `CPU ${column.cpu}`}
                  >
                    {text ? "CPU " : ""}
                    {column.cpu}
                    {column.isolated ? <span class="tag">{text ? "isolated" : "i"}</span> : null}
                  </th>
                ))}
              </tr>
            </thead>
            {nics.map((nic) => {
              const about = host?.nics.find((one) => one.name === nic);
              return (
                <tbody key={nic}>
                  <tr class="nic">
                    <th scope="rowgroup" colSpan={columns.length + 3}>
                      {nic}{" "}
                      <span class="muted">
                        {[
                          about?.driver,
                          about?.node !== undefined ? `node ${about.node}` : "",
                          about?.up === false ? "down" : "",
                        ]
                          .filter(Boolean)
                          .join(", ")}
                      </span>
                    </th>
                  </tr>
                  {vectors
                    .filter((vector) => vector.nic === nic)
                    .map((vector) => (
                      <tr key={vector.irq} class={`vector ${vector.state}`}>
                        <th scope="row">
                          <b>{vector.label || "unnamed"}</b> <span class="muted">irq {vector.irq}</span>
                        </th>
                        {columns.map((column) => (
                          <Cell key={column.cpu} vector={vector} column={column} text={text} />
                        ))}
                        <td class={`state ${vector.state}`}>
                          <Fragment>
                            <span aria-hidden="true">{stateMarks[vector.state] ?? "–"}</span>{" "}
                            {stateNames[vector.state] ?? vector.state}
                          </Fragment>
                        </td>
                        <td class="rate">{count(Math.round(vector.total / (frame?.seconds || 1)))}</td>
                      </tr>
                    ))}
                </tbody>
              );
            })}
          </table>
        </div>
      )}
    </section>
  );
}
