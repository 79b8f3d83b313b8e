// The page in a browser, served by the real program from a feed that is not an agent's:
// HOLDFAST=../build/holdfast npm test. SHOTS=DIR keeps screenshots there.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const program = process.env.HOLDFAST ?? path.join(here, "../../build/holdfast");
const feedScript = path.join(here, "../../tests/web/fake_feed.py");
const size = { width: 1280, height: 800 };
let folder, feed, serve, address, browser, hooked;
const complaints = [];

async function start(command, words, ready) {
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
  if (ready) {
    await new Promise((resolve, reject) => {
      child.stdout.on("data", (text) => {
        const found = ready.exec(String(text));
        if (found) resolve((address = found[0]));
      });
      child.on("exit", () => reject(new Error(`${command} ended`)));
    });
  }
  return child;
}

const startFeed = (...words) => start("python3", ["-B", feedScript, path.join(folder, "feed.sock"), ...words]);
const ended = (child) => new Promise((resolve) => (child.exitCode === null ? child.on("exit", resolve) : resolve()));

async function open(options = {}) {
  const context = await browser.newContext({ viewport: size, colorScheme: "light", ...options });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(address);
  await page.waitForSelector(".vector", { timeout: 15_000 });
  return page;
}

const shoot = async (page, name) =>
  process.env.SHOTS &&
  (await page.screenshot({ path: path.join(process.env.SHOTS, name), fullPage: name.includes("full") }));

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "holdfast-web-"));
  const { chmod } = await import("node:fs/promises");
  await chmod(folder, 0o755);
  feed = await startFeed("--history", "340", "--start", "67");
  hooked = createServer((request, answer) => request.resume() && answer.writeHead(503).end());
  await new Promise((resolve) => hooked.listen(0, "127.0.0.1", resolve));
  const webhook = `http://127.0.0.1:${hooked.address().port}/secret`;
  serve = await start(
    program,
    ["serve", "--listen", "127.0.0.1:0", "--feed", path.join(folder, "feed.sock"), "--webhook", webhook],
    /http:\S+/,
  );
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
});

after(async () => {
  await browser?.close();
  for (const child of [serve, feed]) {
    child?.kill("SIGTERM");
    if (child) await ended(child);
  }
  hooked.close();
  await rm(folder, { recursive: true });
});

test("it shows the regime, what is wrong and who did it, and a row for each vector", async () => {
  const page = await open();
  await page.waitForSelector(".wrong li");
  assert.equal(await page.textContent("h1"), "md-gw-07");
  assert.match(await page.textContent(".regime"), /Drifted.*since \d\d:\d\d:\d\d UTC.*VAM 0.20/s);
  assert.match(await page.textContent(".wrong"), /eth0 rx\+tx 1 \(irq 39\).*CPU 3.*wanted.*CPU 1.*irqbalance.service/s);
  assert.equal(await page.locator(".vector").count(), 6);
  assert.equal(await page.locator(".vector.drifted").count(), 2);
  assert.match(await page.textContent(".vector.drifted"), /100 % of its interrupts, requested here, drifted to here/);
  assert.equal(await page.locator("thead .cpu.iso").count(), 1);
  assert.match(await page.textContent(".events"), /eth1 rx\+tx 1.*2 → 1.*ssh.service/s);
  assert.equal(await page.locator(".chart canvas").count(), 4);
  await page.waitForTimeout(600);
  await shoot(page, "light.png");
  await shoot(page, "light-full.png");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, "nothing to scroll sideways");
  await page.context().close();
});

test("dark as the system says, and light when somebody chooses", async () => {
  const page = await open({ colorScheme: "dark" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), "rgb(20, 23, 26)");
  await page.waitForTimeout(600);
  await shoot(page, "dark.png");
  await shoot(page, "dark-full.png");
  await page.keyboard.press("t");
  assert.equal(await ground(), "rgb(247, 246, 243)");
  await page.reload();
  await page.waitForSelector(".vector");
  assert.equal(await ground(), "rgb(247, 246, 243)", "remembered");
  await page.context().close();
});

