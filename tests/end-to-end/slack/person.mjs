// A person in the workspace: writes and uploads with Slack's own client, clicks and fills forms as Slack's apps would.
import { WebClient } from "@slack/web-api";
import { app, deliveries } from "./signing.mjs";

let clicks = 0;

export class Person {
  constructor(front, name, id, team) {
    Object.assign(this, { front, name, id, team });
    this.web = new WebClient(`xoxp-${name}`, { slackApiUrl: front.api, retryConfig: { retries: 0 } });
  }

  /** Types a slash command; gives what comes back at once, or null for nothing. */
  async command(text, channel) {
    const fields = {
      token: "unused", team_id: this.team, team_domain: "acme", channel_id: channel.id, channel_name: channel.name, user_id: this.id, user_name: this.name, command: "/agent", text,
      api_app_id: app, is_enterprise_install: "false", trigger_id: await this.front.trigger(this.id), response_url: `${this.front.url}/answers/${this.name}`,
    };
    const answer = await this.front.bring(deliveries.command(fields));
    if (answer.status !== 200) throw new Error(`the command was answered ${answer.status}: ${answer.text}`);
    return answer.text.length > 0 ? answer.text.startsWith("{") ? JSON.parse(answer.text) : { text: answer.text } : null;
  }

  say(text, channel, thread) { return this.web.chat.postMessage({ channel: channel.id, text, ...(thread ? { thread_ts: thread } : {}) }); }

  async messages(channel) { return (await this.web.conversations.history({ channel: channel.id, limit: 200 })).messages; }

  async thread(channel, ts) { return (await this.web.conversations.replies({ channel: channel.id, ts, limit: 200 })).messages; }

  /** Uploads a file as the picker of a form does. */
  async upload(name, content) {
    const place = await this.web.files.getUploadURLExternal({ filename: name, length: content.length });
    await fetch(place.upload_url, { method: "POST", body: content });
    const done = await this.web.files.completeUploadExternal({ files: [{ id: place.file_id, title: name }] });
    return { name, size: content.length, ...done.files[0] };
  }

