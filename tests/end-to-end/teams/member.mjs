// A person in Teams: writes, clicks and fills in as the apps of Teams do, through the Playground.
export const tenant = "99999999-8888-4777-8666-555555555555";

let made = 0;

export class Member {
  constructor(playground, { id, name, aadObjectId }, isCurrent) { Object.assign(this, { playground, id, name, aadObjectId, isCurrent }); }

  /** Writes with a mention of AgentBot, or in a chat with it without one. Gives the id of the message, where the Playground keeps it. */
  async say(text, room, thread) {
    const { bot } = this.playground;
    const mention = `<at>${bot.name}</at>`;
    const words = room.isDirect ? text : `${mention} ${text}`;
    const id = thread ? `${room.id};messageid=${thread}` : room.id;
    if (this.isCurrent) {
      const mentions = room.isDirect ? {} : { mentions: [{ mentioned: { id: bot.id, name: bot.name }, text: mention }] };
      return (await this.playground.post(`/_conversation/v1/conversations/${encodeURIComponent(id)}/messages`, { from: { id: this.id }, textFormat: "plain", text: words, ...mentions })).messageId;
    }

    // Its pages have one writer; what others write is passed on as it is given.
    const entities = room.isDirect ? [] : [{ type: "mention", mentioned: { id: bot.id, name: bot.name }, text: mention }];
    await this.playground.post("/_internal/v1/customActivities", { ...this.#frame("message", room, id), text: words, textFormat: "plain", entities });
    return undefined;
  }

  /** Presses a button; answers by the names of the fields. Gives the body that AgentBot returned. */
  async press(message, button, inputs = {}) {
    const value = { action: { type: "Action.Execute", title: button.title, verb: button.verb, data: { ...button.data, ...inputs } }, trigger: "manual" };
    // The chat with AgentBot is the current person's; what anybody else sends from there does not come through the Playground.
    if (!this.isCurrent && message.conversation === this.playground.rooms.direct.id) return await this.#tell(message, value);
    return await this.playground.post("/_conversation/v1/invoke", { name: "adaptiveCard/action", conversation: { id: message.conversation }, from: { id: this.id }, replyToId: message.id, value });
  }

  /** Presses a button of what stands in the place of a card. Gives what stands there then, or the sentence that passes by. */
  async turn(message, button, inputs = {}) { return (await this.press(message, button, inputs)).value; }

  async #tell(message, value) {
    const activity = { ...this.#frame("invoke", this.playground.rooms.direct, message.conversation), name: "adaptiveCard/action", replyToId: message.id, value };
    const answer = await fetch(`${this.playground.host}/api/messages`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(activity), signal: AbortSignal.timeout(30_000) });
    if (!answer.ok) throw new Error(`the press was answered ${answer.status}: ${await answer.text()}`);
    return await answer.json();
  }

  #frame(type, room, conversation) {
    const { rooms, bot, url } = this.playground;
    return {
      type, id: `story-${++made}`, channelId: "msteams", serviceUrl: `${url.replace("127.0.0.1", "localhost")}/_connector`, timestamp: new Date().toISOString(), localTimezone: "UTC", recipient: bot,
      from: { id: this.id, name: this.name, aadObjectId: this.aadObjectId },
      conversation: { id: conversation, tenantId: tenant, conversationType: room.isDirect ? "personal" : room === rooms.group ? "groupChat" : "channel", ...(room.isDirect ? {} : { isGroup: true }) },
      channelData: { tenant: { id: tenant }, ...(room.isDirect || room === rooms.group ? {} : { team: { id: rooms.general.id }, channel: { id: room.id } }) },
    };
  }
}

/** Every button of a card, also behind others. */
export function buttonsOf(node) {
  if (Array.isArray(node)) return node.flatMap(buttonsOf);
  if (!node || typeof node !== "object") return [];
  if (String(node.type ?? "").startsWith("Action.")) return [node, ...buttonsOf(node.card)];
  return Object.entries(node).filter(([name]) => name !== "refresh" && name !== "fallback").flatMap(([, inner]) => buttonsOf(inner));
}

export function buttonIn(card, verb) {
  const all = buttonsOf(card);
  const found = all.find(button => button.verb === verb) ?? all.find(button => button.data?.verb === verb) ?? all.find(button => button.title === verb);
  if (!found) throw new Error(`there is no button “${verb}”, only ${all.map(button => `“${button.title}”`).join(", ") || "none"}`);
  return found;
}

export const hasButton = (card, verb) => buttonsOf(card).some(button => button.verb === verb || button.data?.verb === verb || button.title === verb);

/** The button that opens a second step with this verb in it. */
export function stepBefore(card, verb) {
  const found = buttonsOf(card).find(button => button.card && hasButton(button.card, verb));
  if (!found) throw new Error(`nothing leads to “${verb}”`);
  return found;
}

/** Fields of a card by the words over them. */
export function fieldsOf(node) {
  if (Array.isArray(node)) return node.flatMap(fieldsOf);
  if (!node || typeof node !== "object") return [];
  const own = String(node.type ?? "").startsWith("Input.") ? [node] : [];
  return [...own, ...Object.entries(node).filter(([name]) => name !== "refresh" && name !== "fallback").flatMap(([, inner]) => fieldsOf(inner))];
}

/** Everything a card shows, as one text. */
export function wordsOf(card) {
  const found = [];
  const look = part => {
    if (Array.isArray(part)) part.forEach(look);
    else if (part && typeof part === "object") {
      for (const [name, inner] of Object.entries(part)) {
        if (name === "fallback" || name === "refresh" || name === "msteams" || name === "data") continue;
        if (["text", "title", "value", "label"].includes(name) && typeof inner === "string") found.push(inner);
        else look(inner);
      }
    }
  };
  look(card);
  return found.join(" ").replaceAll("\\", "");
}

export const pause = length => new Promise(next => setTimeout(next, length));

/** Looks until something is there. */
export async function until(what, look, limit = 30_000) {
  for (const end = Date.now() + limit; Date.now() < end; await pause(60)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`${what} did not come`);
}
