// Slack's own receiver as the judge of requests: what it refuses, AgentBot refuses; what it takes, AgentBot takes, but for times in
// the future, where AgentBot is stricter.
import { App, HTTPReceiver, LogLevel } from "@slack/bolt";
import { freePort } from "../story/host.mjs";
import { same } from "../story/checks.mjs";
import { app, deliver, deliveries, secret } from "./signing.mjs";

export async function judge(world, checks) {
  const { receiver, url } = await bolt(world);
  try {
    const now = Math.floor(Date.now() / 1000);
    const ways = {
      "signed as it should be": {},
      "not signed": { key: null },
      "signed with another secret": { key: "another-secret" },
      "signed 301 seconds ago": { at: now - 301 },
      "signed 290 seconds ago": { at: now - 290 },
      "with a changed body": { signedBody: "something else" },
      "with half a signature": { headers: { "x-slack-signature": "v0=00ff" } },
      "with a time that is none": { headers: { "x-slack-request-timestamp": "soon" } },
    };
    for (const [kind, make] of Object.entries(samples(world))) {
      for (const [way, how] of Object.entries(ways)) {
        await checks.check(`${kind}, ${way}: both judge alike`, async () => {
          const [theirs, ours] = [await deliver(url, make(), how), await deliver(world.host.url, make(), how)];
          same(ours.status < 300, theirs.status < 300, `AgentBot answered ${ours.status}, Slack's receiver ${theirs.status}; taken`);
        });
      }

      await checks.check(`${kind}, signed ten minutes ahead: AgentBot is stricter`, async () => {
        const how = { at: Math.floor(Date.now() / 1000) + 600 };
        same([(await deliver(url, make(), how)).status < 300, (await deliver(world.host.url, make(), how)).status], [true, 401]);
      });
    }

    await checks.check("the challenge of an address is echoed as Slack's receiver does", async () => {
      const challenge = deliveries.event({ type: "url_verification", token: "unused", challenge: "3eZbrw1aB" });
      const [theirs, ours] = [await deliver(url, challenge), await deliver(world.host.url, challenge)];
      same(JSON.parse(ours.text).challenge, JSON.parse(theirs.text).challenge);
    });
  } finally {
    await receiver.stop();
  }
}

let made = 0;

/** One fresh delivery of each kind. */
function samples({ ana, finance }) {
  const user = { id: ana.id, username: "ana", name: "ana", team_id: ana.team };
  return {
    "a command": () => deliveries.command({
      token: "unused", team_id: ana.team, team_domain: "acme", channel_id: finance.id, channel_name: "finance", user_id: ana.id, user_name: "ana", command: "/agent", text: "help",
      api_app_id: app, is_enterprise_install: "false", trigger_id: `judge.${++made}`, response_url: "http://127.0.0.1:9/unused",
    }),
    "an event": () => deliveries.event({
      token: "unused", team_id: ana.team, api_app_id: app, type: "event_callback", event_id: `EvJudge${++made}`, event_time: 1700000000, is_ext_shared_channel: false,
      authorizations: [{ enterprise_id: null, team_id: ana.team, user_id: "U0AGENTBOT", is_bot: true, is_enterprise_install: false }], event: { type: "app_home_opened", user: ana.id, channel: "D1", tab: "messages", event_ts: "1700000000.1" },
    }),
    "a click": () => deliveries.interaction({
      type: "block_actions", user, api_app_id: app, token: "unused", trigger_id: `judge.${++made}`, team: { id: ana.team, domain: "acme" }, enterprise: null, is_enterprise_install: false,
      container: { type: "message", message_ts: "1700000000.000200", channel_id: finance.id, is_ephemeral: false }, channel: { id: finance.id, name: "finance" },
      message: { type: "message", ts: "1700000000.000200", text: "" }, state: { values: {} }, response_url: "http://127.0.0.1:9/unused", actions: [{ type: "button", action_id: "open", block_id: "b", text: { type: "plain_text", text: "Open" }, action_ts: "1700000001.1" }],
    }),
  };
}

async function bolt(world) {
  const receiver = new HTTPReceiver({ signingSecret: secret, endpoints: ["/slack/commands", "/slack/events", "/slack/interactions"], logLevel: LogLevel.ERROR });
  const listening = new App({ receiver, token: "xoxb-agentbot", clientOptions: { slackApiUrl: world.front.api }, logLevel: LogLevel.ERROR });
  listening.command("/agent", async ({ ack }) => ack());
  listening.event("app_home_opened", async () => {});
  listening.action(/.*/, async ({ ack }) => ack());
  const port = await freePort();
  await listening.start({ port, host: "127.0.0.1" });
  return { receiver, url: `http://127.0.0.1:${port}` };
}
