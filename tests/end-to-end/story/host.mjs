// The real program as a process of its own: started on a free port over a fresh data folder, killed, started again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = resolve(fileURLToPath(new URL("../../..", import.meta.url)));

/** The newest build, whatever its configuration; AGENTBOT_HOST names another. */
export function program() {
  const builds = ["artifacts", "src/artifacts"]
    .flatMap(folder => ["release", "debug"].map(kind => join(repository, folder, "bin", "AgentBot.Host", kind, "AgentBot.Host.dll")))
    .filter(existsSync)
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const found = process.env.AGENTBOT_HOST ?? builds[0];
  if (!found) throw new Error("AgentBot.Host is not built. Run: dotnet build AgentBot.sln");
  return found;
}

/** Below 32768, where no system takes ports for outgoing connections. */
export async function freePort() {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const isFree = await new Promise(answer => {
      const server = createServer();
      server.once("error", () => answer(false));
      server.listen(port, "127.0.0.1", () => server.close(() => answer(true)));
    });
    if (isFree) return port;
  }
  throw new Error("no free port was found");
}

export class Host {
  #child = null;

  /** @param settings more of the command line, "--Name:Of=value" each. */
  static async create(settings = []) {
    const host = new Host();
    host.settings = settings;
    host.folder = mkdtempSync(join(tmpdir(), "agentbot-story-"));
    cpSync(join(repository, "templates"), join(host.folder, "templates"), { recursive: true });
    host.url = `http://127.0.0.1:${await freePort()}`;
    host.log = join(host.folder, "host.log");
    return host;
  }

  /** Returns once it says that it is ready; the limit suits a machine that is busy with other things. */
  async start(limit = 120_000) {
    const log = openSync(this.log, "a");
    const from = statSync(this.log).size;
    this.#child = spawn("dotnet", [program(), `--urls=${this.url}`, "--AgentBot:DataDirectory=data", "--AgentBot:TemplatesDirectory=templates", "--AgentBot:TimeZone=Europe/Lisbon", ...this.settings], {
      cwd: this.folder, stdio: ["ignore", log, log], env: { ...process.env, DOTNET_NOLOGO: "1" },
    });
    closeSync(log);
    for (const end = Date.now() + limit; Date.now() < end;) {
      const said = readFileSync(this.log).subarray(from).toString();
      if (said.includes("AgentBot is ready")) return;
      if (this.#child.exitCode !== null) throw new Error(`the program ended with ${this.#child.exitCode}: ${said}`);
      await new Promise(next => setTimeout(next, 50));
    }
    throw new Error(`the program was not ready after ${limit / 1000} s: ${readFileSync(this.log)}`);
  }

  /** kill -9, of this process and no other. */
  async kill() {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  async remove() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
