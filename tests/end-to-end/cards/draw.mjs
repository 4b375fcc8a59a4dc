// Draws golden cards with the official renderer in a headless browser, 560 and 340 px wide, one picture per card.
// usage: node draw.mjs [--to folder] [name …]      needs: npm ci, chromium on the path (or CHROMIUM=…)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const golden = resolve(here, '../../AgentBot.Core.Tests/Cards/Golden');
const require = createRequire(import.meta.url);
const args = process.argv.slice(2);
const at = args.indexOf('--to');
const out = resolve(at < 0 ? join(here, 'pictures') : args.splice(at, 2)[1]);
const names = args.length ? args : readdirSync(golden).filter(f => f.endsWith('.json')).map(f => f.slice(0, -5));
const script = file => `<script>${readFileSync(file, 'utf8').replaceAll('</script', '<\\/script')}</script>`;
const renderer = script(join(dirname(require.resolve('adaptivecards/package.json')), 'dist/adaptivecards.min.js'));
const markdown = script(join(dirname(require.resolve('markdown-it/package.json')), 'dist/markdown-it.min.js'));

const hostConfig = {
  fontFamily: 'Segoe UI, Noto Sans, sans-serif',
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: '#E1E1E1' },
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
  actions: { maxActions: 6, spacing: 'default', buttonSpacing: 8, actionsOrientation: 'horizontal', actionAlignment: 'left', showCard: { actionMode: 'inline', inlineTopMargin: 8 } },
  factSet: { title: { weight: 'bolder', wrap: true, maxWidth: 120 }, value: { wrap: true }, spacing: 12 },
  containerStyles: Object.fromEntries(Object.entries({ default: '#FFFFFF', emphasis: '#F5F4F2', accent: '#C9DFFA', good: '#CCFFCC', attention: '#FFC7B8', warning: '#FFE2B0' })
    .map(([style, backgroundColor]) => [style, { backgroundColor, foregroundColors: { default: { default: '#252423', subtle: '#616161' }, attention: { default: '#A4262C', subtle: '#A4262C' } } }])),
};

const page = card => `<!doctype html><meta charset="utf-8"><style>
body{margin:16px;background:#f5f5f5;display:flex;gap:16px;align-items:flex-start}
.card{background:#fff;border:1px solid #ddd;border-radius:4px}.ac-actionSet{flex-wrap:wrap;gap:8px 0}.ac-pushButton{font:600 13px sans-serif;padding:6px 12px;border:1px solid #c8c8c8;border-radius:4px;background:#fff}
.ac-pushButton.style-positive{background:#5b5fc7;color:#fff}p{margin:0 0 8px}p:last-child{margin:0}ul{margin:0 0 0 20px;padding:0}
</style>${renderer}${markdown}<div class="card" id="wide" style="width:560px"></div><div class="card" id="phone" style="width:340px"></div><pre id="log"></pre><script>
const md = window.markdownit();
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => { result.outputHtml = md.render(text); result.didProcess = true; };
for (const id of ['wide', 'phone']) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(hostConfig)});
  const context = new AdaptiveCards.SerializationContext();
  card.parse(${JSON.stringify(card).replaceAll('<', '\\u003c')}, context);
  for (let i = 0; i < context.eventCount; i++) document.getElementById('log').textContent += context.getEventAt(i).message + '\\n';
  document.getElementById(id).appendChild(card.render());
}
document.title = document.getElementById('log').textContent ? 'mistakes' : 'drawn';
</script>`;

mkdirSync(out, { recursive: true });
let failed = 0;
for (const name of names) {
  const work = mkdtempSync(join(tmpdir(), 'cards-'));
  const html = join(work, 'card.html');
  const png = join(out, `${name}.png`);
  writeFileSync(html, page(JSON.parse(readFileSync(join(golden, `${name}.json`), 'utf8'))));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--hide-scrollbars', `--user-data-dir=${join(work, 'profile')}`];
  const browser = process.env.CHROMIUM ?? 'chromium';
  spawnSync(browser, [...flags, '--window-size=960,1400', `--screenshot=${png}`, `file://${html}`], { timeout: 60_000, stdio: 'ignore' });
  const dom = spawnSync(browser, [...flags, '--dump-dom', `file://${html}`], { timeout: 60_000, encoding: 'utf8' }).stdout ?? '';
  const log = /<pre id="log">([\s\S]*?)<\/pre>/.exec(dom)?.[1].trim() ?? 'nothing was drawn';
  if (log || !existsSync(png)) { failed++; console.error(`${name}: ${log || 'no picture'}`); } else { console.log(png); }
  rmSync(work, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
