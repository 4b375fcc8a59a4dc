// Holds everything that AgentBot sends to Slack against Slack's own types: the golden files, and what hostile cards become.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const room = join(here, 'slack-types');
const golden = join(here, '..', 'AgentBot.Chat.Tests', 'Slack', 'Drawing', 'Golden');

install(room);

const read = folder => readdirSync(folder).filter(name => name.endsWith('.json')).sort()
  .map(name => ({ name: name.replace(/\.json$/, ''), json: JSON.parse(readFileSync(join(folder, name), 'utf8')) }));

// The test project writes what it makes of cards that nobody tidied; it must be built.
function hostile() {
  const folder = mkdtempSync(join(tmpdir(), 'agentbot-slack-payloads-'));
  try {
    const project = join(here, '..', 'AgentBot.Chat.Tests');
    const kind = existsSync(join(here, '..', 'artifacts', 'bin', 'AgentBot.Chat.Tests', 'release')) ? 'Release' : 'Debug';
    execFileSync('dotnet', ['test', project, '-c', kind, '--no-build', '-v', 'q', '--filter', 'FullyQualifiedName~What_hostile_cards_become'], { env: { ...process.env, AGENTBOT_SLACK_PAYLOADS: folder }, stdio: 'ignore' });
    return read(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const payloads = [...read(golden), ...hostile()];

const typeOf = json => json.type === 'home' ? 'HomeView' : json.type === 'modal' ? 'ModalView' : 'KnownBlock[]';
const valueOf = json => json.type ? json : json.blocks;

// One file for each payload, so that a mistake names the card it is in. Literals, because only those are checked for keys that do not exist.
function check(cases) {
  const folder = mkdtempSync(join(tmpdir(), 'agentbot-slack-types-'));
  try {
    symlinkSync(join(room, 'node_modules'), join(folder, 'node_modules'));
    for (const { name, type, value } of cases) {
      writeFileSync(join(folder, `${name}.ts`), `import type { HomeView, KnownBlock, ModalView } from '@slack/types';\nexport const payload: ${type} = ${JSON.stringify(value, null, 1)};\nexport type Used = HomeView | KnownBlock | ModalView;\n`);
    }
    const options = { strict: true, noEmit: true, skipLibCheck: true, module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', types: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
    const run = spawnSync('node', [join(room, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder], { cwd: folder, encoding: 'utf8' });
    if (run.error) throw run.error;
    const wrong = new Map();
    for (const line of run.stdout.split('\n')) {
      const found = line.match(/^(\S+?)\.ts\((\d+),\d+\): error (.*)$/);
      if (found && !wrong.has(found[1])) wrong.set(found[1], found[3]);
    }
    if (run.status !== 0 && wrong.size === 0) throw new Error(run.stdout + run.stderr);
    return wrong;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let passed = 0, failed = 0;
const say = (good, name, why) => { good ? passed++ : failed++; if (!good) console.log(`FAILED ${name}: ${why}`); };

const wrong = check(payloads.map(({ name, json }) => ({ name, type: typeOf(json), value: valueOf(json) })));
for (const { name } of payloads) say(!wrong.has(name), name, wrong.get(name));
for (const kind of ['table-pending', 'modal-form', 'hostile-00', 'hostile-modal-00']) say(payloads.some(({ name }) => name === kind), kind, 'it was not made');

// A judge that cannot say no proves nothing.
const good = payloads.find(({ name }) => name === 'table-pending');
const broken = (name, edit) => { const value = structuredClone(valueOf(good.json)); edit(value); return { name, type: 'KnownBlock[]', value }; };
const bad = [
  broken('header-in-mrkdwn', blocks => { blocks.find(block => block.type === 'header').text.type = 'mrkdwn'; }),
  broken('unknown-style', blocks => { blocks.at(-1).elements[0].style = 'positive'; }),
  broken('unknown-key', blocks => { blocks.find(block => block.type === 'table').row = []; }),
  broken('unknown-block', blocks => { blocks[0].type = 'factset'; }),
];
const refused = check(bad);
for (const { name } of bad) say(refused.has(name), `the judge refuses ${name}`, 'it did not');

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
