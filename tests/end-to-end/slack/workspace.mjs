// A Slack workspace that others wrote: emulate, on loopback, with the one thing it lacks, an address that its events go to.
// A process of its own, because it needs a newer Node. Prints "ready" when it is.
import { readdirSync, readFileSync } from "node:fs";

const { port, events, front, secret } = JSON.parse(process.argv[2]);
const dist = new URL("./node_modules/emulate/dist/", import.meta.url);

// The name of the file changes with each release, so it is found by what it holds.
const file = readdirSync(dist).find(name => name.endsWith(".js") && readFileSync(new URL(name, dist), "utf8").includes("slackPlugin = {"));
const { slackPlugin } = await import(new URL(file, dist));
const register = slackPlugin.register;
slackPlugin.register = function withEvents(app, store, webhooks, ...rest) {
  webhooks.register({ url: events, events: ["*"], active: true, owner: "slack" });
  return register.call(this, app, store, webhooks, ...rest);
};

const { createEmulator } = await import("emulate");
const scopes = ["chat:write", "channels:history", "groups:history", "im:history", "mpim:history", "channels:read", "groups:read", "im:read", "im:write", "mpim:read", "users:read", "users:read.email", "usergroups:read", "files:read", "files:write", "app_mentions:read", "commands", "channels:join"];
const people = ["ana", "ben", "cleo"];
const emulator = await createEmulator({
  service: "slack",
  port,
  hostname: "127.0.0.1",
  baseUrl: front,
  seed: {
    slack: {
      team: { name: "Acme", domain: "acme" },
      signing_secret: secret,
      users: [
        { name: "ana", real_name: "Ana Duarte", email: "ana@acme.test" },
        { name: "ben", real_name: "Ben Okafor", email: "ben@acme.test" },
        { name: "cleo", real_name: "Cleo Marchetti", email: "cleo@acme.test" },
      ],
      channels: [{ name: "finance", topic: "Money" }, { name: "operations" }],
      oauth_apps: [{ client_id: "1.1", client_secret: "unused", app_id: "A0AGENTBOT", name: "AgentBot", bot_id: "B0AGENTBOT", bot_user_id: "U0AGENTBOT", bot_name: "agentbot", redirect_uris: [], scopes, user_scopes: [] }],
      tokens: [
        { token: "xoxb-agentbot", type: "bot", user_id: "U0AGENTBOT", bot_id: "B0AGENTBOT", bot_user_id: "U0AGENTBOT", app_id: "A0AGENTBOT", client_id: "1.1", scopes },
        ...people.map(name => ({ token: `xoxp-${name}`, type: "user", user: name, scopes: [...scopes, "files:write"] })),
      ],
    },
  },
});
console.log("ready");
process.on("SIGTERM", async () => { await emulator.close(); process.exit(0); });