test("the keys go through the events, open the help and skip to the parts", async () => {
  const page = await open();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "What is wrong now");
  const chosen = () => page.locator(".events button[aria-expanded=true]").count();
  await page.keyboard.press("j");
  assert.equal(await chosen(), 1);
  const first = await page.locator(".events li:has([aria-expanded=true])").getAttribute("data-number");
  await page.keyboard.press("j");
  const second = await page.locator(".events li:has([aria-expanded=true])").getAttribute("data-number");
  assert.ok(Number(second) < Number(first));
  assert.match(await page.textContent(".events li:has([aria-expanded=true])"), /evidence/);
  await page.keyboard.press("k");
  assert.equal(await page.locator(".events li:has([aria-expanded=true])").getAttribute("data-number"), first);
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open]");
  await shoot(page, "help.png");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog[open]", { state: "detached" });
  await page.context().close();
});

test("every control has a name, and every cell of the map says in words what it shows", async () => {
  const page = await open();
  const nameless = await page.evaluate(
    () =>
      [...document.querySelectorAll("button, a")].filter(
        (one) => !(one.getAttribute("aria-label") || one.textContent.trim()),
      ).length,
  );
  assert.equal(nameless, 0);
  const silent = await page.evaluate(
    () => [...document.querySelectorAll(".cell")].filter((one) => !one.querySelector(".unseen")?.textContent).length,
  );
  assert.equal(silent, 0);
  await page.context().close();
});

test("an event arrives within a second, and a silent feed is said to be stale", async () => {
  const page = await open();
  feed.kill("SIGTERM");
  await ended(feed);
  await page.waitForSelector("[role=alert]", { timeout: 10_000 });
  await page.waitForFunction(
    () => /stale for \d+ s/.test(document.querySelector("[role=alert]")?.textContent ?? ""),
    null,
    { timeout: 15_000 },
  );
  assert.match(await page.textContent(".live"), /not live/);
  await shoot(page, "stale.png");
  feed = await startFeed("--start", "33", "--stop-after", "11");
  await page.waitForSelector("[role=alert]", { state: "detached", timeout: 20_000 });
  // How long after the host's own time of it does an event stand on the page?
  const late = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const list = document.querySelector(".events ol");
        const known = new Set([...list.querySelectorAll("time")].map((time) => time.dateTime));
        setTimeout(() => reject(new Error("no event came")), 15_000);
        new MutationObserver(() => {
          const time = [...list.querySelectorAll("time")].map((one) => one.dateTime).find((one) => !known.has(one));
          if (time) resolve(Date.now() - Date.parse(time));
        }).observe(list, { childList: true, subtree: true });
      }),
  );
  assert.ok(late < 1000, `${late} ms`);
  console.log(`an event stood on the page ${late} ms after it happened`);
  await page.context().close();
});

test("the canary's block stands beside the regime: what it is, until when, and what comes then", async () => {
  const page = await open();
  await page.waitForSelector(".canary[data-arm=control]", { timeout: 15_000 });
  const canary = await page.textContent(".canary");
  assert.match(canary, /Control: nothing is put back until \d\d:\d\d:\d\d UTC, .* more/);
  assert.match(canary, /Block \d+ of 40 of md-gateway, June; then treated\s\d+/);
  await page.context().close();
});

test("clocks tell their offset and hooks what became of their events, the webhook's complaint among it", async () => {
  const page = await open();
  const clocks = page.locator("section:has(#clocks-title)");
  assert.match(await clocks.textContent(), /system.*µs ± 384 µs.*phc0TAI [+−]\d+ ns ± 410 ns/s);
  const hooks = page.locator("section:has(#hooks-title)");
  await page.waitForFunction(() => /it answered 503/.test(document.querySelector(".to")?.textContent ?? ""));
  const text = await hooks.textContent();
  assert.match(text, /▲ 127\.0\.0\.1:\d+: it answered 503/);
  assert.doesNotMatch(text, /secret/, "a webhook's path is nobody's business");
  assert.equal(await page.locator(".hooks tbody td.bad").first().textContent(), "2");
  await shoot(page, "hooks-full.png");
  await page.context().close();
});

test("the browser complained of nothing", () => {
  assert.deepEqual(complaints, []);
});
