// What Slack sends and how it signs it.
import { createHmac } from "node:crypto";

export const secret = "story-signing-secret-0001";
export const app = "A0AGENTBOT";

export function signed(body, { at = Math.floor(Date.now() / 1000), key = secret } = {}) {
  const signature = createHmac("sha256", key).update(`v0:${at}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": String(at), "x-slack-signature": `v0=${signature}` };
}

/** One delivery as Slack makes it: where it goes, in which form, and its bytes. */
export const deliveries = {
  event: payload => ({ path: "/slack/events", type: "application/json", body: JSON.stringify(payload) }),
  command: fields => ({ path: "/slack/commands", type: "application/x-www-form-urlencoded", body: new URLSearchParams(fields).toString() }),
  interaction: payload => ({ path: "/slack/interactions", type: "application/x-www-form-urlencoded", body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() }),
};

/** Sends it; a null secret leaves the signature out. */
export async function deliver(host, delivery, { headers = {}, ...how } = {}) {
  const signature = how.key === null ? {} : signed(how.signedBody ?? delivery.body, how);
  const answer = await fetch(host + delivery.path, {
    method: "POST", headers: { "content-type": delivery.type, ...signature, ...headers }, body: delivery.body, signal: AbortSignal.timeout(30_000),
  });
  return { status: answer.status, text: await answer.text() };
}
