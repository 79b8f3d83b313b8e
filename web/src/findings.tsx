// What the audit says of this host, worst first.
import type { Finding } from "./types";

const SHOWN = 12;

export function Findings({ findings }: { findings?: Finding[] }) {
  return (
    <section class="panel findings" aria-labelledby="findings-title">
      <h2 id="findings-title">Findings {findings?.length ? <span class="tally">{findings.length}</span> : null}</h2>
      {!findings ? <p class="none">The audit has not been told yet.</p> : null}
      {findings && !findings.length ? (
        <p class="right">
          <span aria-hidden="true">✓</span> The audit finds nothing.
        </p>
      ) : null}
      {(findings ?? []).slice(0, SHOWN).map((finding) => (
        <details key={`${finding.rule} ${finding.object}`}>
          <summary>
            <span class={`severity ${finding.severity}`}>{finding.severity}</span> <span>{finding.sentence}</span>
          </summary>
          <div class="inside">
            {finding.why ? <p>{finding.why}</p> : null}
            {(finding.evidence ?? []).map((one) => (
              <p class="muted" key={one.source}>
                {one.source}: {one.value}
              </p>
            ))}
            {finding.fix?.shell ? <pre>{finding.fix.shell}</pre> : null}
            {finding.fix?.policy ? <pre>{finding.fix.policy}</pre> : null}
          </div>
        </details>
      ))}
      {(findings?.length ?? 0) > SHOWN ? (
        <p class="muted">{findings!.length - SHOWN} more: holdfast audit lists all.</p>
      ) : null}
    </section>
  );
}
