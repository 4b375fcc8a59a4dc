// The Microsoft 365 Agents Playground as a process of its own on this computer: a tenant with a team, its channels and six people.
// Everything that stands in its conversations is told by its stream and kept here.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import WebSocket from "ws";
import { Member, tenant } from "./member.mjs";

export const appId = "11111111-2222-4333-8444-555555555555";
export { tenant };

const names = { ana: "Ana Duarte", ben: "Ben Okafor", cleo: "Cleo Marchetti", dan: "Dan Ferro", eve: "Eve Lindholm", fay: "Fay Nakata" };

export class Playground {
  bot = { id: `28:${appId}`, name: "AgentBot" };
  rooms = {
    direct: { id: "chat-with-agentbot", isDirect: true },
    group: { id: "19:month-end@thread.v2" },
    general: { id: "19:general@thread.tacv2" },
    finance: { id: "19:finance@thread.tacv2" },
  };
  /** What AgentBot posted, in its order: conversation with its thread, id, the card as it came first and as it stands, text, edits. */
  posts = [];
  #child;
  #stream;

  /** @param host address of AgentBot
   *  @param current whose pages the Playground shows, and whose chat with AgentBot it has */
  static async start(freePort, host, current = "ana") {
    const playground = new Playground();
    Object.assign(playground, { host, current });
    playground.folder = mkdtempSync(join(tmpdir(), "agentbot-playground-"));
    const config = join(playground.folder, "playground.yml");
    writeFileSync(config, JSON.stringify(playground.#config()));
    playground.log = join(playground.folder, "playground.log");
    const port = await freePort();
    playground.url = `http://127.0.0.1:${port}`;
    const log = openSync(playground.log, "a");
    const room = fileURLToPath(new URL(".", import.meta.url));
    playground.#child = spawn(process.execPath, [
      "-r", join(room, "loopback.cjs"), join(room, "node_modules/@microsoft/m365agentsplayground/cli.js"), "start",
      "-e", `${host}/api/messages`, "-c", "msteams", "-p", String(port), "--disable-telemetry",
    ], {
      cwd: playground.folder,
      stdio: ["ignore", log, log],
      env: {
        PATH: process.env.PATH, HOME: playground.folder, TEAMSAPPTESTER_BROWSER: "none", APPLICATION_INSIGHTS_NO_STATSBEAT: "1",
        M365_AGENTS_PLAYGROUND_CONFIG_PATH: config, M365_AGENTS_PLAYGROUND_LOGFILE: join(playground.folder, "tool.log"),
      },
    });
    closeSync(log);
    await playground.#untilUp();
    await playground.#listen();
    return playground;
  }

  people() { return Object.fromEntries(this.#users().map(user => [user.givenName.toLowerCase(), new Member(this, user, user.givenName.toLowerCase() === this.current)])); }

  async post(path, body) {
    const answer = await fetch(this.url + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(30_000) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${text.slice(0, 400)}`);
    return text.length > 0 && /^[[{"]/.test(text) ? JSON.parse(text) : text;
  }

  /** AgentBot is added to a conversation. */
  install(room) { return this.post(`/_debug/conversation/${encodeURIComponent(room.id)}/installation`, {}); }

  /** What AgentBot posted in a conversation and its threads. */
  in(room) { return this.posts.filter(post => post.conversation.split(";")[0] === room.id); }

  async remove() {
    this.#stream?.terminate();
    if (this.#child && this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, "exit");
      this.#child.kill("SIGKILL");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #users() {
    return Object.entries(names).map(([key, name], place) => {
      const [givenName, surname] = name.split(" ");
      return { id: `29:${key}`, name, userPrincipleName: `${key}@acme.test`, aadObjectId: `aaaaaaaa-0000-4000-8000-00000000000${place + 1}`, givenName, surname, email: `${key}@acme.test` };
    });
  }

  #config() {
    const all = this.#users();
    const currentUser = all.find(user => user.givenName.toLowerCase() === this.current);
    const users = all.filter(user => user !== currentUser);
    return {
      version: "0.1.1", tenantId: tenant, bot: this.bot, currentUser, users,
      personalChat: { id: this.rooms.direct.id },
      groupChat: { id: this.rooms.group.id, name: "Month end" },
      team: { id: this.rooms.general.id, name: "Acme", aadGroupId: "00000000-0000-4000-8000-000000000031", channels: [{ id: this.rooms.finance.id, name: "finance" }] },
    };
  }

  async #untilUp(limit = 60_000) {
    for (const end = Date.now() + limit; Date.now() < end; await new Promise(next => setTimeout(next, 100))) {
      if (this.#child.exitCode !== null) break;
      const up = await fetch(`${this.url}/_debug/ping`).then(answer => answer.ok, () => false);
      if (up) return;
    }
    throw new Error(`the Playground did not start: ${readFileSync(this.log, "utf8").slice(-1500)}`);
  }

  async #listen() {
    this.#stream = new WebSocket(`${this.url.replace("http", "ws")}/_ws_conversation/v1/conversations/stream`);
    this.#stream.on("message", data => this.#take(JSON.parse(data)));
    await once(this.#stream, "open");
  }

  #take({ action, actionConversationId, message }) {
    if (message?.from?.id !== this.bot.id) return;
    const card = message.attachments?.[0]?.content ?? null;
    const known = action === "updateMessage" ? this.posts.find(post => post.id === message.messageId) : undefined;
    if (known) Object.assign(known, { card, text: message.text ?? "", edits: known.edits + 1 });
    else if (action === "createMessage") this.posts.push({ id: message.messageId, conversation: message.postConversationId ?? actionConversationId, first: card, card, text: message.text ?? "", edits: 0 });
  }
}
