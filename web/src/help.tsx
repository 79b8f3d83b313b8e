// What the words and the keys mean.
import { useEffect, useRef } from "preact/hooks";

const keys: [string, string][] = [
  ["j, k", "next, previous event, with its evidence"],
  ["t", "light or dark"],
  ["?", "this help"],
  ["Esc", "close it"],
];
const words: [string, string][] = [
  ["VAM", "Vectors outside their target over active vectors. Absent when no vector is active."],
  ["NRS", "Share of packet work on another NUMA node than the NIC's target."],
  ["HJ95", "95th percentile of the time from a packet's stamp to the program that could read it."],
  ["SAD", "How far softirq work is from where it was meant to be: 0 as meant, 1 all elsewhere."],
  ["Canary", "An experiment: in control blocks holdfast only watches, in treated blocks it heals as the policy says."],
  ["Regime", "Aligned, Warning, Drifted, Safe containment: what trading processes are told on the features page."],
];

export function Help({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">Help</h2>
      <dl>
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <h3>Words</h3>
      <dl>
        {words.map(([word, text]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">Nothing can be changed from this page. Times are the host's, in UTC.</p>
      <button type="button" onClick={onClose}>
        Close
      </button>
    </dialog>
  );
}
