// The browser tests, by one command: `node tests/browser/run.mjs`. Skips loudly where something is missing.
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { missing } from "./browser.mjs";

const lacking = await missing();
if (lacking) {
  console.error(`\n*** SKIPPED: the browser tests were not run: ${lacking} ***\n`);
  process.exit(process.env.SELLERDESK_BROWSER_REQUIRED === "1" ? 1 : 0);
}
const files = ["day.test.mjs", "figures.test.mjs", "settings.test.mjs", "access.test.mjs"].map((file) => new URL(file, import.meta.url).pathname);
run({ files, concurrency: false, timeout: 45 * 60_000 })
  .on("test:fail", () => { process.exitCode = 1; })
  .compose(new spec())
  .pipe(process.stdout);
