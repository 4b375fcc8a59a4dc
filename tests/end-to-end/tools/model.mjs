// A provider that speaks the Chat Completions format, whole or streamed, and follows a script. Who asks more than the script has gets an error.
import { once } from "node:events";
import { createServer } from "node:http";

export class Model {
  /** What it was asked, oldest first. */
  asked = [];
  #script = [];
  #server;

  static async start() {
    const model = new Model();
    model.#server = createServer((incoming, answer) => model.#take(incoming, answer).catch(fault => answer.writeHead(500).end(String(fault))));
    model.#server.listen(0, "127.0.0.1");
    await once(model.#server, "listening");
    model.url = `http://127.0.0.1:${model.#server.address().port}/v1`;
    return model;
  }

  /** What it answers next, each from what its tools have told so far: { call, with } or { says }. */
  next(...answers) { this.#script.push(...answers); }

  /** What its tools told it in its last question. */
  get told() { return toldIn(this.asked.at(-1)); }

  get isAtEnd() { return this.#script.length === 0; }

  async remove() {
    this.#server.closeAllConnections();
    await new Promise(done => this.#server.close(done));
  }

  async #take(incoming, answer) {
    const parts = [];
    for await (const part of incoming) parts.push(part);
    const question = JSON.parse(Buffer.concat(parts));
    this.asked.push(question);
    const next = this.#script.shift();
    if (!next) {
      answer.writeHead(500, { "content-type": "application/json" }).end('{"error":{"type":"api_error","message":"The script is at its end."}}');
      return;
    }

    const { call, with: given, says } = next(toldIn(question));
    const message = call
      ? { role: "assistant", content: null, tool_calls: [{ index: 0, id: `call-${this.asked.length}`, type: "function", function: { name: call, arguments: JSON.stringify(given) } }] }
      : { role: "assistant", content: JSON.stringify({ results: [{ key: "i001", output: says, remark: "" }], remarks: [] }) };
    const reason = call ? "tool_calls" : "stop";
    const usage = { prompt_tokens: 900, completion_tokens: 120, total_tokens: 1020 };
    const envelope = { id: `answer-${this.asked.length}`, created: 1_764_000_000, model: question.model };
    if (!question.stream) {
      answer.writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ ...envelope, object: "chat.completion", choices: [{ index: 0, message, finish_reason: reason }], usage }));
      return;
    }

    const events = [{ delta: message, finish_reason: null }, { delta: {}, finish_reason: reason }].map(choice => ({ ...envelope, object: "chat.completion.chunk", choices: [{ index: 0, ...choice }] }));
    if (question.stream_options?.include_usage) events.push({ ...envelope, object: "chat.completion.chunk", choices: [], usage });
    answer.writeHead(200, { "content-type": "text/event-stream" }).end(`${events.map(event => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`);
  }
}

const toldIn = question => (question?.messages ?? []).filter(message => message.role === "tool")
  .map(message => typeof message.content === "string" ? message.content : message.content.map(part => part.text).join(""));