  /** Clicks a button by the words on it. */
  async click(channel, message, words) {
    const element = buttonIn(message.blocks, words);
    const action = { type: element.type, action_id: element.action_id, block_id: element.block_id ?? "", text: element.text, value: element.value, action_ts: `${Date.now() / 1000}` };
    return await this.#act({
      container: { type: "message", message_ts: message.ts, channel_id: channel.id, is_ephemeral: false, ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}) },
      channel: { id: channel.id, name: channel.name }, message, state: { values: {} }, response_url: `${this.front.url}/answers/${this.name}-${++clicks}`, actions: [action],
    });
  }

  /** Clicks a button inside a form: one of them, or by the words on it. */
  async clickIn(view, wanted) {
    const element = typeof wanted === "string" ? buttonIn(view.blocks, wanted) : wanted;
    const action = { type: element.type, action_id: element.action_id, block_id: element.block_id ?? "", text: element.text, value: element.value, action_ts: `${Date.now() / 1000}` };
    return await this.#act({ container: { type: "view", view_id: view.id }, view: this.#viewOf(view, {}), actions: [action] }, view.id);
  }

  /** The form that opened since a moment, once it is more than "loading". */
  async form(since, limit = 20_000) {
    for (const end = Date.now() + limit; Date.now() < end; await pause(40)) {
      const found = [...this.front.views.values()].filter(view => view.type === "modal" && view.at > since && view.user_id === this.id || view.at > since && view.type === "modal" && !view.user_id).at(-1);
      if (found && found.blocks.some(block => block.type !== "section" && block.type !== "context" || (block.text?.text ?? "").length > 40)) return found;
    }
    throw new Error(`no form came; the last calls were ${this.front.calls.slice(-6).map(call => `${call.method} ${call.answer?.error ?? ""}`).join(", ")}`);
  }

  /** Sends a form; answers by the labels of its fields. Gives the response: null closes it. */
  async submit(view, answers) {
    const payload = {
      type: "view_submission", team: { id: this.team, domain: "acme" }, user: this.#user(), api_app_id: app, token: "unused", trigger_id: await this.front.trigger(this.id, view.id),
      view: this.#viewOf(view, answers), response_urls: [], is_enterprise_install: false,
    };
    const answer = await this.front.bring(deliveries.interaction(payload));
    if (answer.status !== 200) throw new Error(`the form was answered ${answer.status}: ${answer.text}`);
    return answer.text.length > 0 ? JSON.parse(answer.text) : null;
  }

  async #act(rest, view) {
    const payload = { type: "block_actions", user: this.#user(), api_app_id: app, token: "unused", trigger_id: await this.front.trigger(this.id, view), team: { id: this.team, domain: "acme" }, enterprise: null, is_enterprise_install: false, ...rest };
    const answer = await this.front.bring(deliveries.interaction(payload));
    if (answer.status !== 200) throw new Error(`the click was answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  #user() { return { id: this.id, username: this.name, name: this.name, team_id: this.team }; }

  #viewOf(view, answers) {
    const values = {};
    const left = new Set(Object.keys(answers));
    for (const block of view.blocks.filter(block => block.type === "input")) {
      const label = block.label.text;
      const name = Object.keys(answers).find(wanted => label.toLowerCase() === wanted.toLowerCase()) ?? Object.keys(answers).find(wanted => !/\d$/.test(wanted) && label.toLowerCase().includes(wanted.toLowerCase()));
      left.delete(name);
      values[block.block_id] = { [block.element.action_id]: stateOf(block.element, name === undefined ? undefined : answers[name]) };
    }
    if (left.size > 0) throw new Error(`the form has no field ${[...left].join(", ")}, only ${view.blocks.filter(block => block.type === "input").map(block => block.label.text).join(", ")}`);
    return {
      id: view.id, team_id: this.team, type: view.type, callback_id: view.callback_id, private_metadata: view.private_metadata ?? "", hash: view.hash, root_view_id: view.root_view_id ?? view.id,
      previous_view_id: view.previous_view_id ?? null, app_id: app, bot_id: "B0AGENTBOT", blocks: view.blocks, state: { values },
    };
  }
}

/** What Slack tells of a field; left alone, it holds what it was filled with. */
function stateOf(element, given) {
  const option = words => element.options?.concat(...(element.option_groups ?? []).map(group => group.options)).find(one => one.text.text === words || one.value === words);
  switch (element.type) {
    case "static_select": case "radio_buttons": return { type: element.type, selected_option: given === undefined ? element.initial_option ?? null : option(given) };
    case "checkboxes": case "multi_static_select": return { type: element.type, selected_options: given === undefined ? element.initial_options ?? [] : given.map(option) };
    case "datepicker": return { type: element.type, selected_date: given ?? element.initial_date ?? null };
    case "users_select": return { type: element.type, selected_user: given ?? element.initial_user ?? null };
    case "conversations_select": return { type: element.type, selected_conversation: given ?? element.initial_conversation ?? null };
    case "channels_select": return { type: element.type, selected_channel: given ?? element.initial_channel ?? null };
    case "file_input": return { type: element.type, files: given === undefined ? [] : [given] };
    default: return { type: element.type, value: given ?? element.initial_value ?? null };
  }
}

export function buttonsIn(blocks) {
  return (blocks ?? []).flatMap(block => [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])].map(element => ({ ...element, block_id: block.block_id }))).filter(element => element.type === "button");
}

export function buttonIn(blocks, words) {
  const all = buttonsIn(blocks);
  const found = all.find(element => element.text.text === words) ?? all.find(element => element.text.text.startsWith(words));
  if (!found) throw new Error(`there is no button “${words}”, only ${all.map(element => `“${element.text.text}”`).join(", ") || "none"}`);
  return found;
}

/** Everything a message or a form shows, as one text. */
export function wordsOf(blocks) {
  const found = [];
  const look = part => {
    if (Array.isArray(part)) part.forEach(look);
    else if (part && typeof part === "object") {
      if (typeof part.text === "string") found.push(part.text);
      Object.entries(part).forEach(([name, inner]) => { if (name !== "text" || typeof inner !== "string") look(inner); });
    }
  };
  look(blocks);
  return found.join(" ");
}

export const pause = length => new Promise(next => setTimeout(next, length));

/** Looks until something is there. */
export async function until(what, look, limit = 30_000) {
  for (const end = Date.now() + limit; Date.now() < end; await pause(120)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`${what} did not come`);
}
