// Installs what the lock file of a folder names, once: scripts that run side by side share their packages.
//   node tests/end-to-end/packages.mjs <folder> …
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const longest = 180_000;

export function install(folder) {
  const mark = join(folder, "node_modules", `.installed-${digest(readFileSync(join(folder, "package-lock.json")))}`);
  if (existsSync(mark)) return;
  const turn = join(tmpdir(), `agentbot-packages-${digest(resolve(folder))}`);
  take(turn);
  try {
    if (existsSync(mark)) return;
    const done = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder], { encoding: "utf8", timeout: longest });
    if (done.status !== 0) throw new Error(`the packages of ${folder} could not be installed: ${done.stderr}`);
    writeFileSync(mark, "");
  } finally {
    rmdirSync(turn);
  }
}

// Whoever makes the folder has the turn; one left behind by a killed script is worth nothing after a while.
function take(turn) {
  for (const until = Date.now() + 2 * longest; ;) {
    try {
      mkdirSync(turn);
      return;
    } catch (taken) {
      if (taken.code !== "EEXIST" || Date.now() > until) throw taken;
      if (Date.now() - (statSync(turn, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > longest + 10_000) rmdirSync(turn);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
}

function digest(bytes) {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === resolve(process.argv[1])) process.argv.slice(2).forEach(install);
