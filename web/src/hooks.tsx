// Whom drifts are told to as they happen: the program of --on-event, the address of serve --webhook.
import { count } from "./format";
import type { HookCounts, Webhook } from "./types";

const rows: [keyof HookCounts, string, string][] = [
  ["waiting", "queued", "waiting for its first or its next try, or under way"],
  ["delivered", "delivered", ""],
  ["failed", "failed", "given up after the last try"],
  ["dropped", "dropped", "the queue was full"],
];
const isLoss = (key: keyof HookCounts) => key === "failed" || key === "dropped";

export function Hooks({ counts, webhook }: { counts?: HookCounts; webhook?: Webhook }) {
  const both = [counts, webhook];
  return (
    <section class="panel" aria-labelledby="hooks-title">
      <h2 id="hooks-title">Hooks</h2>
      {counts || webhook ? (
        <table class="hooks">
          <thead>
            <tr>
              <td />
              <th scope="col">command</th>
              <th scope="col">webhook</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([key, name, title]) => (
              <tr key={key}>
                <th scope="row" title={title}>
                  {name}
                </th>
                {both.map((one, at) => (
                  <td key={at} class={one && isLoss(key) && one[key] ? "bad" : undefined}>
                    {one ? count(one[key]) : "–"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p class="none">Nobody is told of drifts: neither run --on-event nor serve --webhook is set.</p>
      )}
      {webhook ? (
        <p class={webhook.complaint ? "bad to" : "muted to"}>
          {webhook.complaint ? `▲ ${webhook.to}: ${webhook.complaint}` : `to ${webhook.to}`}
        </p>
      ) : null}
    </section>
  );
}
