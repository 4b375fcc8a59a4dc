// Holds every card that goes out to Teams against Microsoft's own types and parser: the golden cards, and what hostile cards become.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const room = join(here, 'teams-types');

install(room);

// The test project writes what goes out; it must be built.
function cards() {
  const folder = mkdtempSync(join(tmpdir(), 'agentbot-teams-cards-'));
  try {
    const project = join(here, '..', 'AgentBot.Chat.Tests');
    const kind = existsSync(join(here, '..', 'artifacts', 'bin', 'AgentBot.Chat.Tests', 'release')) ? 'Release' : 'Debug';
    execFileSync('dotnet', ['test', project, '-c', kind, '--no-build', '-v', 'q', '--filter', 'FullyQualifiedName~What_goes_out_is_kept_for_the_judges'], { env: { ...process.env, AGENTBOT_TEAMS_CARDS: folder }, stdio: 'ignore' });
    const golden = join(project, 'Teams', 'Drawing', 'Golden');
    return [
      ...readdirSync(folder).sort().map(name => ({ name: name.replace(/\.json$/, ''), card: JSON.parse(readFileSync(join(folder, name), 'utf8')) })),
      ...readdirSync(golden).sort().map(name => ({ name: `golden-${name.replace(/\.json$/, '')}`, card: JSON.parse(readFileSync(join(golden, name), 'utf8')).card })),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The parser of the reference renderer. It knows no mentions and no msteams, which are no mistakes.
const require = createRequire(join(room, 'package.json'));
const AC = require('adaptivecards/dist/adaptivecards.js');
AC.AdaptiveCard.onProcessMarkdown = (text, result) => { result.outputHtml = text; result.didProcess = true; };
function parsing(json) {
  const card = new AC.AdaptiveCard();
  // Teams puts what is too much for the row into a menu.
  card.hostConfig = new AC.HostConfig({ actions: { maxActions: 20 } });
  const context = new AC.SerializationContext(AC.Versions.v1_5);
  card.parse(json, context);
  const said = [];
  for (let i = 0; i < context.eventCount; i++) said.push(context.getEventAt(i).message);
  for (const event of card.validateProperties().validationEvents) said.push(event.message);
  return said;
}

// One file for each card, so that a mistake names the card it is in. Literals, because only those are checked for keys that do not exist.
function typing(all) {
  const folder = mkdtempSync(join(tmpdir(), 'agentbot-teams-types-'));
  try {
    symlinkSync(join(room, 'node_modules'), join(folder, 'node_modules'));
    for (const { name, card } of all) {
      writeFileSync(join(folder, `${name}.ts`), `import type { IAdaptiveCard } from '@microsoft/teams.cards';\nexport const card: IAdaptiveCard = ${JSON.stringify(card, null, 1)};\n`);
    }
    const options = { strict: true, noEmit: true, skipLibCheck: true, module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', types: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
    const run = spawnSync('node', [join(room, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
    if (run.error) throw run.error;
    const wrong = new Map();
    for (const line of run.stdout.split('\n')) {
      const found = line.match(/^(\S+?)\.ts\((\d+),\d+\): error (.*)$/);
      if (found && !wrong.has(found[1])) wrong.set(found[1], `line ${found[2]}: ${found[3]}`);
    }
    if (run.status !== 0 && wrong.size === 0) throw new Error(run.stdout + run.stderr);
    return wrong;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let passed = 0, failed = 0;
const say = (good, name, why) => { good ? passed++ : failed++; if (!good) console.log(`FAILED ${name}: ${why}`); };

const all = cards();
for (const name of ['table-pending', 'form', 'table-pending.onlooker', 'hostile-00']) say(all.some(one => one.name === name), name, 'it was not made');
const wrong = typing(all);
for (const { name, card } of all) {
  say(!wrong.has(name), `${name}, types`, wrong.get(name));
  const said = parsing(card);
  say(said.length === 0, `${name}, parser`, said[0]);
}

// Judges that cannot say no prove nothing.
const good = all.find(({ name }) => name === 'table-pending');
const broken = (name, edit) => { const card = structuredClone(good.card); edit(card); return { name, card }; };
const badTypes = [
  broken('unknown-key', card => { card.body[0].styl = 'accent'; }),
  broken('wrong-shape', card => { card.actions = 'Approve'; }),
];
const refused = typing(badTypes);
for (const { name } of badTypes) say(refused.has(name), `the types refuse ${name}`, 'they did not');
for (const { name, card } of [
  broken('unknown-element', card => { card.body.push({ type: 'Marquee' }); }),
  broken('unknown-version', card => { card.version = '9.9'; }),
  broken('input-without-id', card => { card.body.push({ type: 'Input.Text', label: 'x' }); }),
]) say(parsing(card).length > 0, `the parser refuses ${name}`, 'it did not');

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
