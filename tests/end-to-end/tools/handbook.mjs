// What is the same on every platform: the page that the agent reads and wants to write, the server of tools behind it, and how both are looked at.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { holds, same } from "../story/checks.mjs";
import { program, repository } from "../story/host.mjs";
import { Model } from "./model.mjs";

const typed = promisify(execFile);
const server = fileURLToPath(new URL("node_modules/@modelcontextprotocol/server-filesystem/dist/index.js", import.meta.url));
const page = "# Closing the month\n\nInvoices are due on the fifth working day.\n\nQuestions go to Cleo.\n";

export const wanted = page.replace("fifth", "fourth");
export const changed = page.replace("fifth", "third");
export const reason = "Cleo has not agreed to an earlier day.";
export const asking = 'run handbook page=closing.md news="Invoices are due a day earlier."';

/** The settings and the template stand in the page for people; they are played exactly as written there. */
function written() {
  const text = readFileSync(join(repository, "templates/tools.md"), "utf8");
  const blocks = [...text.matchAll(/```(json|yaml)\n(.*?)```/gs)].map(([, kind, body]) => ({ kind, body }));
  return {
    servers: JSON.parse(`{${blocks.find(block => block.kind === "json").body}}`).Mcp.Servers,
    template: blocks.find(block => block.body.includes("kind: Workflow")).body,
  };
}

export class Handbook {
  /** How often the server has put something in the place of the page. */
  writes = 0;
  #watcher;

  static async open(host) {
    const book = new Handbook();
    Object.assign(book, { host, model: await Model.start(), folder: join(host.folder, "handbook") });
    mkdirSync(book.folder);
    book.file = join(book.folder, "closing.md");
    const { servers, template } = written();
    writeFileSync(join(host.folder, "templates/finance/handbook.yaml"), template);
    host.settings.push(
      "--Models:Providers:scripted:Kind=openai", "--Models:Providers:scripted:Model=scripted-1", `--Models:Providers:scripted:BaseUrl=${book.model.url}`, "--Models:Providers:scripted:ApiKey=unused",
      "--Models:Providers:scripted:InputPricePerMillion=3", "--Models:Providers:scripted:OutputPricePerMillion=15", "--Models:Aliases:default:0=scripted", "--Models:Aliases:small:0=scripted",
      "--Mcp:Servers:handbook:Command=node", `--Mcp:Servers:handbook:Args:0=${server}`, `--Mcp:Servers:handbook:Args:1=${book.folder}`,
      ...servers.handbook.Reads.map((name, place) => `--Mcp:Servers:handbook:Reads:${place}=${name}`),
    );
    return book;
  }

  /** The page as it was, and a script for the run that comes next. */
  begin() {
    this.#watcher?.close();
    writeFileSync(this.file, page);
    this.writes = 0;
    this.#watcher = watch(this.folder, (kind, name) => { if (kind === "rename" && name === "closing.md") this.writes++; });
    this.model.next(
      () => ({ call: "handbook_read_text_file", with: { path: "closing.md" } }),
      told => ({ call: "handbook_write_file", with: { path: "closing.md", content: told[0].match(/# Closing.*Cleo\.\n/s)[0].replace("fifth", "fourth") } }),
      told => ({ says: { said: /refused/.test(told[1]) ? "Nothing was written: somebody refused it." : "The page says the new day." } }),
    );
  }

  get text() { return readFileSync(this.file, "utf8"); }

  /** What an operator does in a terminal beside the running program. */
  async agree(check) {
    const listed = await this.#type("tools");
    const seal = tool => new RegExp(`handbook\\.${tool} .* ([0-9a-f]{4} [0-9a-f]{4})`).exec(listed)?.[1];
    await check("the list says which tool reads and which writes, and that both are off", () => {
      holds(listed, /handbook\.read_text_file +reads, not agreed to yet, off/);
      holds(listed, /handbook\.write_file +writes, each call needs a yes, not agreed to yet, off/);
    });
    for (const tool of ["read_text_file", "write_file"]) holds(await this.#type("tools", "agree", `handbook.${tool}`, ...seal(tool).split(" ")), "may call it now");
  }

  async checkWritten(check, until) {
    await check("the agent is told that somebody changed the call and approved it, with what the server answered", () => until("the end", () => this.model.isAtEnd && this.model.told[1]?.includes("A person changed the arguments and approved the call")));
    await check("the server wrote the page once, with the changed words", () => { same(this.text, changed); same(this.writes, 1, "writes"); });
  }

  async checkRefused(check, until) {
    await check("the agent is told the reason", () => until("the end", () => this.model.isAtEnd && this.model.told[1]?.includes(reason)));
    await check("nothing was written", () => { same(this.text, page); same(this.writes, 0, "writes"); });
  }

  async remove() {
    this.#watcher?.close();
    await this.model.remove();
  }

  // The stories go on meanwhile: what people's clients keep open must not be left unheard.
  async #type(...words) { return (await typed("dotnet", [program(), ...words], { cwd: this.host.folder, encoding: "utf8", timeout: 60_000 })).stdout; }
}
