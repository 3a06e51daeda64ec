// An installed Chromium; nothing is downloaded.
import { existsSync } from "node:fs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** What is missing, or null. */
export async function missing() {
  if (!findBrowser()) return "no Chromium (set CHROMIUM to its path)";
  try {
    await import("playwright-core");
    await import("axe-core");
  } catch {
    return "no packages: run `npm ci` in tests/browser";
  }
  return null;
}

/** The browser's path. */
export function findBrowser() {
  return [process.env.CHROMIUM, ...PLACES].find((path) => path && existsSync(path));
}

/** Starts it. */
export async function startBrowser() {
  const { chromium } = await import("playwright-core");
  // In a container there is no user namespace for the sandbox; the pages are our own.
  return chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
}
